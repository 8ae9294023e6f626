"""What the team has set, and its one text: the link.

A state is points, must-haves, the levels of the team's own criteria, the candidates that are
compared, and by which measures. A link carries it after ``#``; decision.toml and what people send
may say the same as TOML.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from framework_report.faults import CONTROL, shown
from framework_report.files import ProblemError, conflict_line
from framework_report.mcda.draws import fnv1a
from framework_report.tables import Problem
from framework_report.tables.schema import MUST_HAVE_LEVELS, parse_must_haves

MAXIMUM_POINTS = 10
MOST_ENTRIES = 5000
"""Entries of a link that are read."""
VERSION = 2
"""Of links and of what people send; version 1 is read too."""
PARTS = ("points", "must_haves", "team", "candidates", "measures")
_DECIMALS = re.compile(r"\d{1,2}(\.\d{1,17})?(e-\d{1,3})?", re.ASCII)
_BESIDE = (
    *("scenario", "why", "switch_if", "date", "review_by", "leader", "from"),
    *("rested_on", "supports"),
)
"""What decision.toml says beside the state: no part of somebody's priorities."""
OLD_TEAM = "familiarity"
"""The one team criterion of version 1, a part of its own there."""


@dataclass(frozen=True)
class State:
    """What the team has set; what is missing is 0, not asked for, not said, or as in the tables."""

    points: Mapping[str, float] = field(default_factory=dict)
    """Per criterion, 0 to 10."""
    must_haves: Mapping[str, str] = field(default_factory=dict)
    """Per feature, 'core' or 'add-on'."""
    team: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Per criterion of the team and framework, a level from 0."""
    candidates: tuple[str, ...] | None = None
    """The frameworks that are compared; None for those that the tables tick."""
    measures: Mapping[str, str] = field(default_factory=dict)
    """Per criterion, the measure that it is counted by; only where it is not the first."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, ready for JSON or TOML."""
        found: dict[str, Any] = {
            "points": dict(self.points),
            "must_haves": dict(self.must_haves),
            "team": {name: dict(said) for name, said in self.team.items()},
            "measures": dict(self.measures),
        }
        return found if self.candidates is None else found | {"candidates": list(self.candidates)}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], problem: Problem) -> "State":
        """Check what was given against the problem and bring it into the order of its tables.

        Raises:
            ProblemError: an unknown part, name or level, or a number out of range; all at once.
        """
        of, faults = problem.measures_of, list[str]()
        if strange := [name for name in given if name not in PARTS]:
            faults.append(f"state: found unknown part {_few(strange)}, expected {_either(PARTS)}")
        points = _checked(given, "points", problem.scored, _point, faults)
        must_haves = _checked(given, "must_haves", problem.feature_names, _must_have, faults)
        measures = _checked(
            given, "measures", list(of), lambda n, x: "" if x in of[n] else _either(of[n]), faults
        )
        team = _team(given, problem, faults)
        candidates = _candidates(given, problem, faults)
        if faults:
            raise ProblemError(faults)
        return cls(
            points={name: whole(p) for name, p in points.items() if p},
            must_haves=must_haves,
            team=team,
            candidates=candidates,
            measures={name: m for name, m in measures.items() if m != of[name][0]},
        )


def whole(x: float) -> float:
    """Return 3 for 3.0, so that both are written alike.

    >>> whole(3.0), whole(2.5)
    (3, 2.5)
    """
    return int(x) if x == int(x) else float(x)


def _either(names: Iterable[str]) -> str:
    return " or ".join(map(repr, names))


def _few(names: Sequence[str]) -> str:
    return ", ".join(map(shown, names[:5])) + (", …" if len(names) > 5 else "")


def _point(_: str, level: Any) -> str:
    good = type(level) in (int, float) and 0 <= level <= MAXIMUM_POINTS
    return "" if good else f"a number from 0 to {MAXIMUM_POINTS}"


def _must_have(_: str, level: Any) -> str:
    return "" if level in MUST_HAVE_LEVELS else _either(MUST_HAVE_LEVELS)


def _checked(
    given: Mapping[str, Any], part: str, known: list[str], expected: Any, faults: list[str]
) -> dict[str, Any]:
    """Return the part's entries in the order of `known`, and add a fault for each bad one."""
    found = given.get(part, {})
    if not isinstance(found, Mapping):
        faults.append(f"{part}: found {shown(found)}, expected a table of names")
        return {}
    strange = [name for name in found if name not in known]
    if strange:
        faults.append(
            f"{part}: found unknown name {_few(strange)}, expected one of {', '.join(known)}; "
            "remove it, or set it again on this report"
        )
    for name in [name for name in found if name in known]:
        words = expected(name, found[name])
        if words:
            faults.append(f"{part}, {name}: found {shown(found[name])}, expected {words}")
    return {name: found[name] for name in known if name in found}


