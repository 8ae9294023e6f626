"""How a chart looks: the report's own style, written as SVG that follows the reader's theme.

A chart starts from matplotlib's defaults, whatever a person has set, and has no ground of its own.
Its colours are variables: light ink where the page around it is dark. Hue means theme and nothing
else; alternatives and servers are told apart by the shape of their marks.
"""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation, Transform

from framework_report.tables import Problem

INK, SOFT, RULE, PAPER = "#1d1d1b", "#5a5a57", "#d2d0cb", "#fefefe"
"""Words and marks; words that matter less; lines; what a hollow mark is filled with."""
THEMES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
"""Okabe & Ito's palette, which readers with any colour vision can tell apart."""
DARK = {INK: "#ebe9e4", SOFT: "#b4b2ac", RULE: "#494844", PAPER: "#111111"}
DARK |= {THEMES[0]: "#3b9bd8", THEMES[2]: "#1fb58a"}
"""What these become on a dark page."""
SHAPES = "osD^vPX*"
"""Of marks, in the order of the tables; from the ninth on they are hollow."""
FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif"
SIZE, SMALL, TITLE = 9.75, 9.0, 11.25
"""Of letters, in points: 13, 12 and 15 pixels."""
WIDE = 7.5
"""Inches; 720 pixels."""
LINE = 14.5
"""Points from one line of words to the next."""
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "framework-report",
    "font.family": ["DejaVu Sans"],
    "font.size": SIZE,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.prop_cycle": cycler(color=[INK]),
    "axes.facecolor": "none",
    "axes.labelcolor": SOFT,
    "axes.labelsize": SMALL,
    "axes.titlecolor": INK,
    "axes.titlesize": TITLE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "lines.color": INK,
    "lines.linewidth": 1.8,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.labelsize": SMALL,
}
_VARIABLES = {colour: f"var(--c{i})" for i, colour in enumerate([INK, SOFT, RULE, PAPER, *THEMES])}
_HEX = re.compile("|".join(_VARIABLES), re.IGNORECASE)
_UNUSED = re.compile(r'(?<=<g) id="[^"]*"')
_WRAPPED = re.compile(r"<g>(<(?:path|use|text)[^>]*/>|<text[^>]*>[^<]*</text>)</g>")
"""Groups that nothing refers to, around one mark."""
_REPEATED = re.compile(r"font-family: [^;\"]*;? ?| transform=\"rotate\(-0 [^\"]*\"")
"""What matplotlib writes at each text: the same family, and a rotation by nothing."""


class Chart(NamedTuple):
    """A chart as SVG, what it shows in at most two sentences, and its figures."""

    svg: str
    words: str
    table: pd.DataFrame


@contextmanager
def plain_style() -> Iterator[None]:
    """Within it, matplotlib has its own defaults and the report's style, and no person's."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def draw(
    fill: Callable[[Axes], Axes],
    rows: float,
    heading: str,
    *,
    left: float = 1.6,
    above: float = 0,
    below: float = 0.2,
) -> str:
    """Draw on a new figure and return it as SVG, the same bytes for the same chart.

    Args:
        fill: takes the Axes.
        rows: height of the Axes, in lines of words; 0 where there is only the heading.
        heading: the title, for which room is kept.
        left: inches kept for labels beside the Axes.
        above: lines of words kept between title and Axes.
        below: lines kept below them.
    """
    rows, above, below = (rows, above, below) if rows else (0.2, 0, 0.2)
    above += 0.75 + 1.25 * len(_heading(heading))
    inches = (rows + above + below) * LINE / 72
    with plain_style():
        figure = Figure(figsize=(WIDE, inches))
        share = LINE / 72 / inches
        box = (left / WIDE, below * share, 1 - (left + 0.3) / WIDE, rows * share)
        axes = figure.add_axes(box)
        fill(axes)
        return as_svg(figure)


def as_svg(figure: Figure) -> str:
    """Return a figure, whoever drew it, as SVG that follows the reader's theme."""
    figure.patch.set_visible(False)
    for axes in figure.axes:
        axes.patch.set_visible(False)
    figure.dpi = 72
    width, height = figure.get_size_inches()
    text = io.StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({name: STYLE[name] for name in ("svg.fonttype", "svg.hashsalt")}):
        vector = _Renderer(72 * width, 72 * height, text, metadata=metadata)
        renderer = MixedModeRenderer(figure, width, height, 72, vector)
        figure.draw(renderer)
        renderer.finalize()
    return _smaller(text.getvalue())


class _Renderer(RendererSVG):  # type: ignore[misc]  # matplotlib's types are skipped
    """Writes words as words, and so need not ask a font for letters that it lacks."""

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        size = prop.get_size_in_points()
        return size * ems(s), 0.96 * size, 0.22 * size


def ems(text: str) -> float:
    """Return about how wide words are, in ems: room for the widest font that a reader may have.

    >>> ems("Django"), ems("姜戈")
    (3.6, 2.0)
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    narrow = sum(not unicodedata.combining(letter) for letter in text) - wide
    return round(0.6 * narrow + wide, 2)


def lines_of(text: str, widest: float) -> list[str]:
    """Break words into lines of at most so many ems; a long word is broken too.

    >>> lines_of("Requests per second of an endpoint", 12)
    ['Requests per second', 'of an endpoint']
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if ems(joined) <= widest:
            lines[-1] = joined
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if lines[-1] and ems(lines[-1] + letter) > widest:
                lines.append("")
            lines[-1] += letter
    return lines


