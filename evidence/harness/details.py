"""What the figures were taken from: source by part, windows one by one, probes with what was found.

Tables of data/measured that the report shows and looks up; each is computed from raw results.
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evidence.harness.figures import valid_windows
from evidence.harness.registry import Setup, Stack, needs, read_loads, read_setups, read_stacks
from evidence.harness.rows import Row
from evidence.harness.timed import SESSIONS

COLUMNS = {
    "breakdown.csv": ["framework", "criterion", "part", "feature", "value"],
    "timed.csv": [
        *("setup", "framework", "server", "named", "control_of", "load", "load_title"),
        *(f"windows_{session}" for session in SESSIONS),
        *("p50_ms", "p90_ms", "p99_ms", "as_of"),
    ],
    "probes.csv": ["probe_set", "probe", "framework", "passed", "found", "as_of"],
}
LATENCIES = ("p50_ms", "p90_ms", "p99_ms")
NOT_COUNTED = ("tests", "generated, untouched")
PROBE_SETS = {
    "api_contract": "API contract of the core",
    "safe_defaults": "safe defaults",
    "realtime": "real time",
}
SEEDS = {
    "": "mistakes that mypy finds",
    "-stubs": "mistakes that mypy finds with stubs",
    "-tutorial": "mistakes that mypy finds in the tutorial's style",
}


def counted(sizes: Mapping[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return part -> size of what is written by hand for the application itself."""
    return {part: size for part, size in sizes.items() if part not in NOT_COUNTED}


def breakdown(run: Mapping[str, Any]) -> list[Row]:
    """Return own lines by part of the specification, and the feature that each is needed for."""
    return [
        {
            "framework": stack.id,
            "criterion": "own_lines",
            "part": part,
            "feature": needs().get(part, ""),
            "value": str(size["lines"]),
        }
        for stack in read_stacks().values()
        for part, size in counted(run["units"][f"{stack.app}/source_size"]["figures"]).items()
    ]


def timed(run: Mapping[str, Any]) -> list[Row]:
    """Return each set-up's valid windows under each load, by session, and its median latencies.

    A latency is empty where no window kept it.
    """
    rows = []
    for setup in read_setups().values():
        for load in setup.paths:
            windows = valid_windows(run, setup.id, load)
            sessions = {
                f"windows_{session}": ";".join(
                    f"{rps:.0f}" for key, rps in windows.items() if key.startswith(f"{session}/")
                )
                for session in SESSIONS
            }
            rows.append(
                {
                    "setup": setup.id,
                    "framework": framework_of(setup, load),
                    "server": server_of(setup.command),
                    "named": "yes" if _stands(setup, load) else "no",
                    "control_of": setup.control_of,
                    "load": load.removesuffix("_ninja"),
                    "load_title": read_loads()[load].title,
                    "as_of": run["written_at"][:10],
                    **sessions,
                    **{name: _latency(run, setup.id, load, name) for name in LATENCIES},
                }
            )
    return [row for row in rows if any(row[f"windows_{session}"] for session in SESSIONS)]


def _latency(run: Mapping[str, Any], setup: str, load: str, name: str) -> str:
    taken = valid_windows(run, setup, load, name).values()
    return f"{statistics.median(taken):.4g}" if taken else ""


def framework_of(setup: Setup, load: str) -> str:
    """Return the framework that a set-up is of under a load; none for the floor.

    It is the core's, or that of the stack that alone has this API layer; a core's other servers
    stand under it.
    """
    stacks = read_stacks().values()
    layers = {stack.echo: stack.id for stack in stacks if stack.echo != "echo"}
    layers |= {stack.app: stack.id for stack in stacks if stack.echo != "echo"}
    return layers.get(setup.app.id if setup.app else load, setup.framework)


def _stands(setup: Setup, load: str) -> bool:
    """Say whether it is the set-up of the stack that stands for its framework."""
    stack = read_stacks().get(framework_of(setup, load))
    return stack is not None and setup.id in (stack.minimal, f"{stack.app}/{stack.server}")


