"""From a matrix to a folder of tables, which is a report; and the two commands on matrices."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.resources import files as packaged
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from framework_report.matrix.audit import audit
from framework_report.matrix.grids import refuse, say
from framework_report.matrix.reading import Matrix, read_matrix
from framework_report.words.text import in_sentence, joined


def write_folder(matrix: Matrix, folder: str | Path) -> None:
    """Write a matrix as tables into a new or empty folder."""
    options, criteria = _ids(matrix.options), _ids(matrix.criteria)
    source = joined(dict.fromkeys(sheet.file for sheet in matrix.sheets))
    steps = [c.step for c in matrix.criteria.values() if c.step]
    usual = max(steps, key=steps.count, default=1.0)
    report = tomlkit.document()
    for line in [say("about_report", files=source), *matrix.assumptions]:
        report.add(tomlkit.comment(line))
    nouns = dict(zip(("alternative", "alternatives"), matrix.nouns, strict=True))
    report.update({"title": matrix.title, **nouns, "judged_step": usual})
    report["judged_step"].comment(say("about_step"))
    named, measures, facts, points = [], [], [], []
    row: dict[str, Any]
    for name, c in matrix.criteria.items():
        is_score = c.origin != "present" and not c.unit and not min(c.worst, c.best)
        slots = {"name": in_sentence(name), "unit": c.unit, "high": f"{max(c.worst, c.best):g}"}
        says = re.sub(r"[{}]", "", say("says_score" if is_score else "says_figure", **slots))
        says = " ".join(says.split()).replace("<value>", "{value}")
        words = ", ".join(f"{word} = {n:g}" for word, n in c.words.items())
        row = {"criterion": criteria[name]}
        named.append(row | {"label": name, "theme": c.theme, "kind": "scored"})
        row |= {"measure": "as_scored" if c.step else "as_stated", "worst": c.worst, "best": c.best}
        row |= {"label": say(row["measure"]), "unit": c.unit or (say("points") if c.step else "")}
        reason = say(f"ends_{c.origin}", at=c.at) + (say("words", words=words) if words else "")
        measures.append(row | {"says": says, "reason": reason})
        off = c.step if c.step != usual else 0.0
        for option in matrix.options:
            f = matrix.figures[option, name]
            low, high = (f.low - off, f.high + off) if f.low == f.high else (f.low, f.high)
            ends = max(low, min(c.worst, c.best)), min(high, max(c.worst, c.best))
            texts = [f"{s.name}: {s.figures[option, name].text or '?'}" for s in matrix.sheets]
            said = "; ".join([f.at, *(texts if len(texts) > 1 else filter(None, [f.text]))])
            row = {"framework": options[option], "criterion": criteria[name]}
            row |= {"value": f.value if f.known else "unknown", "source_title": source}
            exact = not ends[0] < ends[1]
            row |= {"low": "" if exact else ends[0], "high": "" if exact else ends[1]}
            note = say("fact_note", cell=said, scale=say(f"scale_{c.origin}"))
            facts.append(row | {"kind": "judged" if c.step else "measured", "note": note})
    scenarios = _ids(name or say("scenario") for name in matrix.weights)
    story = [
        {"scenario": i, "label": n, "story": say("story", files=source)}
        for n, i in scenarios.items()
    ]
    for scenario, weights in zip(scenarios.values(), matrix.weights.values(), strict=True):
        for name, x in weights.items():
            row = {
                "scenario": scenario,
                "criterion": criteria[name],
                "points": 10 * x / max(weights.values()),
            }
            points.append(row | {"because": say("because", weight=f"{x:.6g}", files=source)})
    labels = [{"framework": i, "label": option} for option, i in options.items()]
    tables = {"criteria": named, "measures": measures, "frameworks": labels, "facts": facts}
    tables |= {"scenarios": story, "scenario_points": points}
    made = {f"{name}.csv": _table(rows) for name, rows in tables.items()}
    _write(Path(folder), made | {"report.toml": tomlkit.dumps(report)})


def write_starter(folder: str | Path) -> None:
    """Write a small commented example about something everyday into a new or empty folder."""
    tables = (packaged("framework_report.matrix") / "starter").iterdir()
    _write(Path(folder), {table.name: table.read_text("utf-8") for table in tables})


def new(folder: str | Path, files: Sequence[str | Path] = ()) -> list[str]:
    """Start a report in a folder, from a matrix or from the example; give the lines to print."""
    if not files:
        write_starter(folder)
        return [say("starter", folder=folder), say("next", folder=folder)]
    lines, _ = audit_files(files)
    write_folder(read_matrix(*files), folder)
    return [*lines, say("written", folder=folder), say("next", folder=folder)]


def audit_files(files: Sequence[str | Path]) -> tuple[list[str], int]:
    """Audit a matrix; give the lines to print and the exit code: 1 where something was found."""
    matrix = read_matrix(*files)
    findings = [finding.text for finding in audit(matrix)]
    fine = say("fine", options=len(matrix.options), criteria=len(matrix.criteria))
    assumed = [say("assumed", text=text) for text in matrix.assumptions]
    return [*(findings or [fine]), *assumed], int(bool(findings))


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise refuse("full_folder", at=folder)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
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


def _table(rows: list[dict[str, Any]]) -> str:
    """Write rows as CSV; a column that is empty everywhere is left out."""
    frame = pd.DataFrame(rows, dtype=object)
    frame = frame.map(lambda x: repr(x).removesuffix(".0") if isinstance(x, float) else x)
    return str(frame.loc[:, (frame != "").any()].to_csv(index=False, lineterminator="\n"))
