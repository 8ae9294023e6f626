"""From a matrix to a folder of tables, which is a report; and the two commands on matrices."""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.resources import files as packaged
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from framework_report.matrix.audit import audit
from framework_report.matrix.grids import refuse, say
from framework_report.matrix.reading import Criterion, Matrix, read_matrix
from framework_report.words.text import in_sentence, joined


def write_folder(matrix: Matrix, folder: str | Path) -> None:
    """Write a matrix as tables into a new or empty folder, whole or not at all."""
    options, criteria = _ids(matrix.options), _ids(matrix.criteria)
    source = joined(dict.fromkeys(sheet.file for sheet in matrix.sheets))
    labels = {name: name or say("scenario") for name in matrix.weights}
    scenarios = _ids(labels.values())
    facts = [
        {
            "framework": options[o],
            "criterion": criteria[n],
            "source_title": source,
            **_fact(matrix, o, n),
        }
        for o in matrix.options
        for n in matrix.criteria
    ]
    points = [
        {"scenario": scenarios[labels[name]], "criterion": criteria[n]}
        | {"points": 10 * weight / max(weights.values())}
        | {"because": say("because", weight=f"{weight:.6g}", files=source)}
        for name, weights in matrix.weights.items()
        for n, weight in weights.items()
    ]
    named = [
        {"criterion": criteria[n], "label": n, "theme": c.theme, "kind": "scored"}
        for n, c in matrix.criteria.items()
    ]
    story = {"story": say("story", files=source)}
    tables: dict[str, Iterable[dict[str, Any]]] = {
        "criteria.csv": named,
        "measures.csv": [_measure(criteria[n], n, c) for n, c in matrix.criteria.items()],
        "frameworks.csv": [{"framework": options[o], "label": o} for o in matrix.options],
        "facts.csv": facts,
        "scenarios.csv": [{"scenario": i, "label": n, **story} for n, i in scenarios.items()],
        "scenario_points.csv": points,
    }
    _write(
        folder,
        {name: _table(rows) for name, rows in tables.items()}
        | {"report.toml": _report(matrix, source)},
    )


def write_starter(folder: str | Path) -> None:
    """Write a small commented example about something everyday into a new or empty folder."""
    tables = (packaged("framework_report.matrix") / "starter").iterdir()
    _write(folder, {table.name: table.read_text("utf-8") for table in tables})


def new(folder: str | Path, files: Sequence[str | Path] = ()) -> list[str]:
    """Start a report in a folder, from a matrix or from the example; give the lines to print."""
    lines: list[str] = []
    if files:
        matrix = read_matrix(*files)
        lines = [finding.text for finding in audit(matrix)] + _assumed(matrix)
        write_folder(matrix, folder)
        lines.append(say("written", folder=folder, **_size(matrix)))
    else:
        write_starter(folder)
        lines.append(say("starter", folder=folder))
    return [*lines, say("next", folder=folder)]


def audit_files(files: Sequence[str | Path]) -> tuple[list[str], int]:
    """Audit a matrix; give the lines to print and the exit code: 1 where something was found."""
    matrix = read_matrix(*files)
    findings = [finding.text for finding in audit(matrix)]
    return [*(findings or [say("fine", **_size(matrix))]), *_assumed(matrix)], int(bool(findings))


def _assumed(matrix: Matrix) -> list[str]:
    return [say("assumed", text=text) for text in matrix.assumptions]


def _size(matrix: Matrix) -> dict[str, int]:
    return {"options": len(matrix.options), "criteria": len(matrix.criteria)}


def _write(folder: str | Path, files: dict[str, str]) -> None:
    folder = Path(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise refuse("full_folder", at=folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            for name, text in files.items():
                (Path(beside) / name).write_text(text, "utf-8", newline="\n")
            folder.mkdir(exist_ok=True)
            for name in files:
                (Path(beside) / name).rename(folder / name)
    except OSError as error:
        raise refuse("no_folder", at=folder, why=error.strerror) from error


def _ids(labels: Iterable[str]) -> dict[str, str]:
    """Give each label a short name of its own in a-z, 0-9, _ and -.

    >>> _ids(["Café au lait", "cafe au lait!", "日本", "best"]).values()
    dict_values(['cafe_au_lait', 'cafe_au_lait-2', 'n-3', 'best-4'])
    """
    ids: dict[str, str] = {}
    for number, label in enumerate(labels, 1):
        ascii_ = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        short = re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_0123456789")[:40] or "n"
        taken = short in ("n", "worst", "best", *ids.values())
        ids[label] = f"{short}-{number}" if taken else short
    return ids


def _table(rows: Iterable[dict[str, Any]]) -> str:
    """Write rows as CSV; a column that is empty everywhere is left out."""
    frame = pd.DataFrame(rows, dtype=object)
    frame = frame.map(lambda x: _plain(x) if isinstance(x, float) else x)
    return str(frame.loc[:, (frame != "").any()].to_csv(index=False, lineterminator="\n"))


def _plain(number: float) -> str:
    return repr(float(number)).removesuffix(".0")


def _judged_step(matrix: Matrix) -> float:
    steps = [c.step for c in matrix.criteria.values() if c.step]
    return max(steps, key=steps.count, default=1.0)


def _report(matrix: Matrix, source: str) -> str:
    report = tomlkit.document()
    for line in [say("about_report", files=source), *matrix.assumptions]:
        report.add(tomlkit.comment(line))
    report["title"] = matrix.title
    report["alternative"], report["alternatives"] = matrix.nouns
    report["judged_step"] = float(_judged_step(matrix))
    report["judged_step"].comment(say("about_step"))
    return tomlkit.dumps(report)


def _measure(criterion: str, name: str, c: Criterion) -> dict[str, Any]:
    low, high = f"{min(c.worst, c.best):g}", f"{max(c.worst, c.best):g}"
    kind = "says_score" if c.origin != "present" and not c.unit and low == "0" else "says_figure"
    said = {"name": in_sentence(name), "high": high, "unit": f" {c.unit}" if c.unit else ""}
    says = re.sub(r"[{}]", "", say(kind, **said)).replace("<value>", "{value}")
    words = say("words", words=", ".join(f"{word} = {n:g}" for word, n in c.words.items()))
    return {
        "criterion": criterion,
        "measure": "as_scored" if c.step else "as_stated",
        "label": say("as_scored" if c.step else "as_stated"),
        "unit": c.unit or (say("points") if c.step else ""),
        "worst": c.worst,
        "best": c.best,
        "says": says,
        "reason": say(f"ends_{c.origin}", at=c.at) + (f" {words}" if c.words else ""),
    }


def _fact(matrix: Matrix, option: str, name: str) -> dict[str, Any]:
    figure, c = matrix.figures[option, name], matrix.criteria[name]
    low, high = figure.low, figure.high
    if low == high and c.step not in (0, _judged_step(matrix)):
        low = max(low - c.step, min(c.worst, c.best))
        high = min(high + c.step, max(c.worst, c.best))
    texts = [f"{s.name}: {s.figures[option, name].text or '?'}" for s in matrix.sheets]
    plain = [figure.text] if figure.text != _plain(figure.value) else []
    said = "; ".join([figure.at, *(texts if len(texts) > 1 else plain)])
    return {
        "value": figure.value if figure.known else "unknown",
        "low": low if low < high else "",
        "high": high if low < high else "",
        "kind": "judged" if c.step else "measured",
        "note": say("fact_note", cell=said, scale=say(f"scale_{c.origin}")),
    }
