"""What cells hold is made harmless: it says the same, in bounded time, and fetches nothing."""

import base64
import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_report.export.arrange import DEEPEST, KEPT, LARGEST, PREFIX, Context
from framework_report.export.clean import clean
from framework_report.export.pictures import LARGEST as LARGEST_PICTURE

pytestmark = pytest.mark.slow

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
GIF_ADDRESS = f"data:image/gif;base64,{base64.b64encode(GIF).decode()}"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<script>f()</script>x", "x"),
        ("<script>f()</scriPT >x", "x"),
        ("<script>f()</script-x>x", ""),
        ('<a href="javascript:f()">x</a>', "<a>x</a>"),
        ('<a href=" JAVASCRIPT:f()">x</a>', "<a>x</a>"),
        ('<a href="java&#10;script&colon;f()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,<script>f()</script>">x</a>', "<a>x</a>"),
        ('<a href="//a.test">x</a>', "<a>x</a>"),
        ('<a href="https://a.test" target="x" ping="https://b.test" download>x</a>',
         '<a href="https://a.test">x</a>'),
        ('<p style="color:red" onclick="f()">x</p>', "<p>x</p>"),
        ("<iframe src='https://a.test'></iframe>x", "x"),
        ("<iframe srcdoc='<script>f()</script>'>y</iframe>x", "x"),
        ("<form action='https://a.test'><button>x</button></form>", ""),
        ("<input autofocus onfocus=f()>x", "x"),
        ("<svg><script>f()</script></svg>x", "x"),
        ("<svg/>x", "x"),
        ("<svg><foreignObject><p>in</p></foreignObject></svg>x", "x"),
        ("<!--[if IE]>f()<![endif]-->x", "x"),
        ("<!--><script>f()</script>-->x", "--&gt;x"),
        ("<!-- x --!><b>y</b>", "<b>y</b>"),
        ("<style>p{}</style><link href='https://a.test'>x", "x"),
        ("<base href='https://a.test'><meta http-equiv=refresh content='0;url=//a.test'>x", "x"),
        ("<![CDATA[><meta http-equiv=refresh content='0'>]]>x", "]]&gt;x"),
        ("<?php ><meta http-equiv=refresh content='0'>?>x", "?&gt;x"),
        ("<!DOCTYPE x><meta http-equiv=refresh>x", "x"),
        ("<plaintext><script>f()</script>", ""),
        ("<noscript><p title='</noscript><script>f()</script>'></noscript>x", "'&gt;x"),
        ("<textarea></textarea><xmp><b></xmp>x", "x"),
        ("<video src=https://a.test><track src=https://a.test></video>x", "x"),
        ("<object data=https://a.test>y</object><embed src=https://a.test>x", "x"),
        ("<template><script>f()</script></template>x", "x"),
        ("<font size=7>x</font>", "x"),
        ("<a b='c<d>e</d>", "<a>e</a>"),
        ("a < b & c &lt; d &amp;lt;", "a &lt; b &amp; c &lt; d &amp;lt;"),
        ("<p id=x style='a'b\"c>x", '<p id="out-x">x</p>'),
        ("<image src=https://a.test>x", "x"),
        ("<td>x</td>", "x"),
        ("<b>x</i></b>", "<b>x</b>"),
    ],
)  # fmt: skip
def test_what_cells_hold_is_made_harmless(hostile, harmless):
    assert clean(hostile) == harmless


