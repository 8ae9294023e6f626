"""Command line of the evidence: measure, compare two runs, compute the report's measured tables.

    python -m evidence measure exact             the same on every machine; make evidence repeats it
    python -m evidence measure timed             on demand; resumes where it was interrupted
    python -m evidence measure timed --session 1 one of three sessions; the others at another time
    python -m evidence measure upgrade           last year's code on today's versions, and back
    python -m evidence measure exact --only flask
    python -m evidence compare                   do the last two exact runs agree?
    python -m evidence compute                   writes data/measured and no other file

Exit codes: 0 done (or skipped, with the reason), 1 the comparison or a measure failed.
"""

import argparse
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from evidence.harness import compute, exact, results, timed, upgrade
from evidence.harness.environments import NoPython
from evidence.harness.load import NoLoadGenerator

MEASURES: dict[str, Callable[..., object]] = {
    "exact": exact.measure,
    "timed": timed.measure,
    "upgrade": upgrade.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evidence",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    measure = commands.add_parser("measure", help="measure and write evidence/results")
    measure.add_argument("kind", choices=MEASURES)
    measure.add_argument("--only", default="", help="one application, framework or setup")
    measure.add_argument(
        *("--session", "--sitting"),  # the second is what the first was called once
        type=int,
        choices=timed.SESSIONS,
        help="timed measures: one of the three",
    )
    commands.add_parser("compare", help="compare the last two runs of the exact measures")
    tables = commands.add_parser("compute", help="write the tables of data/measured")
    tables.add_argument("--to", type=Path, default=compute.MEASURED, help="default: data/measured")
    words = parser.parse_args(arguments)
    # A termination must end the servers that were started, as an interruption does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if words.command == "measure":
        measure_kind = MEASURES[words.kind]
        if words.session:
            if words.kind != "timed":
                parser.error(f"--session goes with timed measures, not with {words.kind}")
            measure_kind = partial(timed.measure, sessions=(words.session,))
        return _measure(measure_kind, words.only)
    return _compare() if words.command == "compare" else _compute(words.to)


def _measure(measure: Callable[..., object], only: str) -> int:
    try:
        print(f"written: {measure(only)}")
    except (NoPython, NoLoadGenerator) as reason:
        print(f"skipped: {reason}", file=sys.stderr)
    except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as failure:
        print(
            f"failed: {failure}\nFormer results are untouched; run again to resume.",
            file=sys.stderr,
        )
        return 1
    return 0


def _compare() -> int:
    for path in (exact.FORMER, exact.LATEST):
        if not path.is_file():
            print(
                f"{path} is missing: run `python -m evidence measure exact` twice", file=sys.stderr
            )
            return 1
    former, latest = (results.read_json(path) for path in (exact.FORMER, exact.LATEST))
    complaints = exact.compare(former, latest)
    for complaint in complaints:
        print(complaint)
    if not complaints:
        print(
            f"{len(latest['units'])} exact measures agree, memory and start-up within their bounds"
        )
    return int(bool(complaints))


def _compute(folder: Path) -> int:
    try:
        for path in compute.write(folder):
            print(f"written: {path}")
    except (ValueError, FileNotFoundError) as failure:
        print(f"failed: {failure}\nNothing was written.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
