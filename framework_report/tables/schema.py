"""What each table of a folder looks like: its columns, and the rule that each cell keeps.

A table or a column is added here. What people type stands in the folder itself; what
``python -m evidence compute`` writes stands in ``measured/``, and nobody types there.
"""

import datetime
import math
import re
from collections.abc import Callable
from typing import NamedTuple

KINDS = ("measured", "documented", "survey", "registry", "judged")
CRITERION_KINDS = ("scored", "team", "shown")
MUST_HAVE_LEVELS = ("core", "add-on")
CLAIM_VERDICTS = ("computed", "supported", "mixed", "not supported", "not tested")
UNKNOWN = "unknown"
"""What a cell says where nobody has the figure."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Rule(NamedTuple):
    """What one cell must look like: a test, and the words for it."""

    holds: Callable[[str], bool]
    expected: str


class Table(NamedTuple):
    """One table: the columns that name a row, each column's rule, and which may be absent."""

    key: tuple[str, ...]
    columns: dict[str, Rule]
    may_lack: frozenset[str] = frozenset()
    unique: str = ""
    optional: bool = False


def number(text: str) -> float:
    """Turn a cell into a finite number; NaN where it is none.

    >>> number("28.6"), number("1,507"), number("inf"), number("1e999")
    (28.6, nan, nan, nan)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def first_day(text: str) -> datetime.date | None:
    """Give the first day that a date of the tables can mean; None where it is no date.

    >>> first_day("2026-11"), first_day("2026-02-30")
    (datetime.date(2026, 11, 1), None)
    """
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None


def split_names(text: str) -> list[str]:
    """Split names at their semicolons.

    >>> split_names("ORM; admin site"), split_names("")
    (['ORM', 'admin site'], [])
    """
    return [name.strip() for name in text.split(";")] if text else []


def parse_must_haves(text: str) -> dict[str, str]:
    """Read ``feature=level;feature=level``; levels are 'core' and 'add-on'.

    Raises ValueError where a part has another form or a feature comes twice.

    >>> parse_must_haves("user accounts=add-on; ORM=core")
    {'user accounts': 'add-on', 'ORM': 'core'}
    """
    must_haves: dict[str, str] = {}
    for part in split_names(text):
        feature, _, level = (piece.strip() for piece in part.rpartition("="))
        if not feature or level not in MUST_HAVE_LEVELS or feature in must_haves:
            raise ValueError(f"found {part!r}, expected feature=core or feature=add-on, once each")
        must_haves[feature] = level
    return must_haves


def named_numbers(text: str) -> dict[str, int]:
    """Read ``name=number;name=number``, whole numbers from 0 to 9.

    Raises ValueError where a part has another form or a name comes twice.

    >>> named_numbers("addons=3; used_by=1"), named_numbers("")
    ({'addons': 3, 'used_by': 1}, {})
    """
    found: dict[str, int] = {}
    for part in split_names(text):
        name, _, digit = (piece.strip() for piece in part.rpartition("="))
        if not re.fullmatch(r"[^=]+=[0-9]", f"{name}={digit}") or name in found:
            raise ValueError(f"found {part!r}, expected name=number, each name once")
        found[name] = int(digit)
    return found


def _numbers_within(low: int, high: int) -> Rule:
    def holds(text: str) -> bool:
        try:
            return all(low <= x <= high for x in named_numbers(text).values())
        except ValueError:
            return False

    return Rule(holds, f"name={low} to name={high}, separated by ;, each once, or nothing")


def one_of(*names: str) -> Rule:
    """Allow these names alone; an empty one stands for nothing."""
    words = ", ".join(name or "nothing" for name in names)
    return Rule(lambda text: text in names, f"one of {words}")


def _pattern(pattern: str, expected: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)
    return Rule(lambda text: compiled.fullmatch(text) is not None, expected)


def _or_nothing(rule: Rule) -> Rule:
    return Rule(lambda text: not text or rule.holds(text), f"{rule.expected}, or nothing")


_ANY = Rule(lambda text: True, "text or nothing")
_TEXT = Rule(bool, "text")
_ID = _pattern(r"[a-z][a-z0-9_-]*", "a short name of a-z, 0-9, _ and -, starting with a letter")
_ALTERNATIVE = Rule(
    lambda text: _ID.holds(text) and text not in ("worst", "best"),
    f"{_ID.expected}, and neither worst nor best, which name levels",
)
_NAME = _pattern(r"[^;=]+", "a name without ; and =")
_NUMERIC = Rule(lambda text: not math.isnan(number(text)), "a number such as 1507 or 28.6")
_FIGURE = Rule(
    lambda text: text == UNKNOWN or _NUMERIC.holds(text),
    "a number such as 1507 or 28.6, or unknown",
)
_NUMBERS = Rule(
    lambda text: all(number(part) > 0 for part in split_names(text)),
    "numbers above 0, separated by ;",
)
_POINTS = Rule(
    lambda text: 0 <= number(text) <= 10,
    "a number from 0 to 10",  # NaN fails the comparison
)
_WHOLE = _pattern(r"\d{1,2}", "a whole number from 0 to 99")
_DATE = Rule(lambda text: first_day(text) is not None, "a date: YYYY, YYYY-MM or YYYY-MM-DD")
_URL = _pattern(r"(https?://[^\s\"<>]+)?", "an address beginning https:// or http://, or nothing")
_SAYS = _pattern(r"[^{}]*\{value\}[^{}]*", "words with {value} once and no other braces")
_YES = one_of("no", "yes", "")
_EMPHASES = _numbers_within(1, 3)
_SOURCE = {"source_title": _TEXT, "source_url": _URL, "as_of": _or_nothing(_DATE), "note": _ANY}
_FIGURES = Table(
    key=("framework", "criterion", "measure"),
    columns={"framework": _TEXT, "criterion": _TEXT, "measure": _ANY, "value": _FIGURE}
    | {"low": _or_nothing(_NUMERIC), "high": _or_nothing(_NUMERIC), "unit": _ANY}
    | {"kind": one_of(*KINDS), "setup": _ANY}
    | _SOURCE,
    may_lack=frozenset(["measure", "low", "high", "unit", "setup", "source_url", "as_of", "note"]),
)


def _lacking(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLES: dict[str, Table] = {
    "frameworks.csv": Table(
        key=("framework",),
        columns={"framework": _ALTERNATIVE, "label": _TEXT, "in_sentence": _ANY, "version": _ANY}
        | dict.fromkeys(("stack", "best_for", "strengths", "weak_spots"), _ANY)
        | {"watch_known": _ANY, "watch_new": _ANY, "licence": _ANY, "homepage": _URL}
        | {"extra": _YES, "variant_of": _ANY, "package": _ANY}
        | {"supported_until": _or_nothing(_DATE)},
        may_lack=_lacking(
            "in_sentence version stack best_for strengths weak_spots watch_known watch_new "
            "licence homepage extra variant_of package supported_until"
        ),
        unique="label",
    ),
    "criteria.csv": Table(
        key=("criterion",),
        columns={"criterion": _ID, "theme": _ANY, "label": _TEXT, "question": _ANY}
        | {"kind": one_of(*CRITERION_KINDS), "unit": _ANY, "swing": _ANY}
        | {"says": _or_nothing(_SAYS), "reason": _ANY},
        may_lack=_lacking("theme question unit swing says reason"),
        unique="label",
    ),
    "measures.csv": Table(
        key=("criterion", "measure"),
        columns={"criterion": _TEXT, "measure": _ID, "label": _ANY, "menu": _YES, "unit": _ANY}
        | {"worst": _NUMERIC, "best": _NUMERIC, "scale": one_of("linear", "log", "")}
        | {"outside": one_of("error", "clip", ""), "subject": one_of("core", "stack", "")}
        | {"swing": _ANY, "says": _or_nothing(_SAYS), "counts": _ANY, "reason": _ANY}
        | {"prefer": _ANY},
        may_lack=_lacking("label menu unit scale outside subject swing says counts reason prefer"),
    ),
    "levels.csv": Table(
        key=("criterion", "level"),
        columns={"criterion": _TEXT, "level": _WHOLE, "label": _TEXT}
        | {"mark": one_of("known", "incumbent", "")},
        may_lack=_lacking("mark"),
        optional=True,
    ),
    "facts.csv": _FIGURES,
    "features.csv": Table(
        key=("framework", "feature"),
        columns={"framework": _TEXT, "feature": _NAME, "support": _TEXT}
        | _SOURCE
        | {"source_title": _ANY},
        may_lack=_lacking("source_title source_url as_of note"),
        optional=True,
    ),
    "scenarios.csv": Table(
        key=("scenario",),
        columns={"scenario": _ID, "label": _TEXT, "story": _ANY, "must_haves": _ANY}
        | {"article_says": _ANY, "article_because": _ANY},
        may_lack=_lacking("story must_haves article_says article_because"),
        unique="label",
        optional=True,
    ),
    "scenario_points.csv": Table(
        key=("scenario", "criterion"),
        columns={"scenario": _TEXT, "criterion": _TEXT, "points": _POINTS, "because": _ANY},
        may_lack=_lacking("because"),
        optional=True,
    ),
    "claims.csv": Table(
        key=("claim",),
        columns={"claim": _TEXT, "article": _TEXT, "evidence": _ANY}
        | {"verdict": one_of(*CLAIM_VERDICTS), "note": _ANY},
        may_lack=_lacking("note"),
        optional=True,
    ),
    "decisions.csv": Table(
        key=("id",),
        columns={"id": _ID, "source": _TEXT, "date": _or_nothing(_DATE), "built": _TEXT}
        | {"situation": _ANY, "sector": _ANY, "candidates": _TEXT, "chosen": _TEXT}
        | {"incumbent": _ANY, "needs": _EMPHASES, "reasons": _EMPHASES, "must_haves": _ANY}
        | {"familiarity": _numbers_within(0, 9), "uncovered": _EMPHASES}
        | dict.fromkeys(("rejected", "outcome"), _ANY)
        | {"quality": one_of("A", "B", "C", ""), "note": _ANY},
        may_lack=_lacking(
            "date situation sector incumbent needs reasons must_haves familiarity "
            "uncovered rejected outcome quality note"
        ),
        optional=True,
    ),
    "decision_labels.csv": Table(
        key=("label",),
        columns={"label": _ID, "meaning": _TEXT, "measured_by": _ANY},
        may_lack=_lacking("measured_by"),
        optional=True,
    ),
    "measured/figures.csv": _FIGURES._replace(optional=True),
    "measured/breakdown.csv": Table(
        key=("framework", "criterion", "part"),
        columns={"framework": _TEXT, "criterion": _TEXT, "part": _TEXT, "feature": _ANY}
        | {"value": _NUMERIC},
        optional=True,
    ),
    "measured/timed.csv": Table(
        key=("setup", "framework", "load"),
        columns={"setup": _TEXT, "framework": _ANY, "server": _TEXT, "named": _YES}
        | {"control_of": _ANY, "load": _TEXT, "load_title": _TEXT}
        | {f"windows_{i}": _NUMBERS for i in (1, 2, 3)}
        | {f"p{i}_ms": _or_nothing(_NUMERIC) for i in (50, 90, 99)}
        | {"as_of": _DATE},
        may_lack=_lacking("windows_2 windows_3 p50_ms p90_ms p99_ms"),
        optional=True,
    ),
    "measured/probes.csv": Table(
        key=("probe_set", "probe", "framework"),
        columns={"probe_set": _TEXT, "probe": _TEXT, "framework": _TEXT}
        | {"passed": one_of("no", "yes"), "found": _ANY, "as_of": _DATE},
        optional=True,
    ),
}
