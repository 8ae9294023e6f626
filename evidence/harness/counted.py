"""Figures that follow from a run of the exact measures."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.harness import details
from evidence.harness.figures import Figure
from evidence.harness.registry import Stack, read_apps, read_stacks
from evidence.harness.rows import Measure, Row, exactly, row

Run = Mapping[str, Any]

OWN_LINES = Measure("own_lines", "", "lines")
PACKAGES = Measure("packages", "", "packages")


def rows(run: Run) -> Iterator[Row]:
    """Yield the rows, measure by measure: of each core once, of each stack its own."""
    units = {key: unit["figures"] for key, unit in run["units"].items()}
    stacks = list(read_stacks().values())
    cores = [stack for stack in stacks if stack.id == stack.core]
    for of_core in (_contract_of_the_core, _safe_defaults):
        yield from (of_core(run, stack, units) for stack in cores)
    for of_stack in (_type_errors, _own_lines, _packages):
        yield from (of_stack(run, stack, units) for stack in stacks)


def _contract_of_the_core(run: Run, stack: Stack, units: Run) -> Row:
    found = units[f"{stack.core}/probes"]["api_contract"]
    measure = Measure("api_contract", "core", f"probes of {len(found)}")
    setup = "core, as a JSON endpoint in production"
    return row(run, stack.id, measure, _passed(found), setup, told(found))


def _safe_defaults(run: Run, stack: Stack, units: Run) -> Row:
    found = units[f"{stack.core}/probes"]["safe_defaults"]
    measure = Measure("safe_defaults", "both", f"probes of {len(found)}")
    return row(run, stack.id, measure, _passed(found), "core, as generated", told(found))


def _type_errors(run: Run, stack: Stack, units: Run) -> Row:
    found = units[f"{stack.types}/type_errors"]
    measure = Measure("type_errors", "plain", f"errors of {len(found['seeds'])}")
    missed = [seed for seed, seen in found["seeds"].items() if not seen]
    setup = f"mypy {found['mypy']}, default settings"
    value = exactly(sum(found["seeds"].values()))
    return row(run, stack.id, measure, value, setup, f"missed: {'; '.join(missed) or 'none'}")


def _own_lines(run: Run, stack: Stack, units: Run) -> Row:
    sizes = units[f"{stack.app}/source_size"]
    counted = details.counted(sizes)
    lines, tokens = (sum(size[kind] for size in counted.values()) for kind in ("lines", "tokens"))
    note = (
        f"{tokens:,} tokens; part by part in breakdown.csv; beside them "
        f"{sizes['tests']['lines']} lines of tests and "
        f"{sizes['generated, untouched']['lines']} generated ones; one author, one sample"
    )
    return row(run, stack.id, OWN_LINES, exactly(lines), read_apps()[stack.app].title, note)


def _packages(run: Run, stack: Stack, units: Run) -> Row:
    found = units[f"{stack.app}/packages"]
    oldest = min(found["newest_releases"].items(), key=lambda item: item[1]["date"])
    note = (
        f"{found['direct']} asked for, {found['size_mb']} MB; "
        f"oldest newest release of those asked for: {oldest[0]}, {oldest[1]['date']}"
    )
    value = exactly(found["total"])
    return row(run, stack.id, PACKAGES, value, read_apps()[stack.app].title, note)


def _passed(found: Mapping[str, Any]) -> Figure:
    return exactly(sum(probe["passed"] for probe in found.values()))


def told(found: Mapping[str, Any]) -> str:
    """Say which probes passed and which failed, and what the failed ones found."""
    passed = [name for name, probe in found.items() if probe["passed"]]
    failed = [
        f"{name} ({_short(probe['found'])})" for name, probe in found.items() if not probe["passed"]
    ]
    return f"passes: {', '.join(passed) or 'none'}; fails: {', '.join(failed) or 'none'}"


def _short(found: Any) -> str:
    return ", ".join(found) or "none" if isinstance(found, list) else str(found)
