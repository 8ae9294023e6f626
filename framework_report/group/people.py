"""What people sent: read from a folder, and combined into one state by a stated rule.

A state that names its candidates, as every link does, stands as it was sent. What another one
leaves out, must-haves, measures, the team's levels and candidates, is as in the team's decision.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path
from statistics import median

from framework_report.files import ProblemError, read_text
from framework_report.state import MAXIMUM_POINTS, State, checked_name, read_state, whole
from framework_report.tables import Problem
from framework_report.words.text import joined, say

FOLDER = "priorities"
"""Where people's files are, in the folder with the tables."""
RULES = ("median", "mean")
"""How points become one: the median of each criterion's, or the mean of everybody's weights."""


@dataclass(frozen=True)
class Person:
    """Somebody whose priorities were sent in; ``warnings`` is what is odd about them."""

    name: str
    state: State
    source: str
    warnings: tuple[str, ...] = ()


def read_people(problem: Problem, folder: str | Path) -> tuple[list[Person], list[str]]:
    """Read the ``.toml`` files of a folder, ``data/priorities``: TOML or one bare link each.

    Who gives no name has the file's. Who is there twice counts once, by the last file. People come
    in the order of their names.

    Returns the people that could be read, and a fault for each file that could not, or that another
    one of the same name replaces, each with its file.
    """
    people: list[Person] = []
    faults: list[str] = []
    folder = Path(folder)
    if folder.is_symlink() and not folder.is_dir():
        faults.append(f"{folder}: found a link to no folder, expected a folder of people's files")
    elif folder.exists() and not folder.is_dir():
        faults.append(say("people", "no_folder", path=folder))
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() != ".toml":
            # As a mail program may have renamed it; notes that lie there are nobody's priorities.
            if ".toml" in path.name.lower():
                faults.append(say("people", "unread", path=path))
            continue
        try:
            person = _person(problem, path)
        except ProblemError as error:
            faults += error.faults
            continue
        before = next((p for p in people if _key(p) == _key(person)), None)
        if before and before.state != person.state:
            slots = {"name": person.name, "source": before.source, "path": path}
            faults.append(say("people", "twice", **slots))
        people = once([*people, person])
    return people, faults


def once(people: Iterable[Person]) -> list[Person]:
    """Keep the last of each name, sorted by name, so that nobody's place depends on a file's."""
    last = {_key(person): person for person in people}
    return [last[key] for key in sorted(last)]


def _key(person: Person) -> str:
    """Fold a name so that two which look alike are the same."""
    return unicodedata.normalize("NFKC", person.name).casefold()


def _person(problem: Problem, path: Path) -> Person:
    """Read one file; raises ProblemError with file and line."""
    text = read_text(path)
    try:
        if not text.strip():
            raise ProblemError(["found an empty file, expected TOML or one link"])
        sent = read_state(text, problem)
        name = sent.name or checked_name(unicodedata.normalize("NFC", path.stem))
    except ProblemError as error:
        faults = [f"{path} line {_line(text, fault)}: {fault}" for fault in error.faults]
        raise ProblemError(faults) from None
    warnings = tuple(f"{path}: {warning}" for warning in sent.warnings)
    return Person(name, sent.state, str(path), warnings)


def _line(text: str, fault: str) -> int:
    """Find the line that a fault is about: the one TOML names, or that of the name it names."""
    if at := re.search(r"at line (\d+)", fault):
        return int(at[1])
    lines = text.splitlines()
    if "at end of document" in fault:
        return max(len(lines), 1)
    where, _, found = fault.partition(": found ")
    strange = re.search(r"unknown (?:name|part) '([^'…]+)(['…])", found)
    wanted = strange[1] if strange else where.rpartition(", ")[2]
    end = "" if strange and strange[2] == "…" else r"(?!\w)"
    for number, line in enumerate(lines, 1):
        if re.search(rf"(?<!\w){re.escape(wanted)}{end}", line):
            return number
    return 1


# Into one


def settled(person: Person, base: State) -> State:
    """Return a person's state with what it leaves out as in the team's decision.

    A state that names its candidates is whole and leaves nothing out.
    """
    state = person.state
    if state.candidates is not None:
        return state
    return State(
        state.points,
        state.must_haves or base.must_haves,
        {**base.team, **state.team},
        base.candidates,
        {**base.measures, **state.measures},
    )


def combined_state(
    problem: Problem, people: Sequence[Person], rule: str = "median", base: State | None = None
) -> tuple[State, str]:
    """Make one state of several people's, for a decision that is made from the group.

    Points are combined by the rule, and are the same whoever comes first. Must-haves, measures,
    candidates and levels are everybody's where all have the same, else those of `base`.

    By `median` each criterion gets the median of its points; by `mean` the mean of everybody's
    weights, so that nobody counts more for setting all sliders high, the heaviest criterion at 10.
    Returns the state, and the words for the decision's ``from``. Raises ProblemError where there is
    nobody, or no such rule.
    """
    if not people or rule not in RULES:
        found = "nobody" if not people else repr(rule)
        raise ProblemError([f"group: found {found}, expected people, and {' or '.join(RULES)}"])
    base = base or State()
    states = [settled(person, base) for person in people]
    given = {name: [s.points.get(name, 0) for s in states] for name in problem.scored}
    if rule == "median":
        points = {name: median(each) for name, each in given.items()}
    else:
        points = _mean_weights(given, len(states))
    alike = {}
    for part in ("must_haves", "team", "candidates", "measures"):
        first, *others = (getattr(state, part) for state in states)
        alike[part] = first if all(x == first for x in others) else getattr(base, part)
    words = say("group", f"from_{rule}", names=joined(sorted(p.name for p in people)))
    return State({name: whole(p) for name, p in points.items() if p}, **alike), words


def _mean_weights(given: Mapping[str, Sequence[float]], count: int) -> dict[str, float]:
    """Return mean weights as points, the heaviest at 10; where all are the same, these."""
    if all(len(set(points)) == 1 for points in given.values()):
        return {name: points[0] for name, points in given.items()}
    # Sorted, so that sums do not depend on the order of people.
    totals = [sum(points[i] for points in given.values()) for i in range(count)]
    means = {
        name: sum(sorted(p / total for p, total in zip(points, totals, strict=True) if total))
        for name, points in given.items()
    }
    most = max(means.values())
    if not most:
        return {}
    # To a tenth of a point: finer than anybody sets a slider.
    return {name: floor(10 * MAXIMUM_POINTS * x / most + 0.5) / 10 for name, x in means.items()}
