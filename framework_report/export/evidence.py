"""The evidence by criterion: figures side by side, levels, who would prefer what, sources."""

from collections.abc import Iterator, Mapping
from typing import Any

from framework_report.words.text import capital, figure, say

Data = Mapping[str, Any]


def criteria(data: Data) -> list[dict[str, Any]]:
    """Return the criteria that have figures, each with its measures and the first one's sources.

    Where the figures of other measures are from stands in the evidence report.
    """
    found = []
    for row in data["criteria"]:
        if row["kind"] == "team":
            continue
        measures = row.get("measures") or [row]
        found.append(
            {key: row[key] for key in ("id", "label", "question")}
            | {
                "scored": "measures" in row,
                "measures": [_measure(measure) for measure in measures],
                "levels": _levels(measures[0]),
                "sources": list(_sources(data, measures[0]["evidence"])),
            }
        )
    return found


def _measure(measure: Data) -> dict[str, Any]:
    pairs = zip(measure["evidence"], measure["figures"], strict=True)
    return {
        "id": measure["id"],
        "label": capital(measure["label"]),
        "unit": measure["unit"],
        "prefer": measure.get("prefer", ""),
        "figures": [row[0] or text for row, text in pairs],
    }


def _levels(measure: Data) -> str:
    if "worst" not in measure:
        return str(measure.get("reason", ""))
    ends = {end: figure(measure[end]) for end in ("worst", "best")}
    return say("page", "levels", unit=measure["unit"], why=measure["reason"], **ends)


def _sources(data: Data, rows: list[list[Any]]) -> Iterator[dict[str, str]]:
    """Yield where figures are from; set-ups and notes stand in the evidence report."""
    by: dict[tuple[str, int, str], list[str]] = {}
    labels = [framework["label"] for framework in data["frameworks"]]
    for label, (_, kind, _setup, source, as_of, _note) in zip(labels, rows, strict=True):
        by.setdefault((kind, source, as_of), []).append(label)
    for (kind, source, as_of), of in by.items():
        title, url = data["sources"][source]
        if title:
            who = f" ({', '.join(of)})" if len(by) > 1 else ""
            how = "".join(f", {said}" for said in (kind, as_of) if said) + who
            web = url.startswith(("https://", "http://"))
            yield {"title": title, "url": url if web else "", "how": how}
