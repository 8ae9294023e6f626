"""Figures that follow from a run of the exact measures."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.harness import details, light
from evidence.harness.figures import Figure
from evidence.harness.registry import Stack, read_apps, read_setups, read_stacks
from evidence.harness.rows import Measure, Row, exactly, row

Run = Mapping[str, Any]

# What a browser with pages, forms and cookies needs; and what a service with tokens and JSON does.
PAGES = (
    *("CSRF token", "security headers", "form limit", "multipart limit", "template escaping"),
    *("HttpOnly cookie", "SameSite cookie", "Secure cookie"),
)
API = ("host check", "JSON body limit", "deployment check", "no traceback")
LIMITS = ("JSON body limit", "form limit", "multipart limit")
IN_FRONT = ("host check", *LIMITS, "security headers")
BARE = ("auth", "admin", "migrations")  # parts that a service behind others does not write
STACK_YEARS = 2
LIGHT = {"startup": ("startup_s", "seconds"), "rest": ("rest_mb", "MB")}


def rows(run: Run) -> Iterator[Row]:
    """Yield the rows, measure by measure: of each core once, of each stack its own."""
    units = {key: unit["figures"] for key, unit in run["units"].items()}
    stacks = list(read_stacks().values())
    cores = [stack for stack in stacks if stack.id == stack.core]
    of_cores: tuple[Callable[..., Iterator[Row]], ...] = (_core_contract, _core_lines, _safety)
    of_stacks: tuple[Callable[..., Iterator[Row]], ...] = (
        *(_stack_contract, _type_errors, _async_db, _own_lines, _packages, _addons, _light),
    )
    for yielding, of in ((of_cores, cores), (of_stacks, stacks)):
        for rows_of in yielding:
            for stack in of:
                yield from rows_of(run, stack, units)


def upgrades(run: Run) -> Iterator[Row]:
    """Yield the rows that follow from the upgrade test, of the stacks that it has."""
    measure = Measure("breaking_releases", "edited_lines", "lines")
    setup = f"reference application of {run['last_year']}, on the newest versions"
    for stack in read_stacks().values():
        if stack.app not in run["edited_lines"]:
            continue
        edited = run["edited_lines"][stack.app]
        code = "last year, edited" if edited else "last year"
        suite = run["units"][f"{stack.app}/{code}'s code/today's versions"]["figures"]
        causes = ", ".join(f"{package} {lines}" for package, lines in edited.items())
        note = (
            f"lines by the package that caused them: {causes or 'none'}; with them "
            f"{suite['passed']} of {suite['passed'] + suite['failed']} cases pass; one application"
        )
        yield row(run, stack.id, measure, exactly(sum(edited.values())), setup, note)


def _probed(
    run: Run, stack: Stack, criterion: str, name: str, found: Run, setup: str
) -> Iterator[Row]:
    value = exactly(sum(probe["passed"] for probe in found.values()))
    measure = Measure(criterion, name, f"probes of {len(found)}")
    yield row(run, stack.id, measure, value, setup, told(found))


def _core_contract(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    found = units[f"{stack.core}/probes"]["api_contract"]
    setup = "core, as a JSON endpoint in production"
    yield from _probed(run, stack, "api_contract", "core", found, setup)


def _stack_contract(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    found = units[f"{stack.app}/conformance"]["contract"]
    setup = f"registration of the reference application: {read_apps()[stack.app].title}"
    yield from _probed(run, stack, "api_contract", "stack", found, setup)


def _safety(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    found = units[f"{stack.core}/probes"]["safe_defaults"]
    chosen = {
        "both": list(found),
        "pages": PAGES,
        "api": API,
        "behind_server": [probe for probe in found if probe not in IN_FRONT],
    }
    for name, probes in chosen.items():
        asked = {probe: found[probe] for probe in probes}
        yield from _probed(run, stack, "safe_defaults", name, asked, "core, as generated")


def _core_lines(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    lines = units[f"{stack.core}/source_lines"]
    packages = lines["packages"]
    own = packages[lines["core"]]
    setup = f"{lines['core']} {own['version']}"
    rule = "Python lines that are neither blank nor a comment alone; docstrings count"
    figures = {
        "loaded": (sum(p["loaded"] for p in packages.values()), _largest(packages, "loaded")),
        "dependencies": (
            sum(p["installed"] for p in packages.values()),
            _largest(packages, "installed"),
        ),
        "package": (own["installed"], f"of them {own['loaded']:,} loaded by a hello application"),
    }
    for name, (value, note) in figures.items():
        measure = Measure("core_lines", name, "lines")
        yield row(run, stack.id, measure, exactly(value), setup, f"{rule}; {note}")


def _largest(packages: Run, kind: str) -> str:
    """Name the packages with most lines, and how many there are in all."""
    order = sorted(packages, key=lambda name: -packages[name][kind])
    with_lines = [f"{n} {packages[n][kind]:,}" for n in order[:4] if packages[n][kind]]
    return f"{', '.join(with_lines)}; {len(packages)} packages, compiled parts without lines"


def _type_errors(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    plain = f"{stack.types}/type_errors"
    stubs = f"{stack.types}-stubs/type_errors"
    keys = {
        "stubs": stubs if stubs in units else plain,
        "plain": plain,
        "tutorial": f"{stack.types}-tutorial/type_errors",
    }
    for name, key in keys.items():
        found = units[key]
        missed = [seed for seed, seen in found["seeds"].items() if not seen]
        measure = Measure("type_errors", name, f"errors of {len(found['seeds'])}")
        added = "the stubs and plug-in of typed projects" if stubs in units else "no stubs needed"
        setup = f"mypy {found['mypy']}, {'default settings' if name == 'plain' else added}"
        value = exactly(sum(found["seeds"].values()))
        yield row(run, stack.id, measure, value, setup, f"missed: {'; '.join(missed) or 'none'}")


def _async_db(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    titles = {"orm": "the ORM's own interface", "integration": "the named package's session"}
    for name, found in units[f"{stack.async_db}/async_db"].items():
        setup = f"{titles[name]}, under async def, SQLite"
        yield from _probed(run, stack, "async_db", name, found, setup)


def _own_lines(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    sizes = units[f"{stack.app}/source_size"]
    every = details.counted(sizes)
    bare = {part: size for part, size in every.items() if part not in BARE}
    title = read_apps()[stack.app].title
    for criterion, name, counted in (
        ("own_lines", "", every),
        ("product_parts", "own_lines", every),
        ("product_parts", "own_lines_bare", bare),
    ):
        lines, tokens = (sum(s[kind] for s in counted.values()) for kind in ("lines", "tokens"))
        note = (
            f"{tokens:,} tokens; {'without accounts, admin and migrations; ' * (counted is bare)}"
            f"part by part in breakdown.csv; beside them {sizes['tests']['lines']} lines of tests "
            f"and {sizes['generated, untouched']['lines']} generated ones; one author, one sample"
        )
        measure = Measure(criterion, name, "lines")
        yield row(run, stack.id, measure, exactly(lines), title, note)


def _packages(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    found = units[f"{stack.app}/packages"]
    value = Figure(found["total"], found["least"], found["total"], 1)
    note = f"{found['direct']} asked for, {found['size_mb']} MB"
    if found["least"] < found["total"]:
        note += "; low: without the extras that the tutorial installs, with which the suite passes"
    measure = Measure("packages", "", "packages")
    yield row(run, stack.id, measure, value, read_apps()[stack.app].title, note)


def _addons(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    """Yield the share of a stack's add-ons, without core and server, that two years released."""
    found = units[f"{stack.app}/packages"]["newest_releases"]
    dates = {name: release["date"] for name, release in found.items()}
    addons = {n: day for n, day in dates.items() if n not in (stack.core, "gunicorn", "uvicorn")}
    year, rest = run["written_at"][:4], run["written_at"][4:10]
    oldest = f"{int(year) - STACK_YEARS}{rest}"
    old = {name: day for name, day in addons.items() if day < oldest}
    share = 100 * (len(addons) - len(old)) / len(addons)
    note = (
        f"{len(addons) - len(old)} of {len(addons)} asked for beside core and server have one "
        f"since {oldest}; older: {', '.join(f'{n} ({d})' for n, d in old.items()) or 'none'}; a "
        "stable package may need none"
    )
    measure = Measure("addons", "stack", "% of add-ons")
    yield row(run, stack.id, measure, exactly(share), read_apps()[stack.app].title, note)


