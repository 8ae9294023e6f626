"""Notebooks that somebody else made: any of them exports, and none of them gets out of its page."""

import base64
import json
import random
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from framework_report.export import PART, WIDGET, DecisionReportExporter

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
BREAKOUT = 'AA"><meta/http-equiv="refresh"/content="0;url=https://a.test/went">'
NOTEBOOKS, OUTPUTS, SEED = 25, 40, 17


def export(nb, folder: Path | None = None) -> str:
    resources = {"metadata": {"name": "a", "path": str(folder) if folder else ""}}
    return DecisionReportExporter().from_notebook_node(nb, resources)[0]


def main(nb, folder: Path | None = None) -> BeautifulSoup:
    return BeautifulSoup(export(nb, folder), "html.parser").main


def of_output(data: dict, **more) -> BeautifulSoup:
    """Return the page's body of a notebook with one output."""
    output = from_dict({"output_type": "display_data", "data": data, "metadata": {}} | more)
    return main(from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}]}))  # fmt: skip


def test_an_attached_picture_is_in_the_page_and_a_missing_one_is_said(tmp_path):
    cell = new_markdown_cell("![a dot](attachment:a%20b.png) ![a cat](attachment:cat.png)")
    cell.attachments = {"a b.png": {"image/png": PNG}}
    found = main(new_notebook(cells=[cell]))
    assert found.img["src"] == f"data:image/png;base64,{PNG}"
    assert found.img["alt"] == "a dot"
    assert found.select_one(".fr-absent").get_text() == "Picture, not in this file: a cat (cat.png)"


def test_a_picture_beside_the_notebook_is_embedded_and_one_on_the_web_is_said(tmp_path):
    (tmp_path / "dot.png").write_bytes(base64.b64decode(PNG))
    source = "![a dot](dot.png) <img src='dot.png'> ![a cat](https://a.test/cat.png)"
    found = main(new_notebook(cells=[new_markdown_cell(source)]), tmp_path)
    assert [img["src"] for img in found.find_all("img")] == [f"data:image/png;base64,{PNG}"] * 2
    assert found.select_one(".fr-absent a")["href"] == "https://a.test/cat.png"
    assert "a cat" in found.select_one(".fr-absent").get_text()


def test_a_notebook_named_on_the_command_line_finds_the_pictures_beside_it(tmp_path):
    (tmp_path / "dot.png").write_bytes(base64.b64decode(PNG))
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "![a dot](dot.png)"}
    text = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (tmp_path / "a.ipynb").write_text(json.dumps(text))
    html = DecisionReportExporter().from_filename(str(tmp_path / "a.ipynb"))[0]
    assert PNG in html


def test_links_in_prose_reach_the_headings_of_other_cells():
    cells = [new_markdown_cell("[there](#The-traps)"), new_markdown_cell("## The traps\n## Again")]
    found = main(from_dict({"cells": [*cells, *cells], "metadata": {}}))
    assert found.find(id=unquote(found.a["href"][1:])).get_text() == "The traps"
    ids = [tag["id"] for tag in found.find_all(id=True)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml", "image/gif"])
def test_the_text_of_a_picture_cannot_break_out_of_its_attribute(kind):
    for text in (BREAKOUT, [BREAKOUT], "", {"a": 1}, None, 7, PNG[:20], GIF[::-1]):
        found = of_output({kind: text})
        assert not found.find_all(["meta", "script", "img"])
        assert found.select_one(".fr-note").get_text().startswith("A picture that cannot be shown")


def test_a_picture_in_an_output_is_shown_with_its_words():
    found = of_output({"image/png": f"{PNG[:30]}\n{PNG[30:]}\n", "text/plain": '<Figure "1">'})
    assert found.img["src"] == f"data:image/png;base64,{PNG}"
    assert found.img["alt"] == '<Figure "1">'
    assert of_output({"image/svg+xml": ["<svg width='1'>", "</svg>"]}).img


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text/html": "<script>draw()</script>", "text/plain": "<Chart>"}, "needs a script"),
        ({"application/javascript": "draw()"}, "needs a script"),
        ({"application/x-own": "?"}, "of a kind that a page cannot show (application/x-own)"),
        ({"application/json": {"a": [1]}}, '"a": ['),
        ({"text/latex": "$x<y$"}, "$x<y$"),
        ({"text/html": "<script>draw()</script>", "image/png": PNG}, ""),
        ({"text/markdown": "**b**"}, "b"),
        ({WIDGET: {"model_id": "x"}, "text/plain": "VBox(children=())"}, ""),
        ({}, ""),
        ({"text/plain": "x" * 1_000_010}, "… 10 more characters are left out."),
    ],
)
def test_what_a_page_cannot_show_is_said_in_words(data, says):
    found = of_output(data)
    assert says in found.get_text()
    assert says or not found.get_text(strip=True)


