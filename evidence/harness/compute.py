"""Computes data/evidence.csv and data/features.csv: measured figures where there are, else facts.

A measured figure takes the place of the fact of the same framework and criterion in
evidence/facts.csv. Timed figures do so criterion by criterion, once every framework has one from
its named stack: figures of two machines or two set-ups are never compared with each other.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.harness import exact, results
from evidence.harness.figures import (
    Figure,
    every_window,
    figure,
    geometric_mean,
    per_processor_second,
    ratio,
    tied,
    valid_windows,
)
from evidence.harness.places import EVIDENCE, REPOSITORY, RESULTS
from evidence.harness.registry import App, read_apps, read_setups

DATA = REPOSITORY / "data"
FACTS = EVIDENCE / "facts.csv"
TIMED = RESULTS / "timed.json"
SHOWN_NOT_COUNTED = {"tests", "generated, untouched"}

Row = dict[str, str]
Rows = dict[tuple[str, str], Row]


def write(folder: Path = DATA) -> list[Path]:
    """Compute both tables and write them to `folder`; return their paths."""
    written = []
    for name, text in tables().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            results.write_text(path, text)
        written.append(path)
    return written


def tables() -> dict[str, str]:
    """Return the text of both tables, as they follow from results and facts."""
    facts = _read(FACTS)
    features = [row for row in facts if row["table"] == "features"]
    return {
        "evidence.csv": _text(_columns("evidence.csv"), evidence(facts)),
        "features.csv": _text(
            _columns("features.csv"),
            [{**row, "feature": row["name"], "support": row["value"]} for row in features],
        ),
    }


def evidence(facts: Iterable[Row]) -> list[Row]:
    """Return the rows of evidence.csv, in the order of criteria, then of frameworks."""
    rows: Rows = {
        (row["name"], row["framework"]): {**row, "criterion": row["name"]}
        for row in facts
        if row["table"] == "evidence"
    }
    rows |= measured(results.read_json(exact.LATEST))
    if TIMED.is_file():
        rows |= timed(results.read_json(TIMED))
    criteria = [row["criterion"] for row in _read(DATA / "criteria.csv")]
    frameworks = [row["framework"] for row in _read(DATA / "frameworks.csv")]
    order = [(criterion, framework) for criterion in criteria for framework in frameworks]
    return [rows[key] for key in order if key in rows]


def measured(run: Mapping[str, Any]) -> Rows:
    """Return the rows that follow from a run of the exact measures."""
    rows: Rows = {}
    for app in stacks().values():
        figures = {key: unit["figures"] for key, unit in run["units"].items()}
        probes = figures[f"{app.framework}/probes"]
        for criterion, setup in (
            ("api_contract", "core, as a JSON endpoint in production"),
            ("safe_defaults", "core, as generated"),
        ):
            found = probes[criterion]
            passed = sum(probe["passed"] for probe in found.values())
            value = Figure(passed, passed, passed, 1)
            unit = f"probes of {len(found)}"
            note = _told(found)
            rows[criterion, app.framework] = _row(run, criterion, app, value, unit, setup, note)
        rows["type_errors", app.framework] = _type_errors(run, app, figures)
        rows["own_lines", app.framework] = _own_lines(run, app, figures)
        rows["packages", app.framework] = _packages(run, app, figures)
    return rows


def timed(run: Mapping[str, Any]) -> Rows:
    """Return the rows that follow from the windows, for each criterion that all stacks have.

    Valid windows come first. Where any stack has too few of them (the machine was never quiet), all
    stacks are compared by the second way, and the note says so: one criterion, one way.
    """
    rows: Rows = {}
    for criterion, (unit, taken) in TIMED_CRITERIA.items():
        for way in WAYS:
            try:
                found = {app.framework: taken(run, app, way) for app in stacks().values()}
            except ValueError as reason:
                print(f"{criterion}, {way.name}: {reason}")
                continue
            rows |= _timed_rows(run, criterion, unit, found)
            break
        else:
            print(f"{criterion} stays as it is in facts.csv")
    return rows


def _timed_rows(
    run: Mapping[str, Any], criterion: str, unit: str, found: Mapping[str, tuple[Figure, str]]
) -> Rows:
    values = tied({framework: figure for framework, (figure, _) in found.items()})
    rows: Rows = {}
    for framework, app in stacks().items():
        value, others = values[framework]
        note = found[framework][1] + _tie_note(others)
        setup = read_setups()[_minimal(app)].title
        rows[criterion, framework] = _row(run, criterion, app, value, unit, setup, note)
    return rows


def stacks() -> dict[str, App]:
    """Return framework -> the application that is its named stack, extras left out."""
    return {app.framework: app for app in read_apps().values() if app.named_stack and not app.extra}


@dataclass(frozen=True)
class Way:
    """How windows become figures: of loads that compute, and of loads that sleep."""

    name: str
    computing: Callable[..., dict[str, float]]
    sleeping: Callable[..., dict[str, float]]
    told: str


WAYS = (
    Way("valid windows", valid_windows, valid_windows, ""),
    Way(
        "per second of processor time",
        per_processor_second,
        every_window,
        "; the machine was never quiet: requests per second of processor time that the server got",
    ),
)


def _minimal(app: App) -> str:
    """Return the minimal setup that is the named stack's server."""
    named = [s.id for s in read_setups().values() if s.named and not s.app]
    return next(name for name in named if read_setups()[name].framework == app.framework)


