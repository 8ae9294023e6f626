"""Write into TOML that is there: comments and order stay, those beside dropped entries too."""

import tomllib
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item

from framework_report.decision.checks import ENDS
from framework_report.decision.known import OLD_TEAM
from framework_report.decision.places import Path as Place
from framework_report.decision.places import places
from framework_report.files import ProblemError

ONE_BY_ONE = 40
"""How many dropped entries are taken out one by one where they cannot be together."""


def edited(existing: str, content: Mapping[str, Any]) -> str:
    """Write content into the text of an existing decision, keeping comments and order.

    Raises:
        ProblemError: the text is TOML in a form that cannot be written into.
    """
    existing = _renewed(existing)
    try:
        text = _set_all(_without(existing, content), content)
        if _said(text) != content:
            # tomlkit adds new entries behind dotted keys, where they would belong to a table.
            known = tomllib.loads(existing)
            new = {n: x for n, x in content.items() if n not in known and not isinstance(x, dict)}
            text = _set_all(tomlkit.dumps(new) + existing, content)
    except (TOMLKitError, tomllib.TOMLDecodeError, RecursionError) as error:
        told = f"decision.toml: found a form that cannot be written into ({error})"
        raise ProblemError([f"{told}, expected tables and name = value"]) from None
    return text


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
        while isinstance(item, dict) and not _own_comment(item) and len(item) == 1:
            item = next(iter(item.values()))  # a dotted key
        return _own_comment(item)
    return ""


def _own_comment(item: object) -> str:
    return str(item.trivia.comment) if isinstance(item, Item) else ""


def _pruned(content: dict[str, Any], drops: set[Place], at: Place) -> dict[str, Any]:
    """Leave out what was dropped, and the tables that are empty."""
    found = {}
    for name, x in content.items():
        place = (*at, name)
        part = _pruned(x, drops, place) if isinstance(x, dict) else x
        if part != {} and place not in drops:
            found[name] = part
    return found


# What is said


def _set_all(existing: str, content: Mapping[str, Any]) -> str:
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
