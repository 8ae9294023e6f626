"""The evidence criterion by criterion: figures side by side, levels, who would prefer what, sources."""

from collections.abc import Iterator, Mapping
from typing import Any

from framework_report.words.text import capital, figure, say

Data = Mapping[str, Any]


def criteria(data: Data) -> list[dict[str, Any]]:
    """Return the criteria that have figures, each with its measures; sources are those of the first.

    Where the figures of other measures are from stands in the evidence report.
    """
    found = []
    for row in data["criteria"]:
        if row["kind"] == "team":
            continue
        measures = row.get("measures") or [row]
        ranges = {int(i) for m in measures for i in m.get("ends", {})}
        found.append(
            {key: row[key] for key in ("id", "label", "question")}
            | {
                "scored": "measures" in row,
                "ranges": sorted(ranges),
                "measures": [_measure(row, measure) for measure in measures],
                "levels": _levels(measures[0]),
                "sources": list(_sources(data, measures[0]["evidence"])),
            }
        )
    return found


def _measure(criterion: Data, measure: Data) -> dict[str, Any]:
    pairs = zip(measure["evidence"], measure["figures"], strict=True)
    return {
        "id": measure["id"],
        "label": capital(measure["label"] if measure is not criterion else ""),
        "unit": measure["unit"],
        "prefer": measure.get("prefer", ""),
        "figures": [row[0] or text for row, text in pairs],
    }


def _levels(measure: Data) -> str:
    if "worst" not in measure:
        return str(measure.get("reason", ""))
    ends = {end: figure(measure[end]) for end in ("worst", "best")}
    return say("page", "levels", unit=measure["unit"], why=measure["reason"], **ends)


def _sources(data: Data, rows: list[list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield where figures are from, and of whom each source says what."""
    labels = [framework["label"] for framework in data["frameworks"]]
    by: dict[tuple[Any, ...], dict[str, list[str]]] = {}
    for label, (_, kind, setup, source, as_of, note) in zip(labels, rows, strict=True):
        said = ", ".join(filter(None, ["" if setup == label else setup, note]))
        by.setdefault((kind, source, as_of), {}).setdefault(said, []).append(label)
    for (kind, source, as_of), notes in by.items():
        title, url = data["sources"][source]
        whole = len(by) == 1 and len(notes) == 1
        yield {
            "how": ", ".join(filter(None, (capital(kind), as_of))),
            "title": title,
            "url": url if url.startswith(("https://", "http://")) else "",
            "notes": [("" if whole else f"{', '.join(of)}: ") + said for said, of in notes.items()],
        }