def _figure(run: Mapping[str, Any], setup: str, load: str, windows: Callable[..., Any]) -> Figure:
    try:
        return figure(windows(run, setup, load).values())
    except ValueError as reason:
        raise ValueError(f"{setup}, {load}: {reason}") from None


def _waiting(run: Mapping[str, Any], app: App, way: Way) -> tuple[Figure, str]:
    found = _figure(run, _minimal(app), "wait_1000", way.computing)
    return found, f"measured {_spread(found)}; 1,000 clients, each answer waits 50 ms{way.told}"


def _everyday(run: Mapping[str, Any], app: App, way: Way) -> tuple[Figure, str]:
    post = _figure(run, _minimal(app), "echo", way.computing)
    rows = _figure(run, f"{app.id}/{app.named_server}", "rows", way.computing)
    found = geometric_mean(post, rows)
    told = (
        f"measured {_spread(found)}, the geometric mean of a validated POST ({_spread(post)}) and "
        f"20 rows of the reference application ({_spread(rows)}){way.told}"
    )
    return found, told


def _blocking(run: Mapping[str, Any], app: App, way: Way) -> tuple[Figure, str]:
    plain, blocked = (
        way.sleeping(run, _minimal(app), f"block_in_{kind}") for kind in ("def", "async")
    )
    found = ratio(plain, blocked)
    value = Figure(*(max(end, 1.0) for end in (found.value, found.low, found.high)), found.windows)
    told = "50 ms of blocking in a plain def over the same in an async def, 32 clients"
    return value, f"measured {_spread(found)}; {told}"


TIMED_CRITERIA: dict[str, tuple[str, Callable[..., tuple[Figure, str]]]] = {
    "waiting_rps": ("requests/s", _waiting),
    "everyday_rps": ("requests/s", _everyday),
    "blocking_loss": ("times slower", _blocking),
}


def _type_errors(run: Mapping[str, Any], app: App, figures: Mapping[str, Any]) -> Row:
    default = figures[f"{app.framework}/type_errors"]
    with_stubs = figures.get(f"{app.framework}-stubs/type_errors", default)
    found, best = (sum(seeds["seeds"].values()) for seeds in (default, with_stubs))
    missed = [seed for seed, seen in default["seeds"].items() if not seen]
    setup = f"mypy {default['mypy']}, default settings"
    note = f"missed: {'; '.join(missed) or 'none'}"
    if best > found:
        note += f"; high: {best} with stubs and their plugin"
    value = Figure(found, found, max(best, found), 1)
    return _row(run, "type_errors", app, value, f"errors of {len(default['seeds'])}", setup, note)


def _own_lines(run: Mapping[str, Any], app: App, figures: Mapping[str, Any]) -> Row:
    sizes = figures[f"{app.id}/source_size"]
    counted = {name: size for name, size in sizes.items() if name not in SHOWN_NOT_COUNTED}
    lines, tokens = (sum(size[kind] for size in counted.values()) for kind in ("lines", "tokens"))
    by_feature = ", ".join(f"{name} {size['lines']}" for name, size in counted.items())
    note = (
        f"{by_feature}; {tokens:,} tokens; beside them {sizes['tests']['lines']} lines of tests "
        f"and {sizes['generated, untouched']['lines']} generated ones; one author, one sample"
    )
    return _row(run, "own_lines", app, Figure(lines, lines, lines, 1), "lines", app.title, note)


def _packages(run: Mapping[str, Any], app: App, figures: Mapping[str, Any]) -> Row:
    found = figures[f"{app.id}/packages"]
    oldest = min(found["newest_releases"].items(), key=lambda item: item[1]["date"])
    note = (
        f"{found['direct']} asked for, {found['size_mb']} MB; "
        f"oldest newest release of those asked for: {oldest[0]}, {oldest[1]['date']}"
    )
    value = Figure(found["total"], found["total"], found["total"], 1)
    return _row(run, "packages", app, value, "packages", app.title, note)


def _row(
    run: Mapping[str, Any],
    criterion: str,
    app: App,
    value: Figure,
    unit: str,
    setup: str,
    note: str,
) -> Row:
    day = run["written_at"][:10]
    machine = f"{run['machine']['cores']} cores, CPython {run['python']}"
    return {
        "framework": app.framework,
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