VERDICT = {"part": "verdict"}


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "markdown", "source": "text"},
        {"cell_type": "markdown", "source": ["te", "xt"], "metadata": None},
        {"cell_type": "markdown", "source": "text", "metadata": {"tags": None}, "attachments": 1},
        {"cell_type": "markdown", "source": "text", "metadata": [], "attachments": {"a": "b"}},
        {"cell_type": "code", "source": "text", "outputs": None},
        {"cell_type": "code", "source": ["text"], "outputs": [None, {}, {"output_type": 3}]},
        {"cell_type": "code", "source": "text", "outputs": [{"output_type": "stream"}]},
        {"cell_type": "code", "source": "text", "outputs": [{"output_type": "error"}]},
        {"cell_type": "code", "source": "text", "outputs": [{"output_type": "stream", "text": 1}]},
        {"cell_type": "code", "source": "text", "outputs": [{"data": {PART: ["verdict"]}}]},
        {"cell_type": "code", "source": "text", "outputs": [{"data": {PART: {"part": '" id="y'}}}]},
        {"cell_type": "code", "source": "text", "outputs": [{"data": {PART: VERDICT}}]},
        {"cell_type": "code", "source": "text",
         "outputs": [{"data": {PART: {"part": "panel", "payload": {"a": 1}, "state": 3}}}]},
        {"cell_type": "code", "source": "text",
         "outputs": [{"data": {PART: {"part": "panel", "payload": [float("nan")]}}}]},
    ],
)  # fmt: skip
def test_odd_cells_are_shown_as_far_as_they_can_be(cell):
    html = export(from_dict({"cells": [cell, {}, {"cell_type": "raw"}], "metadata": {}}))
    assert "text" in html
    assert 'id="y"' not in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "source",
    ["[" * 60_000, "> " * 30_000, "*a_" * 20_000, "|-|-\n" * 5_000, "a:\n: " * 5_000, "`" * 60_000,
     "<div>" * 20_000, "\\begin{a}" * 8_000, "- " * 3_000, "[a](" * 1_000, "![" * 1_900],
)  # fmt: skip
def test_markdown_that_nobody_typed_takes_a_bounded_time(source):
    start = time.process_time()
    assert source[:2].strip("<") in main(new_notebook(cells=[new_markdown_cell(source)])).get_text()
    assert time.process_time() - start < 3


HOSTILE = [
    '<img src="https://a.test/{n}.png" onerror="fetch(\'https://a.test/{n}\')">',
    "<![CDATA[><meta http-equiv=refresh content='0;url=https://a.test/{n}'>]]>",
    "<!x><script>location='https://a.test/{n}'</script>",
    "<?x ><meta http-equiv=refresh content='0;url=https://a.test/{n}'>?>",
    '<link rel="stylesheet" href="https://a.test/{n}"><link rel=prefetch href=https://a.test/p{n}>',
    "<style>@import 'https://a.test/{n}'; body {{ background: url(https://a.test/b{n}) }}</style>",
    '<p id="payload">{{}}</p><p id="verdict" name="points">x</p><section id="report">y</section>',
    '<div data-framework="django"><b data-role="score">99</b></div><section data-part="panel">',
    '<svg onload="location=\'https://a.test/{n}\'"><image href="https://a.test/i{n}"/></svg>',
    '<iframe src="https://a.test/{n}"></iframe><object data="https://a.test/o{n}"></object>',
    '<form action="https://a.test/{n}"><input autofocus onfocus="form.submit()"></form>',
    '<video poster="https://a.test/{n}" src="https://a.test/v{n}" autoplay></video>',
    '<base href="https://a.test/{n}/"><a href="x" ping="https://a.test/{n}">x</a>',
    '<input type=image src="https://a.test/{n}"><body background="https://a.test/{n}">',
    "<plaintext><img src=https://a.test/{n}>",
    "</main></body></html><script>fetch('https://a.test/{n}')</script>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror='
    "location='https://a.test/{n}'&gt;\">",
    "<noscript><p title='</noscript><img src=x onerror=location=`https://a.test/{n}`>'></noscript>",
    '<img src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\'%3E%3Cimage '
    "href='https://a.test/{n}'/%3E%3Cscript%3Efetch('https://a.test/s{n}')%3C/script%3E%3C/svg%3E\">",
    "<table><caption>x</caption>" * 3,
    "<div>" * 300,
    "-->]]>?>'\"`</title></textarea></style></script>",
]  # fmt: skip
CUTS = [
    "",
    "<",
    ">",
    '"',
    "'",
    "<!--",
    "<![CDATA[",
    "</p>",
    "<table>",
    "<svg>",
    "<p title='",
    "\0",
    "&",
]


