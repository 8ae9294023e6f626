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
LARGEST = 1e15
"""Up to here every language writes a figure with the same digits; more than anybody counts."""
CLAIM_CHECKS = ("highest", "lowest", "ships", "only", "leads")
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
    may_lack: frozenset[str]
    unique: str
    optional: bool


def number(text: str) -> float:
    """Turn a cell into a number of at most 1e15; NaN where it is none.

    >>> number("28.6"), number("1,507"), number("inf"), number("1e999")
    (28.6, nan, nan, nan)
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if abs(value) <= LARGEST else math.nan


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


def _pairs(text: str, form: str, expected: str) -> dict[str, str]:
    """Read ``name=word;name=word``; ValueError where one has another form or a name comes twice."""
    found: dict[str, str] = {}
    for part in split_names(text):
        name, _, word = (piece.strip() for piece in part.rpartition("="))
        if not re.fullmatch(form, f"{name}={word}") or name in found:
            raise ValueError(f"found {part!r}, expected {expected}")
        found[name] = word
    return found


def parse_must_haves(text: str) -> dict[str, str]:
    """Read ``feature=level;feature=level``; levels are 'core' and 'add-on'. Raises ValueError.

    >>> parse_must_haves("user accounts=add-on; ORM=core")
    {'user accounts': 'add-on', 'ORM': 'core'}
    """
    form = f".+=({'|'.join(MUST_HAVE_LEVELS)})"
    return _pairs(text, form, "feature=core or feature=add-on, once each")


def named_numbers(text: str) -> dict[str, int]:
    """Read ``name=number;name=number``, whole numbers from 0 to 9. Raises ValueError.

    >>> named_numbers("addons=3; used_by=1"), named_numbers("")
    ({'addons': 3, 'used_by': 1}, {})
    """
    found = _pairs(text, "[^=]+=[0-9]", "name=number, each name once")
    return {name: int(digit) for name, digit in found.items()}


def _within(low: int, high: int) -> Rule:
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


_ID = _pattern(r"[a-z][a-z0-9_-]*", "a short name of a-z, 0-9, _ and -, starting with a letter")
_NUMBER_OF = Rule(
    lambda text: not math.isnan(number(text)), "a number such as 1507 or 28.6, up to 1e15"
)
_DAY = Rule(lambda text: first_day(text) is not None, "a date: YYYY, YYYY-MM or YYYY-MM-DD")
_SAYS = _pattern(r"[^{}]*\{value\}[^{}]*", "words with {value} once and no other braces")
_RULES = {
    "": Rule(lambda text: True, "text or nothing"),
    "text": Rule(bool, "text"),
    "id": _ID,
    "alternative": Rule(
        lambda text: _ID.holds(text) and text not in ("worst", "best"),
        f"{_ID.expected}, and neither worst nor best, which name levels",
    ),
    "name": _pattern(r"[^;=]+", "a name without ; and ="),
    "number": _NUMBER_OF,
    "number?": _or_nothing(_NUMBER_OF),
    "figure": Rule(
        lambda text: text == UNKNOWN or _NUMBER_OF.holds(text),
        f"{_NUMBER_OF.expected}, or unknown",
    ),
    "numbers": Rule(
        lambda text: all(number(part) > 0 for part in split_names(text)),
        "numbers above 0, separated by ;",
    ),
    # NaN fails the comparison.
    "points": Rule(lambda text: 0 <= number(text) <= 10, "a number from 0 to 10"),
    "whole": _pattern(r"\d{1,2}", "a whole number from 0 to 99"),
    "day": _DAY,
    "day?": _or_nothing(_DAY),
    "url?": _pattern(
        r"(https?://[^\s\"<>]+)?", "an address beginning https:// or http://, or nothing"
    ),
    "says?": _or_nothing(_SAYS),
    "claim_verdict": one_of(*CLAIM_VERDICTS),
    "emphases": _within(1, 3),
    "levels": _within(0, 9),
}


def _table(columns: str, optional: bool) -> Table:
    """Make a table of words such as ``name``, ``name:rule`` and ``name:one|two|``.

    The names in brackets may be absent. Those with a star name a row, that with a mark is unique.
    """
    key, rules, may_lack, unique = [], {}, set(), ""
    for word in columns.split():
        name, _, rule = word.strip("[]*!").partition(":")
        rules[name] = one_of(*rule.split("|")) if "|" in rule else _RULES[rule]
        if word.startswith("["):
            may_lack.add(name)
        if "*" in word:
            key.append(name)
        if "!" in word:
            unique = name
    return Table(tuple(key), rules, frozenset(may_lack), unique, optional)


_FIGURES = f"""*framework:text *criterion:text [*measure] value:figure [low:number?] [high:number?]
    [unit] kind:{"|".join(KINDS)} [setup] source_title:text [source_url:url?] [as_of:day?] [note]"""
_COLUMNS = {
    "frameworks.csv": """*framework:alternative !label:text [in_sentence] [version] [stack]
        [best_for] [strengths] [weak_spots] [watch_known] [watch_new] [licence] [homepage:url?]
        [extra:no|yes|] [variant_of] [package] [supported_until:day?]""",
    "criteria.csv": f"""*criterion:id [theme] !label:text [question]
        kind:{"|".join(CRITERION_KINDS)} [unit] [swing] [says:says?] [reason]""",
    "measures.csv": """*criterion:text *measure:id [label] [menu:no|yes|] [unit]
        worst:number best:number
        [scale:linear|log|] [outside:error|clip|] [subject:core|stack|] [swing] [says:says?]
        [counts] [reason] [prefer]""",
    "levels.csv": "*criterion:text *level:whole label:text [mark:known|incumbent|]",
    "facts.csv": _FIGURES,
    "features.csv": """*framework:text *feature:name support:text [source_title]
        [source_url:url?] [as_of:day?] [note]""",
    "scenarios.csv": """*scenario:id !label:text [story] [must_haves] [article_says]
        [article_because]""",
    "scenario_points.csv": "*scenario:text *criterion:text points:points [because]",
    "claims.csv": "*claim:text article:text evidence verdict:claim_verdict [note]",
    "decisions.csv": """*id:id source:text [date:day?] built:text [situation] [sector]
        candidates:text chosen:text [incumbent] [needs:emphases] [reasons:emphases] [must_haves]
        [familiarity:levels] [uncovered:emphases] [rejected] [outcome] [quality:A|B|C|] [note]""",
    "decision_labels.csv": "*label:id meaning:text [measured_by]",
    "measured/figures.csv": _FIGURES,
    "measured/breakdown.csv": """*framework:text *criterion:text *part:text feature
        value:number""",
    "measured/timed.csv": """*setup:text *framework server:text named:no|yes| control_of *load:text
        load_title:text windows_1:numbers [windows_2:numbers] [windows_3:numbers]
        [p50_ms:number?] [p90_ms:number?] [p99_ms:number?] as_of:day""",
    "measured/probes.csv": """*probe_set:text *probe:text *framework:text passed:no|yes found
        as_of:day""",
}
_NEVER_ABSENT = ("frameworks.csv", "criteria.csv", "measures.csv", "facts.csv")
TABLES = {name: _table(words, name not in _NEVER_ABSENT) for name, words in _COLUMNS.items()}
