"""How old what was measured is: against the newest releases, asked for through pip, and by date."""

import datetime
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

from packaging.version import InvalidVersion, Version

from framework_report.decision.project import packages
from framework_report.tables import Problem
from framework_report.tables.schema import first_day
from framework_report.words.text import say

SECONDS = 60
_FIRST = re.compile(r"^\S+ \(([^)\s]+)\)\s*$", re.MULTILINE)


class OfflineError(Exception):
    """No answer came; ``str()`` says in a few words why."""


def newest(package: str) -> Version | None:
    """Ask pip for a package's newest release, whatever Python it needs; None where there is none.

    Raises:
        OfflineError: pip is not there, or got no answer.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "--retries", "1", "index", "versions", package, "--ignore-requires-python"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfflineError(type(error).__name__) from None
    if done.returncode == 0 and (first := _FIRST.search(done.stdout)):
        try:
            return Version(first[1])
        except InvalidVersion:
            return None
    if "No matching distribution" in done.stderr and "connection" not in done.stderr.lower():
        return None
    raise OfflineError((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])


def online_warnings(
    problem: Problem, ask: Callable[[str], Version | None] = newest
) -> Iterator[str]:
    """Warn of each measured version that is a feature release behind the newest one.

    The first question that gets no answer ends the asking, and is told in one line.
    """
    for name, package in packages(problem).items():
        if problem.base[name] != name:
            continue
        try:
            measured = Version(problem.frameworks.at[name, "version"])
        except InvalidVersion:
            continue
        try:
            now = ask(package)
        except OfflineError as error:
            yield say("commands", "offline", package=package, reason=error)
            return
        if now and (now.major, now.minor) > (measured.major, measured.minor):
            slots = {"label": problem.labels[name], "measured": measured, "newest": now}
            yield say("commands", "behind", folder=problem.folder, **slots)


def support_warnings(problem: Problem, today: datetime.date) -> Iterator[str]:
    """Warn of each framework whose measured release is supported no longer.

    The day stands in the optional column ``supported_until`` of frameworks.csv: its last day, where
    only a month or a year is given.
    """
    if "supported_until" not in problem.frameworks:
        return
    for name, text in problem.frameworks["supported_until"].items():
        end = last_day(text)
        if end and end < today:
            slots = {"label": problem.labels[name], "end": text}
            version = problem.frameworks.at[name, "version"]
            yield say("commands", "unsupported", folder=problem.folder, version=version, **slots)


def last_day(text: str) -> datetime.date | None:
    """Give the last day that a date of the tables can mean; None where it is no date.

    >>> last_day("2027-12"), last_day("2027"), last_day("soon")
    (datetime.date(2027, 12, 31), datetime.date(2027, 12, 31), None)
    """
    first = first_day(text) if text else None
    if first is None or len(text) == 10:
        return first
    year, month = (first.year, first.month) if len(text) == 7 else (first.year, 12)
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)
