"""From a matrix to a folder of tables, which is a report; and the two commands on matrices."""

import csv
import importlib.resources
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import tomlkit

from framework_report.matrix.audit import audit
from framework_report.matrix.figures import Figure
from framework_report.matrix.grids import refuse
from framework_report.matrix.reading import Matrix, read_matrix
from framework_report.matrix.sheet import Criterion
from framework_report.matrix.words import listed, say


def write_folder(matrix: Matrix, folder: str | Path, notebook: str | None = None) -> None:
    """Write a matrix as tables into a new or empty folder, whole or not at all.

    ``notebook`` is the text of a notebook to put beside them.
    """
    ids = _ids([*matrix.options]), _ids([*matrix.criteria])
    files = {
        "report.toml": _report(matrix),
        "criteria.csv": _table(
            {"criterion": ids[1][n], "label": n, "theme": c.theme, "kind": "scored"}
            for n, c in matrix.criteria.items()
        ),
        "measures.csv": _table(_measure(ids[1][n], c) for n, c in matrix.criteria.items()),
        "frameworks.csv": _table({"framework": ids[0][o], "label": o} for o in matrix.options),
        "facts.csv": _table(
            _fact(matrix, ids[0][option], ids[1][name], option, name)
            for option in matrix.options
            for name in matrix.criteria
        ),
        **_scenarios(matrix, ids[1]),
    }
    _write(Path(folder), files | ({"decision_report.ipynb": notebook} if notebook else {}))


def write_starter(folder: str | Path, notebook: str | None = None) -> None:
    """Write a small commented example about something everyday into a new or empty folder."""
    tables = importlib.resources.files("framework_report.matrix") / "starter"
    files = {table.name: table.read_text("utf-8") for table in tables.iterdir() if table.is_file()}
    _write(Path(folder), files | ({"decision_report.ipynb": notebook} if notebook else {}))


def new(
    folder: str | Path, files: Sequence[str | Path] = (), notebook: str | None = None
) -> list[str]:
    """Start a report in a folder, from a matrix or from the example; give the lines to print."""
    if not files:
        write_starter(folder, notebook)
        return [say("starter", folder=folder), say("next", folder=folder)]
    matrix = read_matrix(*files)
    lines = [finding.text for finding in audit(matrix)]
    lines += [say("assumed", text=text) for text in matrix.assumptions]
    write_folder(matrix, folder, notebook)
    size = {"options": len(matrix.options), "criteria": len(matrix.criteria)}
    return [*lines, say("written", folder=folder, **size), say("next", folder=folder)]


def audit_files(files: Sequence[str | Path]) -> tuple[list[str], int]:
    """Audit a matrix; give the lines to print and the exit code: 1 where something was found."""
    matrix = read_matrix(*files)
    findings = [finding.text for finding in audit(matrix)]
    assumed = [say("assumed", text=text) for text in matrix.assumptions]
    size = {"options": len(matrix.options), "criteria": len(matrix.criteria)}
    return [*(findings or [say("fine", **size)]), *assumed], int(bool(findings))


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise refuse(str(folder), say("full_folder"), say("empty_folder"))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            made = Path(beside) / "tables"
            made.mkdir()
            for name, text in files.items():
                (made / name).write_text(text, "utf-8", newline="\n")
            folder.mkdir(exist_ok=True)
            for table in made.iterdir():
                table.rename(folder / table.name)
    except OSError as error:
        found = say("no_folder", why=error.strerror)
        raise refuse(str(folder), found, say("empty_folder")) from error


def _ids(labels: list[str]) -> dict[str, str]:
    """Give each label a short name of its own in a-z, 0-9 and _.

    >>> _ids(["Café au lait", "cafe au lait!", "日本", "best"])
    {'Café au lait': 'cafe_au_lait', 'cafe au lait!': 'cafe_au_lait_2', '日本': 'n3', 'best': 'n4'}
    """
    ids: dict[str, str] = {}
    for number, label in enumerate(labels, 1):
        ascii_ = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        short = re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_")[:40]
        if not re.match("[a-z]", short) or short in ("worst", "best"):
            short = f"n{number}"
        ids[label] = short if short not in ids.values() else f"{short}_{number}"
    return ids


