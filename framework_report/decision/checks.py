"""Check what a decision file says, and find what of it today's tables no longer know."""

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from framework_report.faults import LONGEST, MANY, by_kind, near, short, shown
from framework_report.state import MAXIMUM_POINTS
from framework_report.state import PARTS as STATE
from framework_report.tables import Problem
from framework_report.tables.problem import ENDS
from framework_report.tables.schema import LARGEST
from framework_report.tables.toml import Place, line_of
from framework_report.words.text import joined, points_text, say

TEXTS = ("scenario", "why", "switch_if", "leader", "from")
DATES = ("date", "review_by")
PARTS = (*TEXTS, *DATES, *STATE, "rested_on", "supports")
_TABLES = ("points", "must_haves", "team", "measures", "rested_on", "supports")
_NESTED = ("team", "rested_on", "supports")
_WORD = 64
"""Bits beyond which a whole number is none that anybody counts."""


class Fault(NamedTuple):
    """One thing that is wrong: where it stands, what was found, and what was expected."""

    place: Place
    found: str
    expected: str

    @classmethod
    def of_state(cls, text: str) -> "Fault":
        """Read what a state says of itself: "points, addons: found ..., expected ..."."""
        told = re.fullmatch(r"(.+?)(?:, (.+?))?: found (.*), expected (.*)", text, re.DOTALL)
        if told is None:
            return cls(("points",), short(text), "a state")
        place = (*told[1].split("."), *([told[2]] if told[2] else []))
        return cls(place, short(told[3]), told[4])


def fault_lines(faults: Iterable[Fault], path: Path, lines: Mapping[Place, int]) -> Iterator[str]:
    """Say each fault in one line; many of one kind in one table by the first of them."""
    for (place, found, expected), more in by_kind(faults, lambda f: (f.place[:-1][:1], f.expected)):
        line = line_of(lines, place)
        at = f"{path} line {line}" if line else str(path)
        where = short(", ".join(filter(None, (".".join(place[:-1]), place[-1]))))
        yield f"{at}: {where}: found {found}{more}, expected {expected}"


