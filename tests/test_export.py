"""The exported page without its script: one file, verdict first, nothing fetched or styled."""

import base64
import datetime
import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from framework_report.export import HERE, DecisionReportExporter, as_json
from framework_report.export.clean import clean
from framework_report.outcome import State, scenario_state
from framework_report.payload import committed_state, differences, payload
from notebooks import display, notebook

KB = 1024
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Committed:
    """What the payload reads of a decision."""

    state: State
    scenario: str = ""
    why: str = "because"
    switch_if: str = "it stops"
    date: datetime.date = datetime.date(2026, 11, 22)
    review_by: datetime.date = datetime.date(2027, 11, 22)


def export(nb) -> str:
    return DecisionReportExporter().from_notebook_node(nb)[0]


def soup(nb) -> BeautifulSoup:
    return BeautifulSoup(export(nb), "html.parser")


@pytest.fixture(scope="module")
def report(problem) -> str:
    return export(notebook(problem))


@pytest.fixture(scope="module")
def tree(report) -> BeautifulSoup:
    return BeautifulSoup(report, "html.parser")


def test_an_empty_export_is_small():
    assert len(export(new_notebook()).encode()) < 20 * KB


def test_the_whole_report_is_small(report):
    assert len(report.encode()) <= 250 * KB


def test_the_shipped_report_is_small():
    """As committed, all charts and tables included; the page that people open."""
    shipped = nbformat.read(ROOT / "notebooks" / "decision_report.ipynb", as_version=4)
    assert len(export(shipped).encode()) <= 250 * KB


def test_the_two_shipped_pages_link_to_each_other():
    for name, other in (("decision_report", "evidence"), ("evidence", "decision_report")):
        shipped = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        assert f'href="{other}.html"' in export(shipped)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("evidence.ipynb", "evidence.html"),
        ("evidence.ipynb#traps", "evidence.html#traps"),
        ("evidence.html", "evidence.html"),
        ("https://example.org/x.ipynb", "https://example.org/x.ipynb"),
        ("#part-evidence", "#part-evidence"),
        ("javascript:alert(1)//x.ipynb", None),
        ("file:///etc/passwd", None),
        ("../secret/evidence.ipynb", None),
    ],
)
def test_a_link_to_the_notebook_beside_becomes_one_to_its_page(address, kept):
    link = BeautifulSoup(clean(f'<a href="{address}">there</a>'), "html.parser").a
    assert link.get("href") == kept


def test_the_static_report_is_small(tree):
    script = sum(len(str(tag).encode()) for tag in tree.find_all("script"))
    assert len(str(tree).encode()) - script < 200 * KB


def test_the_same_notebook_gives_the_same_bytes(problem, report):
    assert export(notebook(problem)) == report


def test_nothing_is_fetched_from_anywhere(tree):
    assert not tree.find_all(["link", "iframe", "object", "embed", "base"])
    assert not tree.select("script[src], [srcset], [action], [background]")
    sources = [tag["src"] for tag in tree.select("[src]")]
    assert len(sources) >= 4
    assert all(source.startswith("data:image/") for source in sources)
    assert "url(" not in tree.style.string
    assert "@import" not in tree.style.string


def test_no_element_carries_a_style_or_a_handler(tree):
    for tag in tree.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]


def test_the_policy_allows_this_style_and_script_only(tree):
    policy = tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; img-src data:; ")
    scripts = [tag for tag in tree.find_all("script") if tag.get("type") != "application/json"]
    for tag, directive in ((tree.style, "style-src"), (scripts[0], "script-src")):
        digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert len(scripts) == 1
    assert len(tree.find_all("style")) == 1


def test_the_page_names_itself(tree):
    assert tree.html["lang"] == "en"
    assert tree.title.string == "Which Python web framework?"
    assert tree.find("meta", attrs={"name": "description"})["content"].startswith("Choose ")
    assert not tree.find("meta", attrs={"name": "generator"})


def test_the_verdict_comes_first_and_the_panel_after_it(tree):
    parts = [tag["data-part"] for tag in tree.select("section.part")]
    assert parts[:3] == ["verdict", "panel", "against"]
    verdict = tree.select_one("section#verdict")
    assert verdict["aria-live"] == "polite"
    assert verdict.h2.get_text().startswith("Choose ")
    before = verdict.find_all_previous(string=re.compile(r"\w"))
    shown = [text for text in before if text.find_parent("main") and not text.find_parent("pre")]
    assert [text.strip() for text in shown] == ["Which Python web framework?"]


def test_widget_views_and_hidden_cells_are_left_out(report):
    assert "VBox(" not in report
    assert "put back" not in report
    assert "self_test" not in report


def test_code_is_hidden_behind_one_switch_that_needs_no_script(tree):
    assert len(tree.select("input[type=checkbox]#show-code")) == 1
    assert "report.show('verdict')" in tree.select_one("pre.code").get_text()
    assert ".code { display: none;" in tree.style.string
    assert "main:has(+ footer #show-code:checked) .code { display: block; }" in tree.style.string


def test_every_image_has_words(tree):
    assert all(len(tag["alt"]) > 20 for tag in tree.find_all("img"))