def _table(rows: Iterable[dict[str, str]]) -> str:
    """Write rows as CSV; a column that is empty everywhere is left out."""
    kept = list(rows)
    columns = [name for name in kept[0] if any(row[name] for row in kept)]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue()


def _report(matrix: Matrix) -> str:
    steps = [c.step for c in matrix.criteria.values() if c.step]
    report = tomlkit.document()
    for line in [say("about_report", files=_sources(matrix)), *matrix.assumptions]:
        report.add(tomlkit.comment(line))
    report.add(tomlkit.nl())
    report["title"] = matrix.title
    for key, value in zip(("alternative", "alternatives"), matrix.nouns, strict=True):
        report[key] = value
    step = max(set(steps), key=steps.count) if steps else 1
    report["judged_step"] = int(step) if step == int(step) else step
    report["judged_step"].comment(say("about_step"))
    return tomlkit.dumps(report)


def _sources(matrix: Matrix) -> str:
    return listed([*dict.fromkeys(sheet.file for sheet in matrix.sheets)])


def _measure(criterion: str, c: Criterion) -> dict[str, str]:
    low, high = f"{min(c.worst, c.best):g}", f"{max(c.worst, c.best):g}"
    plain = say("points_of", high=high) if low == "0" else say("points_to", low=low, high=high)
    words = say("words", words=", ".join(f"{word} = {n:g}" for word, n in c.words.items()))
    return {
        "criterion": criterion,
        "measure": "as_scored" if c.step else "as_stated",
        "unit": c.unit or (plain if c.step or not c.words else say("ticks_unit")),
        "worst": repr(c.worst).removesuffix(".0"),
        "best": repr(c.best).removesuffix(".0"),
        "reason": say(f"ends_{c.origin}", at=c.at) + (f" {words}" if c.words else ""),
    }


def _fact(matrix: Matrix, framework: str, criterion: str, option: str, name: str) -> dict[str, str]:
    figure, c = matrix.figures[option, name], matrix.criteria[name]
    steps = [other.step for other in matrix.criteria.values() if other.step]
    usual = max(set(steps), key=steps.count) if steps else 1
    own = [(sheet.name, sheet.figures[option, name]) for sheet in matrix.sheets]
    ends = ("", "")
    if figure.known and (figure.low < figure.high or c.step != usual):
        lowest, highest = min(c.worst, c.best), max(c.worst, c.best)
        off = c.step if figure.low == figure.high else 0.0
        ends = (_plain(max(figure.low - off, lowest)), _plain(min(figure.high + off, highest)))
    said = [f"{who}: {f.text or '?'}" for who, f in own] if len(own) > 1 else []
    return {
        "framework": framework,
        "criterion": criterion,
        "value": _plain(figure.value) if figure.known else "unknown",
        "low": ends[0],
        "high": ends[1],
        "kind": "judged",
        "source_title": _sources(matrix),
        "note": "; ".join([_note(figure, c), *said]),
    }


def _note(figure: Figure, c: Criterion) -> str:
    cell = (
        figure.at
        if figure.value == figure.low == figure.high and figure.text not in c.words
        else (
            say("cell_says", at=figure.at, text=figure.text)
            if figure.text
            else say("cell_empty", at=figure.at)
        )
    )
    return say("fact_note", cell=cell, scale=say(f"scale_{c.origin}"))


def _plain(number: float) -> str:
    return repr(float(number)).removesuffix(".0")


def _scenarios(matrix: Matrix, ids: dict[str, str]) -> dict[str, str]:
    """Write each set of weights as points: the largest is 10, the others are exact."""
    labels = {name: name or say("scenario") for name in matrix.weights}
    names = _ids(list(labels.values()))
    rows = [
        {
            "scenario": names[labels[name]],
            "criterion": ids[criterion],
            "points": _plain(10 * weight / max(weights.values())),
            "because": say("because", weight=f"{weight:.6g}", files=_sources(matrix)),
        }
        for name, weights in matrix.weights.items()
        for criterion, weight in weights.items()
    ]
    stories = [
        {"scenario": names[label], "label": label, "story": say("story", files=_sources(matrix))}
        for label in labels.values()
    ]
    return {"scenarios.csv": _table(stories), "scenario_points.csv": _table(rows)}
