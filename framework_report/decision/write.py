"""Write ``decision.toml`` into what is there: comments and order stay, and nobody's edit is lost."""

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from framework_report.decision.checks import ENDS
from framework_report.decision.known import OLD_TEAM
from framework_report.decision.places import Path as Place
from framework_report.decision.places import places, read_toml
from framework_report.decision.read import Decision
from framework_report.files import (
    UNCHECKED,
    Changed,
    ProblemError,
    Unchecked,
    read_text,
    write_text,
)
from framework_report.outcome import Outcome
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS as COLUMNS
from framework_report.words.text import phrases

ONE_BY_ONE = 40
"""How many dropped entries are taken out one by one where they cannot be together."""


def new_decision(
    problem: Problem,
    outcome: Outcome,
    why: str = "",
    switch_if: str = "",
    scenario: str = "",
    origin: str = "",
    *,
    date: datetime.date,
    review_by: datetime.date,
) -> Decision:
    """Freeze an outcome: its state, its leader, and the evidence on which it compares."""
    figures: dict[str, dict[str, tuple[float, float, float]]] = {n: {} for n in outcome.active}
    for criterion in problem.criteria.index:
        if criterion in problem.team:
            continue
        rows = problem.figures(criterion, outcome.measure(criterion))
        for name in outcome.active:
            value, low, high = (float(rows.at[name, end]) for end in COLUMNS)
            if value == value:  # what nobody knows is NaN
                figures[name][criterion] = (value, low, high)
    needed = outcome.state.must_haves
    supports = {n: {f: outcome.support(n, f) for f in needed} for n in outcome.active if needed}
    return Decision(
        state=outcome.state,
        scenario=scenario,
        why=why,
        switch_if=switch_if,
        date=date,
        review_by=review_by,
        leader=outcome.leader or "",
        rested_on=figures,
        supports=supports,
        measures={c: outcome.measure(c) for c, of in problem.measures_of.items() if len(of) > 1},
        origin=origin,
    )


def write_decision(
    decision: Decision, path: str | Path, expected: str | Unchecked | None = UNCHECKED
) -> None:
    """Save a decision: the file is the old one or the new one at any moment, never half of it.

    Comments, order and line ends of an existing file are kept.

    Args:
        decision: what to save.
        path: the file.
        expected: what `Decision.text` was when it was read, None where there was no file. Without
            it, whatever is there by now is written over.

    Raises:
        Changed: the file is no longer as expected; nothing was written.
        ProblemError: the file there is no TOML, or cannot be written.
    """
    path = Path(path)
    existing = read_text(path) if path.exists() else None
    if not isinstance(expected, Unchecked) and existing != expected:
        raise Changed([f"{path}: {phrases()['records']['changed']}"])
    read_toml(existing or "", str(path))
    text = decision_text(decision, existing or "")
    if existing is not None and b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    # The text is made of what is there: it must not be written over anything else.
    write_text(path, text, expected=existing)


def decision_text(decision: Decision, existing: str = "") -> str:
    """Write a decision as TOML into the text of an existing one, keeping comments and order."""
    content = _content(decision)
    existing = _renewed(existing)
    try:
        text = _edited(_without(existing, content), content)
        if _said(text) != content:
            # tomlkit adds new entries behind dotted keys, where they would belong to a table.
            known = tomllib.loads(existing)
            new = {n: x for n, x in content.items() if n not in known and not isinstance(x, dict)}
            text = _edited(tomlkit.dumps(new) + existing, content)
    except (TOMLKitError, tomllib.TOMLDecodeError, RecursionError) as error:
        told = f"decision.toml: found a form that cannot be written into ({error})"
        raise ProblemError([f"{told}, expected tables and name = value"]) from None
    return text


def _content(decision: Decision) -> dict[str, Any]:
    """Return what the file says, in its order; parts that say nothing are left out."""
    texts = {name: getattr(decision, name) for name in ("scenario", "why", "switch_if")}
    origin = {"from": decision.origin} if decision.origin else {}
    days = {"date": decision.date, "review_by": decision.review_by, "leader": decision.leader}
    state = decision.state.to_dict()
    candidates = {n: state.pop(n) for n in ("candidates",) if n in state}
    state["measures"] = {**state["measures"], **decision.measures}
    figures = {
        name: {c: dict(zip(ENDS, map(_plain, ends), strict=True)) for c, ends in row.items()}
        for name, row in decision.rested_on.items()
    }
    supports = {name: dict(row) for name, row in decision.supports.items()}
    parts = {**state, "rested_on": figures, "supports": supports}
    said = {name: part for name, part in parts.items() if part}
    return {**texts, **origin, **days, **candidates, **said}


