"""The team's decision: a state, why, until when, and the evidence it rested on.

It lives in ``decision.toml`` beside the tables, is committed with them, and may be edited by hand:
comments are kept when it is saved again, and what is wrong in it is named.
"""

import datetime
import os
import shutil
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from framework_report.decision_checks import (
    DATES,
    ENDS,
    STATE,
    TEXTS,
    decision_faults,
    line_of,
    state_of,
)
from framework_report.outcome import Outcome, State
from framework_report.problem import Problem, ProblemError

FILE = "decision.toml"
Figures = Mapping[str, Mapping[str, tuple[float, float, float]]]
"""Framework -> criterion -> value, low, high in the criterion's unit."""


@dataclass(frozen=True)
class Decision:
    """What a team decided, and what it rested on.

    ``scenario`` is empty for a setting of the team's own, ``leader`` where there was none.
    ``rested_on`` holds the figures (value, low, high, raw units) of that day, ``supports`` each
    framework's support of the must-haves.
    """

    state: State
    scenario: str
    why: str
    switch_if: str
    date: datetime.date
    review_by: datetime.date
    leader: str
    rested_on: Figures = field(default_factory=dict)
    supports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def new_decision(
    problem: Problem,
    outcome: Outcome,
    why: str = "",
    switch_if: str = "",
    scenario: str = "",
    *,
    date: datetime.date,
    review_by: datetime.date,
) -> Decision:
    """Freeze an outcome: its state, its leader, and all the evidence there is today."""
    figures: dict[str, dict[str, tuple[float, float, float]]] = {}
    for row in problem.evidence.itertuples():
        ends = (float(row.value), float(row.low), float(row.high))
        figures.setdefault(row.framework, {})[row.criterion] = ends
    supports = {
        name: {feature: outcome.support(name, feature) for feature in outcome.state.must_haves}
        for name in problem.frameworks.index
        if outcome.state.must_haves
    }
    leader = outcome.leader or ""
    return Decision(
        outcome.state, scenario, why, switch_if, date, review_by, leader, figures, supports
    )


# --- writing ---------------------------------------------------------------------------------


def decision_text(decision: Decision, existing: str = "") -> str:
    """Write a decision as TOML into the text of an existing one, keeping comments and order."""
    content = _content(decision)
    text = _edited(existing, content)
    if {name: part for name, part in tomllib.loads(text).items() if part != {}} != content:
        # tomlkit adds new entries behind dotted keys, where they would belong to a table.
        known = tomllib.loads(existing)
        entries = {n: x for n, x in content.items() if n not in known and not isinstance(x, dict)}
        text = _edited(tomlkit.dumps(entries) + existing, content)
    return text


def _edited(existing: str, content: Mapping[str, Any]) -> str:
    document = tomlkit.parse(existing)
    for name in [name for name in document if name not in content]:
        # A comment above the next table's heading is the end of this one: empty it, keep it.
        if name in STATE and isinstance(document[name], dict):
            _set(document, name, {})
        else:
            del document[name]
    for name, part in content.items():
        _set(document, name, part)
    return tomlkit.dumps(document)


def write_decision(decision: Decision, path: str | Path) -> None:
    """Save a decision: the file is the old one or the new one at any moment, never half of it.

    Comments and order of an existing file are kept, and its line endings. Raises ProblemError,
    and leaves the file alone, where the existing one is not TOML.
    """
    path = Path(path).resolve()
    existing = _read(path)[0] if path.exists() else ""
    text = decision_text(decision, existing.replace("\r\n", "\n"))
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open(
            "w", encoding="utf-8", newline="\r\n" if "\r\n" in existing else "\n"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)  # noqa: PTH105 - the one call that tests make fail
    except BaseException:
        with suppress(FileNotFoundError):
            new.unlink()
        raise


def _content(decision: Decision) -> dict[str, Any]:
    """Return what the file says, in its order; parts that say nothing are left out."""
    texts = {name: getattr(decision, name) for name in ("scenario", "why", "switch_if")}
    dates = {name: getattr(decision, name) for name in DATES}
    figures = {
        name: {
            criterion: dict(zip(ENDS, map(_plain, ends), strict=True))
            for criterion, ends in row.items()
        }
        for name, row in decision.rested_on.items()
    }
    supports = {name: dict(row) for name, row in decision.supports.items()}
    parts = {**decision.state.to_dict(), "rested_on": figures, "supports": supports}
    said = {name: part for name, part in parts.items() if part}
    return {**texts, **dates, "leader": decision.leader, **said}


def _plain(x: float) -> float | int:
    """Write 12.0 as 12."""
    return int(x) if x == int(x) else float(x)


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
            table[name] = tomlkit.table(
                is_super_table=all(isinstance(x, dict) for x in part.values())
            )
        for old in [old for old in table[name] if old not in part]:
            del table[name][old]
        for key, value in part.items():
            _set(table[name], key, value)


# --- reading ---------------------------------------------------------------------------------


def read_decision(problem: Problem, path: str | Path | None = None) -> Decision | None:
    """Read and check the team's decision; None where there is no file.

    Raises ProblemError that names every fault with file and, where it can, line.
    """
    path = Path(path) if path else problem.folder / FILE
    if not path.exists():
        return None
    text, given = _read(path)
    faults = decision_faults(problem, given)
    if faults:
        raise ProblemError(f"{path}{line_of(text, fault)}: {fault}" for fault in faults)
    return Decision(
        state=State.from_dict(state_of(given), problem),
        **{name: given.get(name, "") for name in TEXTS},
        **{name: given[name] for name in DATES},
        rested_on={
            name: {
                c: (float(x["value"]), float(x["low"]), float(x["high"])) for c, x in row.items()
            }
            for name, row in given.get("rested_on", {}).items()
        },
        supports=given.get("supports", {}),
    )


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a TOML file: its text and what it says. Raise ProblemError where it is not TOML."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = f" line {line}: found a byte that is not UTF-8, expected UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        where = " " + place.split(",")[0] if place.startswith("line") else ""
        fault = f"{where}: found broken TOML ({reason}), expected key = value, each key once"
    except OSError as error:
        fault = f": found a file that cannot be read ({error.strerror}), expected TOML"
    raise ProblemError([f"{path}{fault}"])