def hostile(random_: random.Random, number: int) -> str:
    """Return a text that wants out: a row of known attacks, cut, mixed and put together anew."""
    text = ""
    for _ in range(random_.randint(1, 4)):
        one = random_.choice(HOSTILE).replace("{{", "{").replace("}}", "}")
        one = one.replace("{n}", str(number))
        at = random_.randint(0, len(one))
        text += one if random_.random() < 0.5 else one[:at] + random_.choice(CUTS) + one[at:]
    return text


KINDS = [
    *("text/html", "text/markdown", "text/plain", "image/png", "image/svg+xml", PART),
    *("error", "stream", "markdown", "attachment"),
]


def hostile_notebook(seed: int) -> NotebookNode:
    """Return a notebook whose every place holds a text that wants out."""
    random_ = random.Random(seed)
    cells = []
    for number in range(OUTPUTS):
        text = hostile(random_, number)
        kind = random_.choice(KINDS)
        if kind in ("markdown", "attachment"):
            cell = new_markdown_cell(f"# {text}\n\n{text}\n\n![{text}](attachment:a)")
            cell.attachments = {"a": {text: text, "image/png": text}}
        else:
            data = {kind: {"part": text} if kind == PART else text, "text/plain": text}
            output = {
                "error": new_output("error", ename=text, evalue=text, traceback=[text]),
                "stream": new_output("stream", text=text),
            }.get(kind) or from_dict({"output_type": "display_data", "data": data, "metadata": {}})
            cell = new_code_cell(text, outputs=[output])
        cells.append(cell)
    return from_dict({"cells": cells, "metadata": {"title": text}, "nbformat": 4})


LOOK = """() => ({
  ids: [...document.querySelectorAll("[id]")].map(tag => tag.id),
  scripts: document.scripts.length,
  named: document.querySelectorAll("main [name], main [data-framework], main [data-role]").length,
  odd: document.querySelectorAll("main :is(style, link, meta, base, iframe, object, embed, form, "
    + "svg, input, video)").length,
  broken: [...document.images].filter(image => image.complete && !image.naturalWidth).length,
  left: performance.getEntriesByType("resource").map(entry => entry.name),
})"""
OWN = {"report", "show-code", "made-of"}


@pytest.mark.slow
def test_no_hostile_notebook_makes_a_request_goes_elsewhere_or_takes_the_pages_ids(
    browser, tmp_path
):
    context = browser.new_context()
    # Without its policy, so that it is the cleaning that is tried.
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    for seed in range(NOTEBOOKS):
        html = export(hostile_notebook(SEED + seed))
        bare = html.replace("http-equiv=Content-Security-Policy", "name=policy", 1)
        assert bare != html
        path = tmp_path / f"{seed}.html"
        path.write_text(bare, encoding="utf-8", errors="replace")
        page.goto(path.as_uri())
        page.wait_for_timeout(50)
        found = page.evaluate(LOOK)
        assert page.url == path.as_uri(), seed
        assert [url for url in asked if url != path.as_uri() and url[:5] != "data:"] == [], seed
        assert [url for url in found["left"] if url[:5] != "data:"] == [], seed
        ids = found["ids"]
        assert len(set(ids)) == len(ids), seed
        assert all(one in OWN or one.startswith("out-") for one in ids), seed
        assert (found["scripts"], found["named"], found["odd"]) == (0, 0, 0), seed
        asked.clear()
    context.close()


def test_a_cell_that_failed_has_the_number_that_the_notebook_counts_it_by():
    hidden = new_markdown_cell("For the team alone.", metadata={"tags": ["report-hide"]})
    failed = new_code_cell(outputs=[new_output("error", ename="KeyError", evalue="'flask'")])
    for cell in (hidden, new_code_cell("1")):
        assert "Cell 2 of the notebook failed (KeyError: 'flask')" in export(
            new_notebook(cells=[cell, failed])
        ).replace("&#39;", "'")
