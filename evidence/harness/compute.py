"""Computes the tables of data/ that follow from results and facts.

`evidence.csv` and `features.csv`: a measured figure where there is one, else the fact in
evidence/facts.csv. Facts and probes of a core are shared by every stack that has it; whatever
describes a stack is that stack's own. What the figures were taken from, part by part and window by
window, is in tables of its own (`details`).
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.harness import details, exact, results, upgrade
from evidence.harness.figures import (
    Figure,
    beside,
    every_window,
    figure,
    geometric_mean,
    per_processor_second,
    ratio,
    tied,
    valid_windows,
)
from evidence.harness.places import EVIDENCE, REPOSITORY, RESULTS
from evidence.harness.registry import Stack, read_apps, read_loads, read_setups, read_stacks

DATA = REPOSITORY / "data"
FACTS = EVIDENCE / "facts.csv"
TIMED = RESULTS / "timed.json"

Row = dict[str, str]
Rows = dict[tuple[str, str], Row]


def write(folder: Path = DATA) -> list[Path]:
    """Compute the tables and write them to `folder`; return their paths."""
    written = []
    for name, text in tables().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            results.write_text(path, text)
        written.append(path)
    return written


def tables() -> dict[str, str]:
    """Return the text of each table, as they follow from results and facts.

    Raises ValueError where a timed figure of a stack has too few valid windows.
    """
    facts = _read(FACTS)
    exactly, by_clock = (results.read_json(path) for path in (exact.LATEST, TIMED))
    rows = {
        "evidence.csv": evidence(facts, exactly, by_clock),
        "features.csv": features(facts),
        "breakdown.csv": details.breakdown(exactly),
        "timed.csv": details.timed(by_clock),
        "probes.csv": details.probes(exactly, results.read_json(upgrade.RESULT)),
    }
    columns = details.COLUMNS | {name: _columns(name) for name in ("evidence.csv", "features.csv")}
    return {name: _text(columns[name], found) for name, found in rows.items()}


def features(facts: Iterable[Row]) -> list[Row]:
    """Return the rows of features.csv: features of a core, for each stack that has it."""
    cores = _cores()
    return [
        {**row, "framework": stack, "feature": row["name"], "support": row["value"]}
        for row in facts
        if row["table"] == "features"
        for stack in cores.get(row["framework"], [])
    ]


def evidence(
    facts: Iterable[Row], exactly: Mapping[str, Any], by_clock: Mapping[str, Any]
) -> list[Row]:
    """Return the rows of evidence.csv, in the order of criteria, then of frameworks."""
    criteria = {row["criterion"]: row for row in _read(DATA / "criteria.csv")}
    cores, rows = _cores(), {}
    for row in facts:
        if row["table"] == "evidence":
            shared = criteria[row["name"]]["subject"] == "core"
            for stack in cores[row["framework"]] if shared else [row["framework"]]:
                rows[row["name"], stack] = {**row, "framework": stack, "criterion": row["name"]}
    rows |= measured(exactly) | timed(by_clock)
    frameworks = [row["framework"] for row in _read(DATA / "frameworks.csv")]
    order = [(criterion, framework) for criterion in criteria for framework in frameworks]
    return [rows[key] for key in order if key in rows]


def _cores() -> dict[str, list[str]]:
    """Return core -> the stacks that have it."""
    found: dict[str, list[str]] = {}
    for stack in read_stacks().values():
        found.setdefault(stack.core, []).append(stack.id)
    return found


def measured(run: Mapping[str, Any]) -> Rows:
    """Return the rows that follow from a run of the exact measures."""
    rows: Rows = {}
    figures = {key: unit["figures"] for key, unit in run["units"].items()}
    for stack in read_stacks().values():
        found = figures[f"{stack.core}/probes"]
        for criterion, setup in (
            ("api_contract", "core, as a JSON endpoint in production"),
            ("safe_defaults", "core, as generated"),
        ):
            passed = sum(probe["passed"] for probe in found[criterion].values())
            value = Figure(passed, passed, passed, 1)
            unit, note = f"probes of {len(found[criterion])}", _told(found[criterion])
            rows[criterion, stack.id] = _row(run, criterion, stack, value, unit, setup, note)
        rows["type_errors", stack.id] = _type_errors(run, stack, figures)
        rows["own_lines", stack.id] = _own_lines(run, stack, figures)
        rows["packages", stack.id] = _packages(run, stack, figures)
    return rows


def timed(run: Mapping[str, Any]) -> Rows:
    """Return the rows that follow from the windows.

    Valid windows come first. Where any stack has too few of them (the machine was never quiet), all
    stacks are compared by the second way, and the note says so: one criterion, one way. Raises
    ValueError where no way serves a criterion.
    """
    rows: Rows = {}
    for criterion, (unit, taken) in TIMED_CRITERIA.items():
        failures = []
        for way in WAYS:
            try:
                found = {stack.id: taken(run, stack, way) for stack in read_stacks().values()}
            except ValueError as reason:
                failures.append(f"{criterion}, {way.name}: {reason}")
                continue
            rows |= _timed_rows(run, criterion, unit, found)
            break
        else:
            raise ValueError("; ".join([*failures, "run `python -m evidence measure timed`"]))
    return rows


def _timed_rows(
    run: Mapping[str, Any], criterion: str, unit: str, found: Mapping[str, tuple[Figure, str]]
) -> Rows:
    """Make one criterion's rows: stacks that stand for a framework tie among themselves only."""
    own = {name: figure for name, (figure, _) in found.items()}
    values = tied({name: own[name] for name in compared()})
    rows: Rows = {}
    for name, stack in read_stacks().items():
        value, others = values[name] if name in values else beside(own[name], own, values)
        note = found[name][1] + _tie_note(others)
        setup = read_setups()[stack.minimal].title
        rows[criterion, name] = _row(run, criterion, stack, value, unit, setup, note)
    return rows


