"""The evidence criterion by criterion: figures side by side, levels, who would prefer what, sources."""

from collections.abc import Iterator, Mapping
from typing import Any

from framework_report.words.text import capital, figure, phrases, say

Data = Mapping[str, Any]


def criteria(data: Data) -> list[dict[str, Any]]:
    """Return the criteria that have figures, each with its measures as the page shows them."""
    found = []
    for k, row in enumerate(data["criteria"]):
        if row["kind"] == "team":
            continue
        measures = row.get("measures") or [row | {"label": "", "reason": row.get("reason", "")}]
        found.append(
            {
                "id": row["id"],
                "k": k,
                "label": row["label"],
                "question": row["question"],
                "scored": "measures" in row,
                "measures": [_measure(data, measure) for measure in measures],
            }
        )
    return found


def _measure(data: Data, measure: Data) -> dict[str, Any]:
    rows = measure["evidence"]
    texts = [row[0] or text for row, text in zip(rows, measure["figures"], strict=True)]
    levels = ""
    if "worst" in measure:
        ends = {end: figure(measure[end]) for end in ("worst", "best")}
        levels = say("page", "levels", unit=measure["unit"], why=measure["reason"], **ends)
    return {
        "id": measure["id"],
        "label": capital(measure["label"]),
        "unit": measure["unit"],
        "levels": levels or measure["reason"],
        "prefer": measure.get("prefer", ""),
        "figures": texts,
        "sources": list(_sources(data, rows)),
    }


def _sources(data: Data, rows: list[list[Any]]) -> Iterator[dict[str, str]]:
    """Yield where figures are from, those that share a source together, with what is noted."""
    labels = [framework["label"] for framework in data["frameworks"]]
    by: dict[tuple[Any, ...], list[int]] = {}
    for i, (_, kind, setup, source, as_of, note) in enumerate(rows):
        by.setdefault((kind, setup, source, as_of, note), []).append(i)
    for (kind, setup, source, as_of, note), of in by.items():
        title, url = data["sources"][source]
        if not title and not note:
            continue
        who = phrases()["lists"]["comma"].join(labels[i] for i in of)
        yield {
            "who": "" if len(of) == len(labels) else f"{who}: ",
            "how": phrases()["lists"]["comma"].join(filter(None, (kind, setup))),
            "title": title,
            "url": url if url.startswith(("https://", "http://")) else "",
            "as_of": as_of,
            "note": note,
        }