def _team(given: Mapping[str, Any], problem: Problem, faults: list[str]) -> dict[str, Any]:
    found = given.get("team", {})
    if not isinstance(found, Mapping) or not all(isinstance(x, Mapping) for x in found.values()):
        faults.append(
            f"team: found {shown(found)}, expected a table for each criterion of the team"
        )
        return {}
    strange = [name for name in found if name not in problem.team]
    if strange:
        known = ", ".join(problem.team) or "none (this report has no criterion of the team)"
        faults.append(f"team: found unknown name {_few(strange)}, expected one of {known}")
    said = {}
    for name in problem.team:
        top = len(problem.level_labels[name]) - 1

        def expected(_: str, level: Any, top: int = top) -> str:
            good = type(level) is int and 0 <= level <= top
            return "" if good else f"a whole number from 0 to {top}"

        entries = {f"team.{name}": found.get(name, {})}
        if levels := _checked(entries, f"team.{name}", problem.names, expected, faults):
            said[name] = levels
    return said


def _candidates(
    given: Mapping[str, Any], problem: Problem, faults: list[str]
) -> tuple[str, ...] | None:
    found = given.get("candidates")
    if found is None:
        return None
    if not isinstance(found, list | tuple) or not all(isinstance(name, str) for name in found):
        faults.append(f"candidates: found {shown(found)}, expected a list of names")
        return None
    if strange := [name for name in found if name not in problem.names]:
        expected = ", ".join(problem.names)
        faults.append(f"candidates: found unknown name {_few(strange)}, expected one of {expected}")
    return tuple(name for name in problem.names if name in found)


def scenario_state(
    problem: Problem, scenario: str = "", team: Mapping[str, Mapping[str, int]] | None = None
) -> State:
    """Return a scenario's state, with what the team has said of itself, if anything.

    Without a scenario, and where the tables have none, every criterion stands at 5.
    """
    if not len(problem.scenarios):
        equal = dict.fromkeys((n for n in problem.scored if n not in problem.team), 5)
        return State(equal, team=dict(team or {}))
    scenario = scenario or problem.scenarios.index[0]
    row = problem.points.loc[scenario]
    must_haves = parse_must_haves(problem.scenarios.at[scenario, "must_haves"])
    points = {name: whole(p) for name, p in row.items() if p}
    return State(points, must_haves, dict(team or {}))


# The link


class Sent(NamedTuple):
    """What somebody sent: a state, a name (may be empty), and what is odd about it."""

    state: State
    name: str
    warnings: list[str]


def to_link(state: State, problem: Problem, name: str = "") -> str:
    """Write a state as the part of an address after and with ``#``.

    Such as `#version=2&evidence=…&points.cost=3&candidates=django,flask&figures=…`.
    """
    entries: list[tuple[str, Any]] = [("version", VERSION)]
    entries += [("name", name)] if name else []
    entries += [("evidence", problem.digest)]
    entries += [(f"points.{key}", p) for key, p in state.points.items()]
    entries += [(f"must_haves.{key}", level) for key, level in state.must_haves.items()]
    for criterion, said in state.team.items():
        entries += [(f"team.{criterion}.{key}", level) for key, level in said.items()]
    candidates = problem.ticked if state.candidates is None else state.candidates
    entries += [("candidates", ",".join(candidates))]
    entries += [(f"measures.{key}", m) for key, m in state.measures.items()]
    entries += [("figures", "".join(sorted(set(figure_digests(problem).values()))))]
    return "#" + "&".join(f"{quote(key, safe='')}={quote(str(x), safe=',')}" for key, x in entries)


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def figure_digests(problem: Problem) -> dict[tuple[str, str, str], str]:
    """Return three characters for each known figure, by framework, criterion and measure.

    They change with the figure or its interval: a link that lacks those of today's figure was made
    on another one. Of a link with n figures, n in 262,144 changes go unnoticed: where today's
    figure has the characters of any of them.
    """
    return problem.keep("figure_digests", lambda: _figure_digests(problem))


def _figure_digests(problem: Problem) -> dict[tuple[str, str, str], str]:
    found = {}
    rows = problem.evidence[problem.evidence["value"].notna()]
    for row in rows.itertuples():
        key = (row.framework, row.criterion, row.measure)
        text = "/".join([*key, *(repr(whole(x)) for x in (row.value, row.low, row.high))])
        h = fnv1a(text)
        h ^= h >> 18
        found[key] = "".join(_ALPHABET[h >> shift & 63] for shift in (12, 6, 0))
    return found