@pytest.mark.parametrize(
    "mutation",
    [
        '<math><mtext><table><mglyph><style><!--</style><a title="--&gt;&lt;img src onerror=f()>">',
        '<svg></p><style><a id="</style><img src=1 onerror=f()>">',
        '<form><math><mtext></form><form><mglyph><style></math><img src onerror=f()>',
        '<noscript><style></noscript><img src=x onerror=f()></style>',
        '<table><tr><td><svg><desc><table></desc><script>f()</script>',
        '<p title="&lt;/p&gt;&lt;img src=x onerror=f()&gt;">x</p>',
        '<a title="`><img src=x onerror=f()>`">x</a>',
        "<b title='\"><img src=x onerror=f()>'>x</b>",
        "<<img src=x onerror=f()>",
        "<scr<script></script>ipt>f()</script>",
        "&lt;script&gt;f()&lt;/script&gt;",
        "<b\0 onclick=f()>x</b>",
        "<img/src='x'/onerror=f()>",
        "<select><iframe></select><img src=x onerror=f()>",
        "<xmp><p title='</xmp><img src onerror=f()>'>",
    ],
)  # fmt: skip
def test_what_becomes_something_else_when_it_is_read_again_does_not(mutation):
    once = clean(mutation)
    assert harmless(once)
    assert clean(once) == once or "Picture" in once


