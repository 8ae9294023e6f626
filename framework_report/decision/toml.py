"""TOML by program: writing that keeps comments and order."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from framework_report.files import ProblemError
from framework_report.state import OLD_TEAM
from framework_report.tables.problem import ENDS
from framework_report.tables.toml import STRING, Place, places

_ONE_BY_ONE = 40
"""How many dropped entries are taken out one by one where they cannot be together."""


def edited(existing: str, content: Mapping[str, Any]) -> str:
    """Write content into the text of an existing decision, keeping comments and order.

    Raises:
        ProblemError: the text is TOML in a form that cannot be written into.
    """
    existing = _renewed(existing)
    try:
        known = tomllib.loads(existing)
        # tomlkit adds new entries behind dotted keys, where they would belong to a table.
        new = {n: x for n, x in content.items() if n not in known and not isinstance(x, dict)}
        for start in (_without(existing, content), existing, tomlkit.dumps(new) + existing):
            text = _set_all(start, content)
            if {n: part for n, part in tomllib.loads(text).items() if part != {}} == content:
                break
    except (TOMLKitError, tomllib.TOMLDecodeError, RecursionError) as error:
        told = f"decision.toml: found a form that cannot be written into ({error})"
        raise ProblemError([f"{told}, expected tables and name = value"]) from None
    return text


def _renewed(text: str) -> str:
    """Give the first version's table of familiarity the name that it has today."""
    at = places(text)
    lines = text.split("\n")
    line = at.get((OLD_TEAM,), 0) - 1
    if line >= 0 and lines[line].lstrip().startswith("[") and ("team", OLD_TEAM) not in at:
        lines[line] = lines[line].replace(OLD_TEAM, f"team.{OLD_TEAM}", 1)
    return "\n".join(lines)


def _without(text: str, content: Mapping[str, Any]) -> str:
    """Take out the lines of dropped entries; those with a comment stay, as comments.

    An entry over several lines is left for tomlkit.
    """
    given = tomllib.loads(text)
    drops = [place for place in places(text) if _dropped(place, given, content)]
    for group in (drops, *([place] for place in drops[:_ONE_BY_ONE])):
        at, lines = places(text), text.split("\n")
        for line in [at[place] - 1 for place in group if place in at]:
            comment = "#" in re.sub(STRING, "", lines[line])
            lines[line] = f"# {lines[line].strip()}" if comment else "\0"
        found = "\n".join(line for line in lines if line != "\0")
        try:
            tomllib.loads(found)
        except tomllib.TOMLDecodeError:
            continue
        text = found
    return text


def _dropped(place: Place, had: Any, has: Any) -> bool:
    for name in place:
        had = had.get(name) if isinstance(had, dict) else None
        has = has.get(name) if isinstance(has, dict) else None
    return has is None or (isinstance(had, dict) and not isinstance(has, dict))


def _set_all(existing: str, content: Mapping[str, Any]) -> str:
    document = tomlkit.parse(existing)
    for name in [name for name in document if name not in content]:
        del document[name]
    for name, part in content.items():
        _set(document, name, part)
    return tomlkit.dumps(document)


def _set(table: Any, name: str, part: Any) -> None:
    """Set one entry of a TOML table in place, so that the comments around it stay."""
    if isinstance(part, list) and isinstance(array := table.get(name), list):
        for at in [i for i, x in enumerate(array) if x not in part][::-1]:
            del array[at]
        array.extend(x for x in part if x not in array)
    if not isinstance(part, dict) or set(part) == set(ENDS):
        if table.get(name) != part:
            item = tomlkit.item(part)
            if isinstance(part, dict):
                item = tomlkit.inline_table()
                item.update(part)
            table[name] = item
        return
    if not isinstance(table.get(name), dict):
        rows = part.values()
        plain = rows and all(isinstance(x, dict) and set(x) != set(ENDS) for x in rows)
        table[name] = tomlkit.table(is_super_table=bool(plain))
    for old in [old for old in table[name] if old not in part]:
        del table[name][old]
    for key, value in part.items():
        _set(table[name], key, value)