def read_state(text: str, problem: Problem) -> Sent:
    """Read what somebody sent: a link, or TOML with the same parts.

    Raises ProblemError: it is neither, of another version, or names what the problem does not know.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    link = re.fullmatch(r"<?(\S*#\S*?)>?", text)
    given = _entries(link[1]) if link else _toml(text)
    version = given.pop("version", VERSION)
    if version not in (1, VERSION):
        raise ProblemError(
            [f"version: found {shown(version)}, expected {VERSION}; ask for a new link or file"]
        )
    renew(given)
    name = checked_name(given.pop("name", ""))
    seen = str(given.pop("evidence", problem.digest))
    figures = given.pop("figures", None)
    state = State.from_dict(given, problem)
    return Sent(state, name, _moved(problem, seen, figures))


def checked_name(name: Any) -> str:
    """Return a person's name in one line; raises ProblemError where it is none."""
    if not isinstance(name, str) or len(name) > 200 or CONTROL.search(name):
        expected = "text of at most 200 characters, none of them a control character"
        raise ProblemError([f"name: found {shown(name)}, expected {expected}"])
    return " ".join(name.split())


def renew(given: dict[str, Any]) -> bool:
    """Turn version 1's familiarity into a criterion of the team, and say whether there was any."""
    team = given.setdefault("team", {}) if OLD_TEAM in given else None
    if not isinstance(team, dict):
        return False
    team.setdefault(OLD_TEAM, given.pop(OLD_TEAM))
    return True


def _moved(problem: Problem, seen: str, figures: Any) -> list[str]:
    """Say that, and where a link tells it which, figures changed since it was made."""
    if seen == problem.digest:
        return []
    if not isinstance(figures, str):
        return [f"set on other evidence ({seen}; here it is {problem.digest})"]
    known = {figures[i : i + 3] for i in range(0, len(figures), 3)}
    moved = [key for key, digest in figure_digests(problem).items() if digest not in known]
    if not moved:
        return []
    told = "; ".join(
        f"{problem.criteria.at[criterion, 'label']} of {problem.labels[framework]}"
        + (f" ({problem.measures.at[(criterion, measure), 'label']})" if measure else "")
        for framework, criterion, measure in moved[:5]
    )
    more = f" and {len(moved) - 5} more" if len(moved) > 5 else ""
    return [f"set on other evidence; changed since: {told}{more}"]


def _entries(link: str) -> dict[str, Any]:
    """Read the entries of a link's fragment into nested tables; raises ProblemError."""
    found: dict[str, Any] = {}
    if "=" not in link.partition("#")[2]:
        raise ProblemError([f"found {link!r}, expected a link or a file of this report"])
    try:
        entries = parse_qsl(
            urlsplit(link).fragment, keep_blank_values=True, max_num_fields=MOST_ENTRIES
        )
    except ValueError as error:
        raise ProblemError([f"link: found what is no address or too long ({error})"]) from None
    for key, text in entries:
        path = key.split(".", 2 if key.startswith("team.") else 1)
        table = found
        for part in path[:-1]:
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise ProblemError(
                    [f"link: found {shown(key)} and {shown(part)}, expected one of them"]
                )
        if path[-1] in table:
            raise ProblemError([f"link: found {shown(key)} twice, expected it once"])
        table[path[-1]] = _value(key, text)
    return found


def _value(key: str, text: str) -> Any:
    if key == "candidates":
        return text.split(",") if text else []
    if key in ("name", "evidence", "figures") or not _DECIMALS.fullmatch(text):
        return text
    return whole(float(text))


def _toml(text: str) -> dict[str, Any]:
    if line := conflict_line(text):
        found = f"found a merge conflict's mark (at line {line})"
        raise ProblemError([f"{found}, expected a resolved conflict"])
    try:
        given = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits
        raise ProblemError([f"found broken TOML ({error}), expected TOML or one link"]) from None
    if "link" in given and isinstance(given["link"], str):
        if beside := [part for part in PARTS if part in given]:
            raise ProblemError([f"found link and {beside[0]}, expected one of them"])
        entries = _entries(given["link"])
        return entries | ({"name": given["name"]} if "name" in given else {})
    return {name: part for name, part in given.items() if name not in _BESIDE}


# Themes: one slider for several criteria


def theme_points(problem: Problem, points: Mapping[str, float], theme: str) -> float:
    """Return what a theme's slider shows: the largest points among its criteria."""
    return max(points.get(name, 0) for name in problem.themes[theme])


def scaled_points(
    problem: Problem, profile: Mapping[str, float], theme: str, points: int
) -> dict[str, float]:
    """Set a theme to `points` and its criteria in proportion to `profile`, in whole points.

    `profile` are the points per criterion before the theme's slider was touched; where all of the
    theme are 0 there, all of them move together. `points`, 0 to 10, is what the largest becomes.
    Returns points of all criteria, those of the other themes as in `profile`. Halves round up.
    """
    names, largest = problem.themes[theme], theme_points(problem, profile, theme)
    scaled: dict[str, float] = {
        name: (2 * profile.get(name, 0) * points + largest) // (2 * largest) if largest else points
        for name in names
    }
    return {**profile, **{name: whole(p) for name, p in scaled.items()}}