def compared() -> list[str]:
    """Return the frameworks that the report compares; the others may be switched on."""
    rows = _read(DATA / "frameworks.csv")
    return [row["framework"] for row in rows if row["extra"] == "no"]


@dataclass(frozen=True)
class Way:
    """How windows become figures: of loads that compute, and of loads that sleep."""

    name: str
    computing: Callable[..., dict[str, float]]
    sleeping: Callable[..., dict[str, float]]
    told: str


UNQUIET = "; the machine was never quiet: starved windows count too"

WAYS = (
    Way("valid windows", valid_windows, valid_windows, ""),
    Way(
        "per second of processor time",
        per_processor_second,
        every_window,
        "; the machine was never quiet: requests per second of processor time that the server got",
    ),
)


def _figure(run: Mapping[str, Any], setup: str, load: str, windows: Callable[..., Any]) -> Figure:
    try:
        return figure(windows(run, setup, load).values())
    except ValueError as reason:
        raise ValueError(f"{setup}, {load}: {reason}") from None


def _waiting(run: Mapping[str, Any], stack: Stack, way: Way) -> tuple[Figure, str]:
    found = _figure(run, stack.minimal, stack.waiting, way.sleeping)
    clients = read_loads()[stack.waiting].clients
    told = f"{clients:,} clients, each answer waits 50 ms{way.told and UNQUIET}"
    return found, f"measured {_spread(found)}; {told}"


def _everyday(run: Mapping[str, Any], stack: Stack, way: Way) -> tuple[Figure, str]:
    post = _figure(run, stack.minimal, stack.echo, way.computing)
    rows = _figure(run, f"{stack.app}/{stack.server}", "rows", way.computing)
    found = geometric_mean(post, rows)
    told = (
        f"measured {_spread(found)}, the geometric mean of a validated POST ({_spread(post)}) and "
        f"20 rows of the reference application ({_spread(rows)}){way.told}"
    )
    return found, told


def _blocking(run: Mapping[str, Any], stack: Stack, way: Way) -> tuple[Figure, str]:
    plain, blocked = (
        way.sleeping(run, stack.minimal, f"block_in_{kind}") for kind in ("def", "async")
    )
    found = ratio(plain, blocked)
    value = Figure(*(max(end, 1.0) for end in (found.value, found.low, found.high)), found.windows)
    told = "50 ms of blocking in a plain def over the same in an async def, 32 clients"
    return value, f"measured {_spread(found)}; {told}{way.told and UNQUIET}"


