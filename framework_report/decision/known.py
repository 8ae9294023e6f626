"""What of a decision file today's tables know, and what is gone from them since it was written."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from framework_report.decision.checks import MANY, STATE, Fault, either, gathered, shown
from framework_report.tables import Problem
from framework_report.words.text import joined, points_text, say

OLD_TEAM = "familiarity"
"""The one team criterion of the first version, a part of its own there."""
_TYPO = 0.85
"""How alike a name must be to one of the tables, and absent otherwise, to be called a slip."""
_FAULT = re.compile(r"([^:]+?)(?:, ([^:]+))?: found (.*), expected (.*)", re.DOTALL)


class Known:
    """A file's entries in three heaps.

    Attributes:
        given: what the tables know, and everything that does not depend on them.
        gone: sentences on what they no longer know.
        faults: names that look like slips of the pen.
    """

    def __init__(self, problem: Problem, given: Mapping[str, Any]) -> None:
        self.problem, self.given = problem, dict(given)
        self.gone: list[str] = []
        self.faults: list[Fault] = []
        self._rows("points", problem.scored, "gone_criterion", "gone_criteria")
        self._rows("must_haves", problem.feature_names, "gone_feature", "gone_features")
        self._rows("team", problem.team, "gone_team", "gone_teams")
        self._frameworks()
        self._measures()
        self._rested_on()
        if self._text("scenario") not in ("", *problem.scenarios.index):
            self.gone.append(say("records", "gone_scenario", name=self.given["scenario"]))
            self.given["scenario"] = ""
        if self._text("leader") not in ("", *problem.names):
            self.gone.append(say("records", "gone_leader", name=self.given["leader"]))
        self.faults = gathered(self.faults)

    def state(self) -> dict[str, Any]:
        """Return the parts that are the state."""
        return {name: self.given[name] for name in STATE if name in self.given}

    def located(self, faults: Iterable[str]) -> list[Fault]:
        """Turn what the state says of itself ("points, addons: found ...") into faults."""
        found = []
        for text in faults:
            told = _FAULT.fullmatch(text)
            if told is None:
                found.append(Fault(("points",), shown(text), "a state"))
                continue
            place = (*told[1].split("."), told[2]) if told[2] else tuple(told[1].split("."))
            entry: Any = self.given
            for name in place:
                entry = entry.get(name) if isinstance(entry, dict) else None
            what = told[3] if entry is None or isinstance(entry, dict) else shown(entry)
            found.append(Fault(place, what, told[4]))
        return gathered(found)

    def _text(self, name: str) -> str:
        found = self.given.get(name, "")
        return found if isinstance(found, str) else ""

    def _table(self, part: str) -> dict[str, Any]:
        found = self.given.get(part)
        return found if isinstance(found, dict) else {}

    def _split(self, part: str, names: Iterable[str], known: list[str], *at: str) -> list[str]:
        """Return the names that are gone, and note those that look like slips."""
        strange = [name for name in names if name not in known]
        if len(strange) > MANY:
            return strange
        gone = []
        for name in strange:
            near = difflib.get_close_matches(name, set(known) - set(names), 1, _TYPO)
            if near and name not in self._recorded:
                found = f"unknown name {name!r}"
                self.faults.append(Fault((part, *at, name), found, f"{near[0]}, or nothing"))
            else:
                gone.append(name)
        return gone

    @property
    def _recorded(self) -> set[str]:
        """The criteria that the decision rested on, and its frameworks: they were there once."""
        tables = self._table("rested_on")
        rows = [row for row in tables.values() if isinstance(row, dict)]
        return {*tables, *(name for row in rows for name in row)}

    def _rows(self, part: str, known: list[str], one: str, several: str) -> None:
        table = self._table(part)
        gone = self._split(part, table, known)
        if table:
            self.given[part] = {name: x for name, x in table.items() if name in known}
        told = [self._told(part, name, table[name]) for name in gone[:MANY]]
        if len(gone) > MANY:
            told.append(say("records", "gone_more", count=f"{len(gone) - MANY:,}"))
        if gone:
            self.gone.append(say("records", one if len(gone) == 1 else several, names=joined(told)))

    @staticmethod
    def _told(part: str, name: str, entry: Any) -> str:
        if part == "points" and type(entry) in (int, float) and 0 < entry <= 10:
            kind = "gone_point" if entry == 1 else "gone_points"
            return say("records", kind, name=name, points=points_text(entry))
        return name[:40]

    def _frameworks(self) -> None:
        """Drop frameworks that are no longer in the tables, and say so once for each."""
        names, gone = self.problem.names, []
        found = self.given.get("candidates")
        if isinstance(found, list) and all(isinstance(name, str) for name in found):
            gone += self._split("candidates", found, names)
            self.given["candidates"] = [name for name in found if name in names]
        for part in ("rested_on", "supports"):
            table = self._table(part)
            gone += self._split(part, table, names)
            if table:
                self.given[part] = {name: row for name, row in table.items() if name in names}
        for criterion, said in self._table("team").items():
            if isinstance(said, dict):
                gone += self._split("team", said, names, criterion)
                levels = {name: level for name, level in said.items() if name in names}
                self.given["team"] = {**self.given["team"], criterion: levels}
        gone = list(dict.fromkeys(name for name in gone if name != self._text("leader")))
        told = [name[:40] for name in gone[:MANY]]
        if len(gone) > MANY:
            told.append(say("records", "gone_more", count=f"{len(gone) - MANY:,}"))
        if gone:
            kind = "gone_framework" if len(gone) == 1 else "gone_frameworks"
            nouns = {"alternative": self.problem.report.alternative}
            self.gone.append(say("records", kind, names=joined(told), **nouns))

    def _measures(self) -> None:
        table, kept = self._table("measures"), {}
        for criterion, measure in table.items():
            of = self.problem.measures_of.get(criterion)
            if of is None:
                continue  # gone with its criterion, which has points or had none
            if not isinstance(measure, str):
                self.faults.append(Fault(("measures", criterion), shown(measure), either(of)))
            elif measure in of:
                kept[criterion] = measure
            else:
                label = self.problem.criteria.at[criterion, "label"]
                now = self.problem.measures.at[(criterion, of[0]), "label"]
                slots = {"measure": measure[:40], "label": label, "now": now}
                self.gone.append(say("records", "gone_measure", **slots))
        if table:
            self.given["measures"] = kept

    def _rested_on(self) -> None:
        """Keep the figures of today's criteria, and of features the supports that are known."""
        criteria = set(self.problem.criteria.index)
        for part, known in (("rested_on", criteria), ("supports", self.problem.feature_names)):
            table = self._table(part)
            rows = {
                name: {key: x for key, x in row.items() if key in known}
                for name, row in table.items()
                if isinstance(row, dict)
            }
            if len(rows) == len(table) and table:
                self.given[part] = rows
