"""Where things stand in a grid: names, figures, and rows or columns with a role of their own.

Whichever way round a grid is, its layout has options down and criteria across.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from framework_report.matrix import figures
from framework_report.matrix.grids import Cell, Grid, refuse
from framework_report.matrix.words import listed, say

_ROLES = {  # the names that a row or column of this role has, and whether its cells are figures
    "weight": (r"(criteria )?(weights?|weighting|importance|priority)\b.*", True),
    "worst": (r"worst", True),
    "best": (r"best", True),
    "total": (
        r"((weighted|grand|overall|final|raw) )*(total|sum|score|result|average|mean)s?( scores?)?"
        r"( ?[(/].*| (of|out of) \d+)?",
        True,
    ),
    "rank": (r"rank(ing)?|place|position", True),
    "number": (r"#|no\.?|nr\.?|id", True),
    "unit": (r"units?", False),
    "direction": (r"direction|better|lower is better|goal", False),
    "theme": (r"theme|category|group", False),
    "scale": (r"scale|levels", False),
    "note": (r"notes?|comments?|remarks?|rationale|reasons?|because|description|sources?", False),
}
_OF_CRITERIA = {"weight", "worst", "best", "unit", "direction", "theme", "scale"}
_CRITERIA = re.compile(r"criteri(on|a)|factor|requirement|attribute|aspect|feature", re.IGNORECASE)
_BRACKETS = re.compile(r"(.+?)\s*[(\[](?:weights?:?|[x×])?\s*(\d+(?:[.,]\d+)?\s*%?)[)\]]")
_BETTER = re.compile(r"\s*[(\[,]?\s*\b(lower|less|higher|more) is better[)\]]?$", re.IGNORECASE)


class Layout(NamedTuple):
    """Rows of cells, the first of them names; what each column (top) and row (side) is.

    ``texts`` stand above and below, ``told`` is what was assumed.
    """

    grid: Grid
    rows: list[list[Cell]]
    top: list[str]
    side: list[str]
    texts: list[str]
    told: list[str]

    def across(self, role: str = "") -> list[int]:
        """Give the columns of a role; without one those of the criteria."""
        return [i for i, other in enumerate(self.top) if i and other == role]

    def down(self, role: str = "") -> list[list[Cell]]:
        """Give the rows of a role; without one those of the options."""
        pairs = zip(self.rows[1:], self.side[1:], strict=True)
        return [row for row, other in pairs if other == role]

    def add(self, role: str, cells: list[Cell]) -> None:
        """Add a row that was found elsewhere."""
        self.rows.append(cells)
        self.side.append(role)


def _role(name: Cell, cells: Sequence[Cell]) -> str:
    """Say what a row or column is: one of ``_ROLES``, or nothing for an option or a criterion."""
    full = [cell.text for cell in cells if not figures.is_unknown(cell.text)]
    numbers = sum(any(mark.isdigit() for mark in text) for text in full)
    for role, (form, figured) in _ROLES.items():
        fits = numbers * 2 >= len(full) if figured else numbers * 2 <= len(full) or role == "scale"
        if re.fullmatch(form, name.text.casefold().rstrip(": ")) and fits and (full or figured):
            return role
    return ""


def _filled(row: Sequence[Cell]) -> int:
    return sum(bool(cell.text) for cell in row)


def _head(rows: list[list[Cell]]) -> int:
    """Find the row of names: the first that is at least half full and is no row of themes."""
    width = max(map(_filled, rows), default=0)
    for number, row in enumerate(rows):
        is_theme = _role(row[0], row[1:]) == "theme" and not any(_role(c, ()) for c in row[1:])
        if _filled(row) >= max(2, (width + 1) // 2) and not is_theme:
            return number
    return len(rows)


def lay_out(grid: Grid) -> Layout | None:
    """Lay out a grid; None where it is no matrix. Raises ProblemError where it is a faulty one."""
    head = _head(grid.rows)
    above, rows = grid.rows[:head], [list(row) for row in grid.rows[head:]]
    if len(rows) < 2:
        return None
    below: list[list[Cell]] = []
    while _filled(rows[-1]) == 1 and rows[-1][0].text and _filled(rows[0]) > 2:
        below.insert(0, rows.pop())
    top = [_role(name, [row[i] for row in rows[1:]]) for i, name in enumerate(rows[0])]
    first = top.index("") if "" in top else 0  # the column of names
    if above and _filled(above[-1]) > 1 and _role(above[-1][0], above[-1][1:]) in ("", "theme"):
        themes = above.pop() if above[-1][0].text in ("", "Theme") else above[-1]
        if themes not in above:
            themes = [
                Cell("theme", themes[0].at) if i == first else c for i, c in enumerate(themes)
            ]
            rows.insert(1, themes)
    for row in rows:
        row.insert(0, row.pop(first))
    top.insert(0, top.pop(first))
    side = ["", *(_role(row[0], row[1:]) for row in rows[1:])]
    told: list[str] = []
    if _criteria_down(rows, top, side, told):
        rows, top, side = [list(column) for column in zip(*rows, strict=True)], side, top
    texts = [grid.title, *(cell.text for row in [*above, *below] for cell in row)]
    found = Layout(grid, rows, top, side, [text for text in texts if text], told)
    if not _is_matrix(found):
        return None
    left = [row[0] for row in [*below, *found.down("note"), *found.down("number")]]
    left += [rows[0][i] for role in ("note", "number") for i in found.across(role)]
    if left:
        told.append(say("left_out", cells=listed([f"{c.text[:40]!r} ({c.at})" for c in left])))
    _tidy_names(found)
    return found


def _is_matrix(found: Layout) -> bool:
    cells = [row[i] for row in found.down() for i in found.across()]
    texts = [figures.plain(c.text).casefold() for c in cells if not figures.is_unknown(c.text)]
    usual = {word for scale in [figures.TICKS, *figures.LADDERS] for word in scale}
    read = sum(t in usual or bool(figures.number_or_range(t.replace(",", "."))) for t in texts)
    return len(found.down()) > 1 and bool(found.across()) and read * 2 >= max(len(texts), 1)


def _criteria_down(
    rows: list[list[Cell]], top: list[str], side: list[str], told: list[str]
) -> bool:
    """Decide which way round a grid is, by the surest sign there is."""
    sure = [next((i for i, role in enumerate(r) if role in _OF_CRITERIA), 0) for r in (top, side)]
    if all(sure):
        at, found = rows[sure[1]][0], rows[0][sure[0]]
        raise refuse(at.at, say("both_ways", row=at.text, column=found.text), say("one_way"))
    names = [rows[0][1:], [row[0] for row in rows[1:]]]
    marked = [all(_BRACKETS.fullmatch(c.text) or _role(c, ()) for c in cells) for cells in names]
    for found_top, found_side in (sure, marked[::-1], ["rank" in top, "rank" in side][::-1]):
        if bool(found_top) != bool(found_side):
            return bool(found_top)
    if rows[0][0].text:
        return bool(_CRITERIA.match(rows[0][0].text))
    if ("total" in top) == ("total" in side):
        told.append(say("across"))
    return "total" in side and "total" not in top


def _tidy_names(found: Layout) -> None:
    """Take weights, directions and footnote marks out of names, and refuse what is no name."""
    names, columns = found.rows[0], found.across()
    words = {i: better[1] for i in columns if (better := _BETTER.search(names[i].text))}
    if words:
        found.add(
            "direction", [name._replace(text=words.get(i, "")) for i, name in enumerate(names)]
        )
        names[:] = [name._replace(text=_BETTER.sub("", name.text)) for name in names]
    weights = {i: inside for i in columns if (inside := _BRACKETS.fullmatch(names[i].text))}
    if len(weights) == len(columns) and not found.down("weight"):
        row = [Cell(weights[i][2] if i in weights else "", c.at) for i, c in enumerate(names)]
        found.add("weight", row)
        for i, inside in weights.items():
            names[i] = Cell(inside[1], names[i].at)
        found.told.append(say("in_brackets"))
    options = found.down()
    marked = [row[i] for row in [names, *options] for i in [0, *columns]]
    marked = [cell for cell in marked if figures.FOOTNOTE.search(cell.text)]
    if marked:
        found.told.append(say("footnotes", cells=listed([f"{c.text!r} ({c.at})" for c in marked])))
    seen: set[str] = set()
    for row, i in [*((names, i) for i in columns), *((row, 0) for row in options)]:
        row[i] = name = row[i]._replace(text=figures.FOOTNOTE.sub("", row[i].text))
        if row is options[0]:
            seen.clear()
        _check_name(name, seen)


def _check_name(name: Cell, seen: set[str]) -> None:
    if name.fault:
        raise refuse(name.at, *name.fault)
    if not name.text:
        raise refuse(name.at, say("no_name"), say("name"))
    if re.search(r"\bweighted\b", name.text, re.IGNORECASE):
        raise refuse(name.at, say("weighted", name=name.text), say("no_weighted"))
    if name.text.casefold() in seen:
        raise refuse(name.at, say("twice", name=name.text), say("once"))
    seen.add(name.text.casefold())


def add_weights_beside(found: Layout, grid: Grid) -> bool:
    """Take the weights from a table of their own: criteria down, one weight beside each."""
    if len(grid.rows) < 2 or len(grid.rows[0]) < 2 or grid == found.grid or found.down("weight"):
        return False
    beside = {row[0].text.casefold(): row[1] for row in grid.rows}
    cells = [beside.get(name.text.casefold()) for name in found.rows[0]]
    head = grid.rows[0][1]
    if not re.match("weight", head.text, re.IGNORECASE) or not all(
        cells[i] for i in found.across()
    ):
        return False
    found.add("weight", [head, *(cell or Cell("", head.at) for cell in cells[1:])])
    found.told.append(say("weights_beside", at=head.at))
    return True