TIMED_CRITERIA: dict[str, tuple[str, Callable[..., tuple[Figure, str]]]] = {
    "waiting_rps": ("requests/s", _waiting),
    "everyday_rps": ("requests/s", _everyday),
    "blocking_loss": ("times slower", _blocking),
}


def _type_errors(run: Mapping[str, Any], stack: Stack, figures: Mapping[str, Any]) -> Row:
    default = figures[f"{stack.types}/type_errors"]
    with_stubs = figures.get(f"{stack.types}-stubs/type_errors", default)
    found, best = (sum(seeds["seeds"].values()) for seeds in (default, with_stubs))
    missed = [seed for seed, seen in default["seeds"].items() if not seen]
    setup = f"mypy {default['mypy']}, default settings"
    note = f"missed: {'; '.join(missed) or 'none'}"
    if best > found:
        note += f"; high: {best} with stubs and their plugin"
    value = Figure(found, found, max(best, found), 1)
    return _row(run, "type_errors", stack, value, f"errors of {len(default['seeds'])}", setup, note)


def _own_lines(run: Mapping[str, Any], stack: Stack, figures: Mapping[str, Any]) -> Row:
    sizes = figures[f"{stack.app}/source_size"]
    counted = details.counted(sizes)
    lines, tokens = (sum(size[kind] for size in counted.values()) for kind in ("lines", "tokens"))
    note = (
        f"{tokens:,} tokens; part by part in breakdown.csv; beside them "
        f"{sizes['tests']['lines']} lines of tests and "
        f"{sizes['generated, untouched']['lines']} generated ones; one author, one sample"
    )
    value, title = Figure(lines, lines, lines, 1), read_apps()[stack.app].title
    return _row(run, "own_lines", stack, value, "lines", title, note)


def _packages(run: Mapping[str, Any], stack: Stack, figures: Mapping[str, Any]) -> Row:
    found = figures[f"{stack.app}/packages"]
    oldest = min(found["newest_releases"].items(), key=lambda item: item[1]["date"])
    note = (
        f"{found['direct']} asked for, {found['size_mb']} MB; "
        f"oldest newest release of those asked for: {oldest[0]}, {oldest[1]['date']}"
    )
    value, title = Figure(found["total"], found["total"], found["total"], 1), read_apps()[stack.app]
    return _row(run, "packages", stack, value, "packages", title.title, note)


def _row(
    run: Mapping[str, Any],
    criterion: str,
    stack: Stack,
    value: Figure,
    unit: str,
    setup: str,
    note: str,
) -> Row:
    day = run["written_at"][:10]
    machine = f"{run['machine']['cores']} cores, CPython {run['python']}"
    return {
        "framework": stack.id,
        "criterion": criterion,
        "value": number(value.value),
        "low": number(value.low),
        "high": number(value.high),
        "unit": unit,
        "kind": "measured",
        "setup": setup,
        "source_title": f"evidence/results/{run['kind']}.json, one machine ({machine})",
        "source_url": "",
        "as_of": day,
        "note": note,
    }


def number(value: float) -> str:
    """Return a figure as the tables write it: whole from 100 up, else to one decimal.

    >>> number(1234.6), number(28.57), number(3.0)
    ('1235', '28.6', '3')
    """
    return str(round(value)) if value >= 100 else f"{value:.1f}".removesuffix(".0")


def _spread(found: Figure) -> str:
    low, high = (f"{float(number(end)):,.6g}" for end in (found.low, found.high))
    return f"{float(number(found.value)):,.6g} ({low} to {high}, {found.windows} windows)"


def _tie_note(others: list[str]) -> str:
    if not others:
        return ""
    return f"; a tie with {' and '.join(others)} (ratio under 1.3): all carry the geometric mean"


def _told(found: Mapping[str, Any]) -> str:
    passed = [name for name, probe in found.items() if probe["passed"]]
    failed = [
        f"{name} ({_short(probe['found'])})" for name, probe in found.items() if not probe["passed"]
    ]
    return f"passes: {', '.join(passed) or 'none'}; fails: {', '.join(failed) or 'none'}"


def _short(found: Any) -> str:
    return ", ".join(found) or "none" if isinstance(found, list) else str(found)


def _columns(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _text(columns: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
