"""Where things stand in a grid: options, criteria, figures, weights, scales, totals, ranks.

Whichever way round a grid is, its layout has options down and criteria across.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from framework_report.matrix import figures
from framework_report.matrix.grids import Cell, Grid, refuse
from framework_report.matrix.words import listed, say

_TOTAL = r"((weighted|grand|overall|final|raw) )*(total|sum|score|result|average|mean)s?( scores?)?"
_ROLES = {  # what a row or column is by its name, and whether its cells are figures
    "weight": (r"(criteria )?(weights?|weighting|importance|priority)\b.*", True),
    "worst": (r"worst", True),
    "best": (r"best", True),
    "total": (_TOTAL + r"( ?[(/].*| (of|out of) \d+)?", True),
    "rank": (r"rank(ing)?|place|position", True),
    "number": (r"#|no\.?|nr\.?|id", True),
    "unit": (r"units?", False),
    "direction": (r"direction|better|lower is better|goal", False),
    "theme": (r"theme|category|group", False),
    "scale": (r"scale|levels", False),
    "note": (r"notes?|comments?|remarks?|rationale|reasons?|because|description|sources?", False),
}
_SIDE = {"weight", "worst", "best", "unit", "direction", "theme", "scale"}
_CRITERIA = re.compile(r"(criteri(on|a)|factor|requirement|attribute|aspect|feature)", re.I)
_BRACKETS = re.compile(r"(.+?)\s*[(\[](?:weights?:?|[x×])?\s*(\d+(?:[.,]\d+)?\s*%?)[)\]]", re.I)
_BETTER = re.compile(r"\s*[(\[,]?\s*\b(lower|less|higher|more) is better[)\]]?$", re.I)


@dataclass
class Layout:
    """One grid: cells by what they are. ``about`` has rows by role, ``sums`` those below figures."""

    grid: Grid
    corner: Cell
    criteria: list[Cell]
    options: list[Cell]
    cells: list[list[Cell]]
    about: dict[str, list[tuple[Cell, list[Cell]]]]
    totals: list[Cell]
    ranks: list[Cell]
    sums: list[list[Cell]]
    said: list[Cell]
    texts: list[str]
    marks: figures.Marks
    assumptions: list[str] = field(default_factory=list)


def _is_figure(cell: Cell) -> bool:
    text = figures.plain(cell.text).casefold()
    is_word = text in figures.TICKS or any(text in scale for scale in figures.LADDERS)
    return is_word or bool(figures.number_or_range(text.replace(",", ".")))


def _role(name: Cell, cells: Sequence[Cell]) -> str:
    """Say what a row or column is: one of ``_ROLES``, or nothing for an option or a criterion."""
    text = name.text.casefold().rstrip(": ")
    full = [cell for cell in cells if not figures.is_unknown(cell.text)]
    numbers = sum(any(mark.isdigit() for mark in cell.text) for cell in full)
    for role, (form, figured) in _ROLES.items():
        fits = numbers * 2 >= len(full) if figured else numbers * 2 <= len(full) or role == "scale"
        if re.fullmatch(form, text) and fits and (full or figured):
            return role
    return ""


def _filled(row: Sequence[Cell]) -> int:
    return sum(bool(cell.text) for cell in row)


def _head(rows: list[list[Cell]]) -> int:
    """Find the row of names: the first that is at least half full and says no theme."""
    width = max(map(_filled, rows), default=0)
    for number, row in enumerate(rows):
        is_theme = _role(row[0], row[1:]) == "theme" and not any(_role(c, ()) for c in row[1:])
        if _filled(row) >= max(2, (width + 1) // 2) and not is_theme:
            return number
    return -1


def layout(grid: Grid) -> Layout | None:
    """Lay out a grid; None where it is no matrix. Raises ProblemError where it cannot be read."""
    rows = [row for row in grid.rows if _filled(row)]
    head = _head(rows)
    if head < 0:
        return None
    above, rows = rows[:head], rows[head:]
    themes = []
    if above and _filled(above[-1]) > 1 and _role(above[-1][0], ()) in ("", "theme"):
        themes = above.pop() if not above[-1][0].text or _role(above[-1][0], above[-1][1:]) else []
    below = []
    while len(rows) > 1 and _filled(rows[-1]) == 1 and rows[-1][0].text and _filled(rows[0]) > 2:
        below.insert(0, rows.pop())
    top = [_role(name, [row[i] for row in rows[1:]]) for i, name in enumerate(rows[0])]
    first = next((i for i, role in enumerate(top) if not role), 0)
    order = [first, *(i for i in range(len(top)) if i != first)]
    rows = [[row[i] for i in order] for row in rows]
    top = [top[i] for i in order]
    side = ["", *(_role(row[0], row[1:]) for row in rows[1:])]
    if themes:
        rows.insert(1, [Cell("theme", themes[0].at), *(themes[i] for i in order[1:])])
        side.insert(1, "theme")
    assumptions: list[str] = []
    if _criteria_down(rows, top, side, assumptions):
        rows, top, side = _turned(rows, top, side)
    texts = [grid.title, *(cell.text for row in [*above, *below] for cell in row)]
    return _layout(grid, rows, top, side, [text for text in texts if text], assumptions, below)


def _criteria_down(
    rows: list[list[Cell]], top: list[str], side: list[str], assumptions: list[str]
) -> bool:
    """Decide which way round the grid is, by the surest sign there is."""
    strong = [
        next((i for i, role in enumerate(roles) if role in _SIDE), 0) for roles in (top, side)
    ]
    if all(strong):
        found = say("both_ways", row=rows[strong[1]][0].text, column=rows[0][strong[0]].text)
        raise refuse(rows[strong[1]][0].at, found, say("one_way"))
    if any(strong):
        return bool(strong[0])
    bracketed = [all(map(_bracketed, names)) for names in (rows[0][1:], [r[0] for r in rows[1:]])]
    if any(bracketed):
        return not bracketed[0]
    if ("rank" in top) != ("rank" in side):
        return "rank" in side
    if rows[0][0].text:
        return bool(_CRITERIA.match(rows[0][0].text))
    if ("total" in top) != ("total" in side):
        return "total" in side
    assumptions.append(say("across"))
    return False


def _bracketed(name: Cell) -> bool:
    return bool(_BRACKETS.fullmatch(name.text)) or bool(_role(name, ()))


def _turned(
    rows: list[list[Cell]], top: list[str], side: list[str]
) -> tuple[list[list[Cell]], list[str], list[str]]:
    """Turn criteria down into criteria across; a name alone in its row is the theme below it."""
    kept, roles, themes = [rows[0]], [side[0]], [Cell("theme", rows[0][0].at)]
    theme = Cell("", rows[0][0].at)
    for row, role in zip(rows[1:], side[1:], strict=True):
        if _filled(row) == 1 and row[0].text and not role and len(row) > 2:
            theme = row[0]
        else:
            kept.append(row)
            roles.append(role)
            themes.append(theme)
    turned = [list(column) for column in zip(*kept, strict=True)]
    if theme.text:
        return [*turned, themes], roles, [*top, "theme"]
    return turned, roles, top


def _layout(
    grid: Grid,
    rows: list[list[Cell]],
    top: list[str],
    side: list[str],
    texts: list[str],
    assumptions: list[str],
    below: list[list[Cell]],
) -> Layout | None:
    across = [i for i, role in enumerate(top) if not role and i and _filled([r[i] for r in rows])]
    down = [row for row, role in zip(rows[1:], side[1:], strict=True) if not role]
    cells = [[row[i] for i in across] for row in down]
    full = [cell for row in cells for cell in row if not figures.is_unknown(cell.text)]
    if len(down) < 2 or not across or sum(map(_is_figure, full)) * 2 < max(len(full), 1):
        return None

    def column(role: str) -> list[Cell]:
        found = [i for i, other in enumerate(top) if other == role]
        return [row[found[-1]] for row in down] if found else []

    about: dict[str, list[tuple[Cell, list[Cell]]]] = {}
    said = []
    for row, role in zip(rows[1:], side[1:], strict=True):
        if role:
            about.setdefault(role, []).append((row[0], [row[i] for i in across]))
            said += [row[i] for i, r in enumerate(top) if role == "weight" and r == "total"]
    left = [row[0] for row in below]
    left += [row[0] for row, role in zip(rows, side, strict=True) if role in ("note", "number")]
    left += [name for name, role in zip(rows[0], top, strict=True) if role in ("note", "number")]
    if left:
        cut = (f"{cell.text[:40]!r} ({cell.at})" for cell in left)
        assumptions.append(say("left_out", cells=listed(list(cut))))
    sums = [row for _, row in about.pop("total", [])]
    names, options = [rows[0][i] for i in across], [row[0] for row in down]
    marks = figures.marks([*full, *(cell for row in about.get("weight", []) for cell in row[1])])
    found = Layout(
        *(grid, rows[0][0], names, options, cells, about),
        *(column("total"), column("rank"), sums, said, texts, marks, assumptions),
    )
    _tidy_names(found)
    return found


def _tidy_names(found: Layout) -> None:
    """Take weights, directions and footnote marks out of names, and refuse what is no name."""
    stated = [_BETTER.search(name.text) for name in found.criteria]
    if any(stated):
        words = [
            Cell(s[1] if s else "higher", n.at) for s, n in zip(stated, found.criteria, strict=True)
        ]
        found.about.setdefault("direction", [(found.corner, words)])
    found.criteria = [Cell(_BETTER.sub("", name.text), *name[1:]) for name in found.criteria]
    brackets = [_BRACKETS.fullmatch(name.text) for name in found.criteria]
    if "weight" not in found.about and all(brackets):
        pairs = [(b[1], b[2], n.at) for b, n in zip(brackets, found.criteria, strict=True) if b]
        found.about["weight"] = [(found.corner, [Cell(text, at) for _, text, at in pairs])]
        found.criteria = [Cell(name, at) for name, _, at in pairs]
        found.assumptions.append(say("in_brackets"))
    marked = [c for c in [*found.criteria, *found.options] if figures.FOOTNOTE.search(c.text)]
    marked += [c for row in found.cells for c in row if figures.FOOTNOTE.search(c.text)]
    if marked:
        cells = listed([f"{cell.text!r} ({cell.at})" for cell in marked])
        found.assumptions.append(say("footnotes", cells=cells))
    for names in (found.criteria, found.options):
        names[:] = [Cell(figures.FOOTNOTE.sub("", name.text), *name[1:]) for name in names]
        seen: set[str] = set()
        for name in names:
            _check_name(name, seen)


def _check_name(name: Cell, seen: set[str]) -> None:
    if name.fault and (name.text or "merged" in name.fault[0]):
        raise refuse(name.at, *name.fault)
    if not name.text:
        raise refuse(name.at, say("no_name"), say("name"))
    if re.search(r"\bweighted\b", name.text, re.I):
        raise refuse(name.at, say("weighted", name=name.text), say("no_weighted"))
    if name.text.casefold() in seen:
        raise refuse(name.at, say("twice", name=name.text), say("once"))
    seen.add(name.text.casefold())