class Harmless(HTMLParser):
    """Looks whether there is anything in cleaned HTML that no report needs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in KEPT:
            self.found.append(tag)
        for name, text in attrs:
            if name in ("style", "name", "srcset", "action") or name.startswith(("on", "data-")):
                self.found.append(name)
            if name == "id" and not text.startswith(PREFIX):
                self.found.append(text)
            if name == "src" and not text.startswith("data:image/"):
                self.found.append(text)
            if name == "href" and not re.match(r"https?://|mailto:|#|[\w%.-]+\.html(#|$)", text):
                self.found.append(text)

    def handle_decl(self, text):
        self.found.append(text)

    handle_pi = unknown_decl = handle_comment = handle_decl


def harmless(html: str) -> bool:
    looks = Harmless()
    looks.feed(html)
    looks.close()
    return not looks.found


PIECES = [
    *("<", ">", "</", "/>", "'", '"', "=", " ", "\n", "&", "#", ";", "--", "!", "?", "[CDATA["),
    *("<!--", "-->", "<script>", "</script>", "<svg>", "</svg>", "<math>", "<style>", "</style>"),
    *("<table>", "<td>", "</table>", "<p>", "</p>", "<b>", "</b>", "<a href=", "<img src=", "id="),
    *("name=", "data-role=", "onerror=f()", "javascript:", "https://a.test", "payload", "verdict"),
    *("<noscript>", "</noscript>", "<template>", "<textarea>", "<title>", "<plaintext>", "<h1>"),
    *("<form>", "<select>", "<option>", "<details open>", "<summary>", "\0", "&lt;", "&#60;", "é"),
    *("<iframe srcdoc=", "<meta http-equiv=refresh content=0>", "<div class=fr-scroll>", "]]>"),
    GIF_ADDRESS,
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_row_of_pieces_gets_through(html):
    assert harmless(clean(html))


@pytest.mark.parametrize(
    "one",
    ["<div>", "<b>", "<p>", "<ul><li>", "<table><tr><td>", "<b><p>", "<!--", "<![CDATA[", "</",
     "<a ", "<a b='", '<a b="', "<a b=", "<script>", "<svg>", "</p>", "<img src=x>", "<h1>",
     "<xmp></xmp>", "&#", "<", " a   ", "<textarea></x>", "<div a='>", "<a href=#x>"],
)  # fmt: skip
def test_twenty_thousand_of_anything_take_less_than_a_second(one):
    start = time.process_time()
    clean(one * 20_000)
    assert time.process_time() - start < 1


def test_what_is_nested_too_deep_is_shown_flat_and_says_so():
    html = clean("<div>" * 20_000 + "text" + "</div>" * 20_000 + "<p>after</p>")
    assert html.count("<div>") == DEEPEST
    assert "text" in html
    assert "<p>after</p>" in html
    assert f"Nested more than {DEEPEST} deep" in html
    assert "Nested" not in clean("<div>" * DEEPEST)


def test_what_is_too_long_is_cut_and_says_so():
    html = clean("<i>x</i>" * (LARGEST + 10))
    assert html.count("<i>") == LARGEST
    assert "it is too long for a page" in html


def test_ids_from_a_notebook_never_are_the_pages_own_and_name_one_element():
    context = Context()
    hostile = '<p id="payload" name="points" data-framework="django" data-role="score">x</p>'
    assert clean(hostile, context=context) == '<p id="out-payload">x</p>'
    assert clean(hostile, context=context) == "<p>x</p>"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("evidence.ipynb", "evidence.html"),
        ("evidence.ipynb#traps", "evidence.html#out-traps"),
        ("evidence.html", "evidence.html"),
        ("https://example.org/x.ipynb#a", "https://example.org/x.ipynb#a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("#The-traps", "#out-The-traps"),
        ("#part-evidence", "#part-evidence"),
        ("#verdict", "#verdict"),
        ("evidence.html#part-a", "evidence.html#part-a"),
        ("#version=2&points.a=3", "#version=2&points.a=3"),
        ("#payload", "#out-payload"),
        ("#", "#"),
        ("javascript:alert(1)//x.ipynb", None),
        ("javascript:alert(1)//x.html", None),
        ("file:///etc/passwd", None),
        ("../secret/evidence.ipynb", None),
    ],
)
def test_a_link_leads_to_the_web_within_the_page_or_to_the_page_beside(address, kept):
    found = re.search(r'href="(.*?)"', clean(f'<a href="{address}">there</a>'))
    assert (found and found[1].replace("&amp;", "&")) == kept


def test_a_link_in_prose_reaches_its_heading():
    html = clean("<h2>The <b>traps</b> &amp; more</h2>", anchors=True)
    assert html == '<h2 id="out-The-traps-&amp;-more">The <b>traps</b> &amp; more</h2>'


def test_headings_begin_at_the_level_of_their_place():
    assert clean("<h1>a</h1><h3>b</h3>", 2) == "<h2>a</h2><h3>b</h3>"


@pytest.mark.parametrize(
    "kept",
    [
        '<details><summary>x</summary><p class="fr-note">y</p></details>',
        '<ol start="3"><li value="4">x</li></ol>',
        '<dl><dt>x</dt><dd>y</dd></dl>',
        '<figure class="fr-chart fr-x" tabindex="0"><figcaption>x</figcaption></figure>',
        '<p lang="de" dir="ltr" title="t" aria-label="l" role="note">x</p>',
        "<blockquote>a<br>b</blockquote><pre><code>a &lt; b</code></pre><hr>",
        f'<img alt="a dot" height="1" src="{GIF_ADDRESS}" width="1">',
    ],
)  # fmt: skip
def test_what_a_report_needs_stays_as_it_is(kept):
    attributes = [sorted(re.findall(r'[\w-]+="[^"]*"', text)) for text in (clean(kept), kept)]
    assert attributes[0] == attributes[1]
    assert re.sub(r' [\w-]+="[^"]*"', "", clean(kept)) == re.sub(r' [\w-]+="[^"]*"', "", kept)


def test_classes_are_the_reports_own():
    assert clean('<p class="fr-a payload code fr-b">x</p>') == '<p class="fr-a fr-b">x</p>'


def regions(html: str) -> list[str]:
    return re.findall(r'class="fr-scroll" role="region" tabindex="0" aria-label="(.*?)"', html)


TABLE = "<table><tr><th scope=row>a<td>1</table>"


def test_each_table_has_one_box_named_by_its_caption_or_the_heading_above():
    context = Context()
    html = clean(f"<h2>Claims</h2>{TABLE}<div class='fr-scroll'>{TABLE}</div>", 2, context)
    html += clean("<div class='fr-scroll'><table><caption>The <b>traps</b></caption></table>"
                  f"</div><details><summary>More</summary>{TABLE}</details>{TABLE}", 2,
                  context)  # fmt: skip
    html += clean("<table aria-label='Figures'></table>", 2, context)
    assert html.count("<table") == html.count('class="fr-scroll"') == 6
    assert regions(html) == [
        *("Claims", "Claims (2)", "The traps", "More", "More (2)", "Figures"),
    ]
    assert '<th scope="row">a</th><td>1</td>' in html


def test_eight_tables_without_a_word_have_eight_names():
    assert len(set(regions(clean(TABLE * 8)))) == 8


def test_figures_in_markdown_tables_stay_on_the_right():
    assert '<td class="fr-number">1</td>' in clean(
        '<table><tr><td style="text-align:right">1</td></tr></table>'
    )


def shown(address: str, **context) -> str:
    return clean(f'<img alt="a cat" src="{address}">', context=Context(**context))


@pytest.mark.parametrize(
    "address",
    [
        GIF_ADDRESS,
        GIF_ADDRESS.upper().replace("IMAGE/GIF;BASE64,", "image/gif;base64,").partition(",")[0]
        + ",\n " + GIF_ADDRESS.partition(",")[2].rstrip("="),
        "data:image/svg+xml," + SVG.replace("<", "%3C").replace(">", "%3E"),
        "data:image/svg+xml;charset=utf-8," + SVG.replace("<", "%3C").replace(">", "%3E"),
        f"data:image/svg+xml;utf8,{SVG}",
    ],
)  # fmt: skip
def test_a_picture_in_its_address_stays(address):
    assert re.search(
        r'<img alt="a cat" src="data:image/(gif|svg\+xml)[,;][^"\s<>]+[^"<>]*"', shown(address)
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://a.test/x.png?q=1&amp;r", '<a href="https://a.test/x.png?q=1&amp;r">'),
        ("//a.test/x.png", "(//a.test/x.png)"),
        ("missing.png", "(missing.png)"),
        ("../out.gif", "(../out.gif)"),
        ("link.gif", "(link.gif)"),
        ("pipe.gif", "(pipe.gif)"),
        ("folder.gif", "(folder.gif)"),
        ("text.gif", "(text.gif)"),
        ("large.gif", "(large.gif)"),
        ("entity.svg", "(entity.svg)"),
        ("torn.svg", "(torn.svg)"),
        ("notes.txt", "(notes.txt)"),
        ("/etc/passwd", "(/etc/passwd)"),
        ("file:///etc/passwd", "(///etc/passwd)"),
        ("a%00b.png", "(a%00b.png)"),
        ("attachment:x.png", "(x.png)"),
        ("data:image/png;base64,AAAA", "a cat"),
        ("data:image/png;base64,AA&quot;><script>f()</script>", "a cat"),
        ("data:text/html,x", "a cat"),
        ("data:image/svg+xml,%3Csvg%3E", "a cat"),
        (GIF_ADDRESS.replace("gif", "png"), "a cat"),
    ],
)
def test_a_picture_that_is_not_in_the_page_is_said_in_words(tmp_path, address, place):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (tmp_path / "out.gif").write_bytes(GIF)
    (folder / "link.gif").symlink_to("../out.gif")
    os.mkfifo(folder / "pipe.gif")
    (folder / "folder.gif").mkdir()
    (folder / "text.gif").write_text("<script>f()</script>")
    (folder / "large.gif").write_bytes(GIF + bytes(LARGEST_PICTURE))
    (folder / "notes.txt").write_bytes(GIF)
    (folder / "torn.svg").write_text(SVG[:-3])
    bomb = "<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG
    (folder / "entity.svg").write_text(bomb)
    html = shown(address, folder=folder)
    assert "<img" not in html
    assert html.startswith('<span class="fr-absent">Picture, not in this file: a cat')
    assert place in html


@pytest.mark.parametrize("name", ["a.gif", "größe #1.GIF", "deep/b.svg"])
def test_a_picture_beside_the_notebook_is_embedded(tmp_path, name):
    path: Path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(GIF if name.lower().endswith("gif") else SVG.encode())
    address = name.replace(" ", "%20").replace("#", "%23")
    assert 'src="data:image/' in shown(address, folder=tmp_path)
    assert "<img" not in shown(address)


def test_an_attached_picture_is_embedded():
    attachments = {"a b.gif": {"image/png": "AAAA", "image/gif": GIF_ADDRESS.partition(",")[2]}}
    html = clean('<img src="attachment:a%20b.gif">', attachments=attachments)
    assert html == f'<img src="{GIF_ADDRESS}" alt="">'
    assert "<img" not in clean('<img src="attachment:a">', attachments={"a": None, "b": 1})