def _smaller(svg: str) -> str:
    """Name the colours, and leave out what no reader of the picture sees.

    Preamble, metadata, comments, indentation, and what is finer than a hundredth of a point.
    """
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)
    tags = re.split(r"(<[^>]*>)", re.sub(r"\s*\n\s*", " ", svg))
    tags[1::2] = [_HEX.sub(lambda c: _VARIABLES[c[0].lower()], _finer(t)) for t in tags[1::2]]
    text = "".join(tags).replace("> <", "><").strip()
    used = [colour for colour, name in _VARIABLES.items() if name in text]
    light = "".join(f"--c{_place(c)}:{c};" for c in used)
    dark = "".join(f"--c{_place(c)}:{DARK[c]};" for c in used if c in DARK)
    look = f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}"
    look += f"text{{font-family:{FAMILY};font-variant-numeric:tabular-nums}}"
    text, classes = _classes(_UNUSED.sub("", text))
    while _WRAPPED.search(text):
        text = _WRAPPED.sub(r"\1", text)
    for i, name in enumerate(dict.fromkeys(re.findall(r' id="(m[0-9a-f]{10})"', text))):
        text = text.replace(name, f"m{i}")
    return text.replace("</style>", f"{look}{classes}</style>", 1)


def _classes(svg: str) -> tuple[str, str]:
    """Give looks that several elements share a class each; return also the rules of these."""
    found = Counter(re.findall(r' style="([^"]*)"', svg))
    shared = [look for look, times in found.items() if times > 1]
    for i, look in enumerate(shared):
        svg = svg.replace(f' style="{look}"', f' class="s{i}"')
    return svg, "".join(f".s{i}{{{look.replace(': ', ':')}}}" for i, look in enumerate(shared))


def _place(colour: str) -> int:
    return list(_VARIABLES).index(colour)


def _finer(tag: str) -> str:
    return re.sub(r"(\d\.\d\d)\d+", r"\1", _REPEATED.sub("", tag))


def theme_colours(problem: Problem) -> dict[str, str]:
    """Return a colour for each theme, in the order of the tables."""
    return {name: THEMES[i % len(THEMES)] for i, name in enumerate(problem.themes)}


def mark(place: int, colour: str = INK) -> dict[str, Any]:
    """Return the look of the mark of the one at this place in its table."""
    hollow = place // len(SHAPES) % 2
    return {
        "linestyle": "",
        "marker": SHAPES[place % len(SHAPES)],
        "markersize": 6.5,
        "markeredgewidth": 1.3,
        "color": colour,
        "markerfacecolor": PAPER if hollow else colour,
    }


# What charts have in common


def shifted(base: Transform, axes: Axes, x: float = 0, y: float = 0) -> Transform:
    """Move a transform by points of print."""
    return base + ScaledTranslation(x / 72, y / 72, axes.figure.dpi_scale_trans)


def title(axes: Axes, words: str) -> None:
    """Set a sentence at the top, from the left edge of the picture."""
    box = axes.get_position()
    top = (1 - box.y0) / box.height
    text = "\n".join(_heading(words))
    axes.set_title(text, loc="left", x=-box.x0 / box.width, y=top, pad=0, va="top")


def _heading(words: str) -> list[str]:
    return lines_of(words, WIDE * 72 / TITLE * 0.93)


def row_labels(axes: Axes, labels: Iterable[str], widest: float, high: float) -> None:
    """Give each row its label in as many lines as it takes, the first row on top.

    Args:
        axes: rows are at 0, 1, 2 and so on.
        labels: one for each row.
        widest: inches that there are for a label.
        high: lines of words that a row has.
    """
    found = list(labels)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_yticks([])
    for row, words in enumerate(found):
        lines = lines_of(words, (widest * 72 - 8) / SIZE)
        most = max(1, int(high + 0.35))
        if len(lines) > most:
            lines = [*lines[: most - 1], lines[most - 1] + "…"]
        for i, line in enumerate(lines):
            down = LINE * 0.9 * ((len(lines) - 1) / 2 - i)
            beside = shifted(axes.get_yaxis_transform(), axes, x=-8, y=down)
            axes.text(0, row, line, ha="right", va="center_baseline", transform=beside)


def key(axes: Axes, looks: Mapping[str, Mapping[str, Any]], left: float) -> None:
    """Name what marks mean, in lines above the Axes from the left edge of the picture."""
    for i, line in enumerate(key_lines(looks)):
        x = 4 - left * 72
        for name in line:
            y = 6 + LINE * (len(key_lines(looks)) - 1 - i)
            at = shifted(axes.transAxes, axes, x=x, y=y)
            axes.add_artist(Line2D([0], [1], transform=at, clip_on=False, **looks[name]))
            beside = shifted(axes.transAxes, axes, x=x + 9, y=y)
            axes.text(0, 1, name, size=SMALL, va="center_baseline", transform=beside)
            x += 26 + SMALL * ems(name)


def key_lines(names: Iterable[str]) -> list[list[str]]:
    """Break a key into lines that fit the picture."""
    lines: list[list[str]] = [[]]
    used = 0.0
    for name in names:
        width = 26 + SMALL * ems(name)
        if lines[-1] and used + width > WIDE * 72:
            lines.append([])
            used = 0.0
        lines[-1].append(name)
        used += width
    return lines


def nothing(axes: Axes, words: str) -> Axes:
    """Say in the place of a chart why there is none."""
    axes.set_axis_off()
    title(axes, words)
    return axes