def server_of(command: list[str]) -> str:
    """Name the server that a command starts.

    >>> server_of(["gunicorn", "app", "--worker-class", "gthread", "--threads", "100"])
    'gunicorn, 100 threads'
    """
    if command[0] == "uvicorn":
        return "uvicorn, pure Python" if "h11" in command else "uvicorn"
    kind = command[command.index("--worker-class") + 1]
    return {
        "gthread": f"gunicorn, {command[-1]} threads",
        "sync": "gunicorn, one at a time",
        "asgi": "gunicorn, asgi worker",
    }.get(kind, "gunicorn, uvicorn worker")


def probes(run: Mapping[str, Any], upgrades: Mapping[str, Any]) -> list[Row]:
    """Return every yes-or-no measure with what was found, and the upgrade test."""
    units = {key: unit["figures"] for key, unit in run["units"].items()}
    days = [run["written_at"][:10], upgrades["written_at"][:10]]
    rows = [{**row, "as_of": days[0]} for row in _exact(units)]
    return rows + [{**row, "as_of": days[1]} for row in _upgrades(upgrades["units"])]


def _exact(units: Mapping[str, Any]) -> Iterator[Row]:
    stacks = _one_per_app()
    for name, title in PROBE_SETS.items():
        for core in dict.fromkeys(stack.core for stack in stacks):
            for probe, found in units[f"{core}/probes"][name].items():
                yield _row(title, probe, core, found["passed"], found["found"])
    for stack in stacks:
        for probe, found in units[f"{stack.app}/conformance"]["contract"].items():
            yield _row(
                "API contract of the stack", probe, stack.id, found["passed"], found["found"]
            )
    for stack in stacks:
        for probe, found in units[f"{stack.async_db}/async_db"]["orm"].items():
            yield _row("database under async def", probe, stack.id, found["passed"], found["found"])
    for stack in stacks:
        for kind, title in SEEDS.items():
            key = f"{stack.types}{kind}/type_errors"
            found = units.get(key, units[f"{stack.types}/type_errors"])
            for seed, seen in found["seeds"].items():
                yield _row(title, seed, stack.id, seen, "")
    for stack in stacks:
        for change, found in units.get(f"{stack.app}/migrations", {}).items():
            yield _row("generated migration", change, stack.id, found["applied"], found["reason"])
    for stack in stacks:
        suite = units[f"{stack.app}/conformance"]
        cases = f"{suite['passed']} of {suite['cases']}"
        yield _row("application", "conformance suite", stack.id, not suite["failed"], cases)
        for measure in ("own_tests", "drift"):
            found = units[f"{stack.app}/{measure}"]
            words = measure.replace("_", " ")
            yield _row("application", words, stack.id, found["ok"], found["reason"])


def _upgrades(units: Mapping[str, Any]) -> Iterator[Row]:
    apps = {stack.app: stack.id for stack in _one_per_app()}
    for key, unit in units.items():
        app, code, versions = key.split("/")
        found = unit["figures"]
        cases = found["passed"] + found["failed"]
        words = f"{found['passed']} of {cases}" if found["starts"] else found["reason"]
        passed = found["starts"] and not found["failed"]
        yield _row("upgrade", f"{code} on {versions}", apps[app], passed, words)


def _one_per_app() -> list[Stack]:
    """Return the first stack of each application, so that none is told twice."""
    found: dict[str, Stack] = {}
    for stack in read_stacks().values():
        found.setdefault(stack.app, stack)
    return list(found.values())


def _row(probe_set: str, probe: str, framework: str, passed: bool, found: Any) -> Row:
    return {
        "probe_set": probe_set,
        "probe": probe,
        "framework": framework,
        "passed": "yes" if passed else "no",
        "found": _words(found),
    }


def _words(found: Any) -> str:
    if isinstance(found, Iterable) and not isinstance(found, str):
        return ", ".join(map(str, found))
    return " ".join(str(found).split())