def test_a_plain_frame_loses_its_styles_and_gets_a_box(problem):
    frame = pd.DataFrame({"a": [1]})._repr_html_()
    assert "style" in frame
    output = new_output("execute_result", data={"text/html": frame, "text/plain": "a"})
    found = soup(new_notebook(cells=[new_code_cell("frame", outputs=[output])]))
    assert found.select_one("div.fr-scroll > table.dataframe")
    assert not found.select("main style, main [style], [border]")


def test_an_error_in_the_notebook_is_said_on_top():
    output = new_output(
        "error",
        ename="ValueError",
        evalue="<b>no</b>",
        traceback=["\x1b[31mValueError\x1b[0m: <b>"],
    )
    found = soup(
        new_notebook(cells=[new_markdown_cell("# T"), new_code_cell("f()", outputs=[output])])
    )
    alarm = found.select_one("main > p.alarm")
    assert alarm["role"] == "alert"
    assert "Cell 2 of the notebook failed (ValueError: <b>no</b>)" in alarm.get_text()
    assert found.select_one("pre.traceback").get_text() == "ValueError: <b>"


def test_a_page_without_a_verdict_says_so_in_its_description():
    description = soup(new_notebook()).find("meta", attrs={"name": "description"})["content"]
    assert description.startswith("This notebook holds no verdict yet")


def test_without_a_decision_the_page_says_so(tree):
    assert tree.select_one("#notice").get_text().startswith("The team has not committed a decision")


def test_the_committed_decision_is_named_with_its_date(problem):
    decision = Committed(scenario_state(problem, "api"))
    found = soup(notebook(problem, decision=decision))
    assert found.select_one("#notice").get_text() == "This is the team's decision of 2026-11-22."


def test_a_what_if_says_in_what_it_differs(problem):
    state = scenario_state(problem, "product")
    points = {**state.points, "safe_defaults": 1}
    tweaked = State.from_dict(
        {"points": points, "must_haves": {"admin site": "core"}, "familiarity": {"flask": 4}},
        problem,
    )
    found = soup(notebook(problem, tweaked, Committed(state)))
    assert found.select_one("#notice").get_text() == (
        "This is a what-if: it differs from the team's decision of 2026-11-22 in "
        "Safe defaults (1 instead of 6), the must-have admin site (in the core instead of not "
        "needed) and familiarity with Flask (4 instead of not said)."
    )
    assert not found.select(".stale")


def test_a_part_of_another_state_than_the_verdict_is_marked_stale(problem):
    nb = notebook(problem)
    cell = next(c for c in nb.cells if c.source == "report.show('tipping')")
    cell.outputs = [display(problem, "tipping", scenario_state(problem, "api"))]
    found = soup(nb)
    stale = found.select("p.stale")
    assert [tag.parent["data-part"] for tag in stale] == ["tipping"]
    assert "Product parts (0 instead of 8), API contract (" in stale[0].get_text()


def test_no_difference_between_a_state_and_itself(problem):
    state = committed_state(problem, None).to_dict()
    assert differences(payload(problem, None), state, state) == []


def test_the_payload_is_plain_json_that_cannot_end_its_element(problem):
    text = as_json({"a": "</script><!--\u2028&", "b": payload(problem, None)})
    assert not re.search(r"[<>&\u2028]", text)
    assert json.loads(text)["a"] == "</script><!--\u2028&"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<script>f()</script>x", "x"),
        ('<img src="https://a.test/x.png" onerror="f()">', '<img alt=""/>'),
        ('<a href="javascript:f()">x</a>', "<a>x</a>"),
        ('<a href=" JAVASCRIPT:f()">x</a>', "<a>x</a>"),
        ('<p style="color:red">x</p>', "<p>x</p>"),
        ("<iframe src='https://a.test'></iframe>x", "x"),
        ("<form action='https://a.test'><button>x</button></form>", ""),
        ("<svg><script>f()</script></svg>x", "x"),
        ("<!--[if IE]>f()<![endif]-->x", "x"),
        ("<style>p{}</style><link href='https://a.test'>x", "x"),
        ("<font size=7>x</font>", "x"),
    ],
)
def test_what_cells_hold_is_made_harmless(hostile, harmless):
    assert clean(hostile) == harmless


def test_plain_html_export_shows_verdict_and_charts_without_widgets(problem):
    from nbconvert.exporters import HTMLExporter

    found = BeautifulSoup(HTMLExporter().from_notebook_node(notebook(problem))[0], "html.parser")
    assert found.select_one(".fr-verdict .fr-headline").get_text().startswith("Choose ")
    assert len(found.select(".fr-chart img")) >= 4


@pytest.mark.slow
def test_nbconvert_finds_the_exporter_by_its_name(problem, tmp_path: Path):
    nbformat.write(notebook(problem), tmp_path / "report.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "decision_report", "report.ipynb"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == export(notebook(problem))


def test_jupyterlab_finds_the_extension_that_names_the_exporter():
    source = HERE / "labextension"
    installed = Path(sysconfig.get_path("data"), "share/jupyter/labextensions/framework-report")
    names = [path.relative_to(source) for path in source.rglob("*") if path.is_file()]
    assert len(names) == 2
    for name in names:
        assert (installed / name).read_bytes() == (source / name).read_bytes()
    version = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    assert version == importlib.metadata.version("framework-report")