def _plain(x: float) -> float | int:
    """Write 12.0 as 12."""
    return int(x) if x == int(x) else float(x)


def _said(text: str) -> dict[str, Any]:
    return {name: part for name, part in tomllib.loads(text).items() if part != {}}


# What is no longer said


def _renewed(text: str) -> str:
    """Give the first version's table of familiarity the name that it has today."""
    lines = text.split("\n")
    at = places(text)
    line = at.get((OLD_TEAM,))
    if line and lines[line - 1].lstrip().startswith("[") and ("team", OLD_TEAM) not in at:
        lines[line - 1] = lines[line - 1].replace(OLD_TEAM, f"team.{OLD_TEAM}", 1)
    return "\n".join(lines)


def _without(text: str, content: Mapping[str, Any]) -> str:
    """Take out the lines of dropped entries; those with a comment stay, as comments.

    An entry over several lines, or in a form that is not one line's, is left for tomlkit.
    """
    given = tomllib.loads(text)
    drops = [place for place in places(text) if _dropped(place, given, content)]
    if (found := _taken_out(text, given, drops)) is not None:
        return found
    for place in drops[:ONE_BY_ONE]:
        given = tomllib.loads(text)
        found = _taken_out(text, given, [place])
        text = text if found is None else found
    return text


def _dropped(place: Place, given: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    had, has = _at(given, place), _at(content, place)
    return has is None or (isinstance(had, dict) and not isinstance(has, dict))


def _at(content: Any, place: Place) -> Any:
    for name in place:
        content = content.get(name) if isinstance(content, dict) else None
    return content


def _taken_out(text: str, given: dict[str, Any], drops: list[Place]) -> str | None:
    """Return the text without these entries; None where it would then say something else."""
    at, lines = places(text), text.split("\n")
    for place in drops:
        line = at[place] - 1
        lines[line] = f"# {lines[line].strip()}" if _comment(lines[line]) else "\0"
    found = "\n".join(line for line in lines if line != "\0")
    try:
        left = tomllib.loads(found)
    except tomllib.TOMLDecodeError:
        return None
    expected = _pruned(given, set(drops), ())
    return found if _pruned(left, set(), ()) == expected else None


def _comment(line: str) -> str:
    """Return the comment at the end of an entry or of a heading."""
    try:
        document = tomlkit.parse(line)
    except (TOMLKitError, RecursionError):
        return ""
    for item in document.values():
        while isinstance(item, dict) and not item.trivia.comment and len(item) == 1:
            item = next(iter(item.values()))  # a dotted key
        return str(item.trivia.comment)
    return ""


def _pruned(content: dict[str, Any], drops: set[Place], at: Place) -> dict[str, Any]:
    """Leave out what was dropped, and the tables that are empty."""
    found = {}
    for name, x in content.items():
        place = (*at, name)
        part = _pruned(x, drops, place) if isinstance(x, dict) else x
        if part != {} and (isinstance(x, dict) or place not in drops):
            found[name] = part
    return found


# What is said


def _edited(existing: str, content: Mapping[str, Any]) -> str:
    document = tomlkit.parse(existing)
    for name in [name for name in document if name not in content]:
        del document[name]
    for name, part in content.items():
        _set(document, name, part)
    return tomlkit.dumps(document)


def _set(table: Any, name: str, part: Any) -> None:
    """Set one entry of a TOML table in place, so that the comments around it stay."""
    if not isinstance(part, dict):
        if table.get(name) != part:
            table[name] = part
    elif set(part) == set(ENDS):
        if table.get(name) != part:
            inline = tomlkit.inline_table()
            inline.update(part)
            table[name] = inline
    else:
        if not isinstance(table.get(name), dict):
            nested = bool(part) and all(isinstance(x, dict) for x in part.values())
            plain = nested and not any(set(x) == set(ENDS) for x in part.values())
            table[name] = tomlkit.table(is_super_table=plain)
        for old in [old for old in table[name] if old not in part]:
            del table[name][old]
        for key, value in part.items():
            _set(table[name], key, value)
