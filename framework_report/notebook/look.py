"""How the panel looks, and what a screen reader is told: one widget that holds style and names."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from framework_report.charts.style import DARK, THEMES

HERE = Path(__file__).parent


def dressed() -> str:
    """Return the panel's style, and what gives its handles and folds names, as HTML.

    Widgets know no accessible names for sliders, and no output of a cell may carry a script: an
    image that loads inside the panel names what stands around it. Nothing of it is in a file.
    """
    light = "".join(f"--fr-{i}:{colour};" for i, colour in enumerate(THEMES, 1))
    dark = "".join(f"--fr-{i}:{DARK.get(colour, colour)};" for i, colour in enumerate(THEMES, 1))
    look = (HERE / "panel.css").read_text(encoding="utf-8")
    look += f".fr-panel{{{light}}}\n[data-jp-theme-light=false] .fr-panel{{{dark}}}\n"
    look += "".join(_theme(i) for i in range(1, len(THEMES) + 1))
    names = " ".join((HERE / "names.js").read_text(encoding="utf-8").split())
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    return f'<style>{look}</style><img alt="" src="{pixel}" onload="{escape(names)}">'


def _theme(i: int) -> str:
    return f".fr-panel .fr-theme-{i}{{fill:var(--fr-{i});--fr-own:var(--fr-{i})}}\n"


def bands(stays: Mapping[str, tuple[int, int]]) -> str:
    """Return the style that draws on each track where the leader stays.

    Args:
        stays: per class of a slider, the lowest and the highest such step.
    """
    rules = "".join(
        f".fr-panel .{name}{{--fr-low:{10 * low}%;--fr-high:{10 * high}%}}"
        for name, (low, high) in stays.items()
    )
    return f"<style>{rules}</style>"