def _light(run: Run, stack: Stack, units: Run) -> Iterator[Row]:
    app, minimal = units[f"{stack.app}/light"], units[f"{stack.minimal}/light"]
    title = f"{read_apps()[stack.app].title}; {stack.server}"
    told = {
        "startup": f"median of {light.STARTS} starts, processor time of all its processes",
        "rest": "median of two starts, after a little use; PSS, pages of files counted once",
    }
    for name, (key, unit) in LIGHT.items():
        measure = Measure("light", name, unit)
        yield row(run, stack.id, measure, _spread(app[key]), title, told[name])
    note = f"median of two starts, {light.WAITING} requests waiting 50 ms, again and again; PSS"
    measure, title = Measure("light", "waiting", "MB"), read_setups()[stack.minimal].title
    yield row(run, stack.id, measure, _spread(minimal["waiting_mb"]), title, note)


def _spread(found: Mapping[str, float]) -> Figure:
    return Figure(found["value"], found["low"], found["high"], light.STARTS)


def told(found: Mapping[str, Any]) -> str:
    """Say which probes passed and which failed, and what the failed ones found."""
    passed = [name for name, probe in found.items() if probe["passed"]]
    failed = [
        f"{name} ({_short(probe['found'])})" for name, probe in found.items() if not probe["passed"]
    ]
    return f"passes: {', '.join(passed) or 'none'}; fails: {', '.join(failed) or 'none'}"


def _short(found: Any) -> str:
    words = ", ".join(found) or "none" if isinstance(found, list) else str(found)
    return words.split(":")[0] if "Error:" in words else words