def decision_faults(given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a decision file, whatever the tables are."""
    for name in given:
        if name not in PARTS:
            alike = difflib.get_close_matches(name[:LONGEST], PARTS, 1)
            expected = f"one of {', '.join(PARTS)}{f' ({alike[0]}?)' if alike else ''}"
            yield Fault((name,), "an unknown entry", expected)
    for name in ("leader", *DATES):
        if name not in given:
            yield Fault((name,), "no such entry", "it at the top")
    for name, x in given.items():
        if name in TEXTS and not isinstance(x, str):
            yield Fault((name,), shown(x), "text in quotes")
        # A date with a time of day is a date to Python, too.
        elif name in DATES and type(x) is not datetime.date:
            yield Fault((name,), shown(x), "a bare date such as 2026-11-22")
        elif name in _TABLES and not isinstance(x, dict):
            yield Fault((name,), shown(x), "a table of names")
        elif name in _TABLES:
            for key, row in x.items():
                if name in _NESTED and not isinstance(row, dict):
                    yield Fault((name, key), shown(row), "a table")
                elif name in _NESTED:
                    for inner, entry in row.items():
                        if expected := _expected(name, entry):
                            yield Fault((name, key, inner), shown(entry), expected)
                elif expected := _expected(name, row):
                    yield Fault((name, key), shown(row), expected)


def _expected(part: str, entry: Any) -> str:
    """Say what an entry of a table should have been; nothing where it is that."""
    if isinstance(entry, int) and entry.bit_length() > _WORD:
        return "a number that a slider has"
    if part == "supports":
        return "" if isinstance(entry, str) else "text in quotes"
    if part != "rested_on":
        return ""
    if not isinstance(entry, dict) or set(entry) != set(ENDS):
        return "value, low and high"
    if not all(type(x) in (int, float) and abs(x) <= LARGEST for x in entry.values()):
        return f"numbers up to {LARGEST:g}"
    return "" if entry["low"] <= entry["value"] <= entry["high"] else "low <= value <= high"


class Known:
    """The entries of a file whose shapes are right, in three heaps.

    Attributes:
        given: what the tables know, and everything that does not depend on them.
        gone: sentences on what they no longer know.
        faults: names that look like slips of the pen.
    """

    def __init__(self, problem: Problem, given: Mapping[str, Any]) -> None:
        self.problem, self.given = problem, dict(given)
        self.gone: list[str] = []
        self.faults: list[Fault] = []
        self._rested = rested = given.get("rested_on", {})
        # They were there once: no slips.
        self._recorded = {*rested, *(name for row in rested.values() for name in row)}
        self._rows("points", problem.scored, "gone_criterion", "gone_criteria")
        self._rows("must_haves", problem.feature_names, "gone_feature", "gone_features")
        self._rows("team", problem.team, "gone_team", "gone_teams")
        self._frameworks()
        recounted = self._measures()
        for part, known in (
            # Figures of a measure that is gone are no figures of the one that stands now.
            ("rested_on", set(problem.criteria.index) - recounted),
            ("supports", set(problem.feature_names)),
        ):
            self.given[part] = {
                name: {key: x for key, x in row.items() if key in known}
                for name, row in self.given.get(part, {}).items()
            }
        if self.given.get("scenario", "") not in ("", *problem.scenarios.index):
            self.gone.append(say("records", "gone_scenario", name=self.given["scenario"]))
            self.given["scenario"] = ""
        self._leader()

    def _leader(self) -> None:
        """Tell a leader that is gone from one that never was compared, which is a slip."""
        leader, names = self.given["leader"], self.problem.names
        if leader in ("", *names):
            return
        rested = list(self._rested)
        meant = near(leader, [*names, *rested])
        if leader not in rested and (rested or meant):
            expected = meant or f"one of {', '.join(rested)}"
            found = f"unknown name {shown(leader)}"
            self.faults.append(Fault(("leader",), found, f"{expected}, or nothing"))
        else:
            self.gone.append(say("records", "gone_leader", name=short(leader)))

    def _split(self, names: Iterable[str], known: list[str], *at: str) -> list[str]:
        """Return the names that are gone, and note those that look like slips."""
        strange = [name for name in names if name not in known]
        gone = []
        for name in strange:
            # Absent otherwise: what stands there as well is meant by nobody else.
            meant = near(name, [other for other in known if other not in names])
            if meant and name not in self._recorded and len(strange) <= MANY:
                found = f"unknown name {shown(name)}"
                self.faults.append(Fault((*at, name), found, f"{meant}, or nothing"))
            else:
                gone.append(name)
        return gone

    def _tell(self, one: str, several: str, names: list[str]) -> None:
        told = [name[:LONGEST] for name in names[:MANY]]
        if len(names) > MANY:
            told.append(say("records", "gone_more", count=f"{len(names) - MANY:,}"))
        if names:
            kind = one if len(names) == 1 else several
            self.gone.append(say("records", kind, names=joined(told)))

    def _rows(self, part: str, known: list[str], one: str, several: str) -> None:
        table = self.given.get(part, {})
        told = []
        for name in self._split(table, known, part):
            x = table[name]
            if part == "points" and type(x) in (int, float) and 0 < x <= MAXIMUM_POINTS:
                kind = "gone_point" if x == 1 else "gone_points"
                name = say("records", kind, name=name, points=points_text(x))
            told.append(name)
        self._tell(one, several, told)
        self.given[part] = {name: x for name, x in table.items() if name in known}

    def _frameworks(self) -> None:
        """Drop frameworks that are no longer in the tables, and say so once for each."""
        given, names, gone = self.given, self.problem.names, []
        found = given.get("candidates")
        if isinstance(found, list) and all(isinstance(name, str) for name in found):
            gone += self._split(found, names, "candidates")
            given["candidates"] = [name for name in found if name in names]

        def kept(table: dict[str, Any], *at: str) -> dict[str, Any]:
            nonlocal gone
            gone += self._split(table, names, *at)
            return {name: x for name, x in table.items() if name in names}

        for part in ("rested_on", "supports"):
            given[part] = kept(given.get(part, {}), part)
        given["team"] = {c: kept(said, "team", c) for c, said in given["team"].items()}
        gone = list(dict.fromkeys(name for name in gone if name != given["leader"]))
        self._tell("gone_framework", "gone_frameworks", gone)

    def _measures(self) -> set[str]:
        """Drop measures that are no longer in the tables, say so, and return their criteria."""
        problem, kept, recounted = self.problem, {}, set()
        for criterion, measure in self.given.get("measures", {}).items():
            of = problem.measures_of.get(criterion)
            if of is None:
                continue  # gone with its criterion, which has points or had none
            if not isinstance(measure, str):
                expected = f"one of {', '.join(of)}"
                self.faults.append(Fault(("measures", criterion), shown(measure), expected))
            elif measure in of:
                kept[criterion] = measure
            else:
                label = problem.criteria.at[criterion, "label"]
                now = problem.measures.at[(criterion, of[0]), "label"]
                slots = {"measure": short(measure), "label": label, "now": now}
                self.gone.append(say("records", "gone_measure", **slots))
                recounted.add(criterion)
        self.given["measures"] = kept
        return recounted
