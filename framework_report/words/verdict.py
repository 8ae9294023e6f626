"""The verdict in words: computed from an outcome and never typed."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from framework_report.outcome import Outcome
from framework_report.words.facts import facts
from framework_report.words.text import capital, fill, phrases


class Paragraph(NamedTuple):
    """One paragraph of the verdict; the headline has no title."""

    name: str
    title: str
    text: str


def verdict(outcome: Outcome) -> list[Paragraph]:
    """Return the verdict's paragraphs, in the order of phrases.toml."""
    return list(_verdict(outcome))


@lru_cache(maxsize=4)  # panel, headline, page and text to send on say it of one outcome
def _verdict(outcome: Outcome) -> list[Paragraph]:
    known, said = facts(outcome), []
    for paragraph in phrases()["paragraph"]:
        for rule in paragraph["rules"]:
            if all(_holds(condition, known) for condition in rule["when"]):
                text = capital(" ".join(fill(rule["say"], known).split()))
                said += [Paragraph(paragraph["name"], paragraph["title"], text)] if text else []
                break
    return said


def _holds(condition: str, known: Mapping[str, bool | str]) -> bool:
    if condition.startswith("not "):
        return not known[condition[4:]]
    return bool(known[condition])


def headline(outcome: Outcome) -> str:
    """Return the verdict's first sentence, with the advice behind it where nothing is decided."""
    said = {name: text for name, _, text in verdict(outcome)}
    return " ".join(said[name] for name in ("headline", "way_out", "advice") if name in said)
