"""From a matrix to a folder of tables, which is a report; and the two commands on matrices."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.resources import files as packaged
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from framework_report.files import write_text
from framework_report.matrix.audit import audit
from framework_report.matrix.grids import refuse, say
from framework_report.matrix.reading import Matrix, read_matrix
from framework_report.words.text import in_sentence, joined


def write_folder(matrix: Matrix, folder: str | Path) -> None:
    """Write a matrix as tables into a new or empty folder."""
    options, criteria = _ids(matrix.options), _ids(matrix.criteria.index)
    source = joined(dict.fromkeys(sheet.file for sheet in matrix.sheets))
    steps = [step for step in matrix.criteria.step if step]
    usual = max(steps, key=steps.count, default=1.0)
    report = tomlkit.document()
    for line in [say("about_report", files=source), *matrix.assumptions]:
        report.add(tomlkit.comment(line))
    nouns = dict(zip(("alternative", "alternatives"), matrix.nouns, strict=True))
    report.update({"title": matrix.title, **nouns, "judged_step": usual})
    report["judged_step"].comment(say("about_step"))
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in matrix.criteria.itertuples():
        least, most = sorted([c.worst, c.best])
        key, kind = {"criterion": criteria[c.Index]}, "as_scored" if c.step else "as_stated"
        score = c.origin != "present" and not c.unit and not least
        slots = {"name": in_sentence(c.Index), "unit": c.unit, "high": f"{most:g}"}
        says = re.sub(r"[{}]", "", say("says_score" if score else "says_figure", **slots))
        says = " ".join(says.split()).replace("<value>", "{value}")
        words = say("words", words=", ".join(f"{word} = {x:g}" for word, x in c.words.items()))
        reason = say(f"ends_{c.origin}", at=c.cell) + words * bool(c.words)
        unit = c.unit or (say("points") if c.step else "")
        rows["criteria"].append(key | {"label": c.Index, "theme": c.theme, "kind": "scored"})
        measure = {"measure": kind, "worst": c.worst, "best": c.best, "label": say(kind)}
        rows["measures"].append(key | measure | {"unit": unit, "says": says, "reason": reason})
        off = c.step if c.step != usual else 0.0
        for option in matrix.options:
            f = matrix.figures[option, c.Index]
            by = off if f.low == f.high else 0.0
            low, high = max(f.low - by, least), min(f.high + by, most)
            texts = [f"{s.name}: {s.figures[option, c.Index].text or '?'}" for s in matrix.sheets]
            said = "; ".join([f.at, *(texts if len(texts) > 1 else filter(None, [f.text]))])
            fact = {"framework": options[option], **key, "value": f.value if f.known else "unknown"}
            fact |= {"low": low, "high": high} if low < high else {"low": "", "high": ""}
            fact |= {"kind": "judged" if c.step else "measured", "source_title": source}
            note = say("fact_note", cell=said, scale=say(f"scale_{c.origin}"))
            rows["facts"].append(fact | {"note": note})
    rows["frameworks"] = [{"framework": i, "label": option} for option, i in options.items()]
    scenarios = _ids(name or say("scenario") for name in matrix.weights)
    for (label, i), weights in zip(scenarios.items(), matrix.weights.values(), strict=True):
        top, story = max(weights.values()), say("story", files=source)
        rows["scenarios"].append({"scenario": i, "label": label, "story": story})
        for name, x in weights.items():
            row = {"scenario": i, "criterion": criteria[name], "points": 10 * x / top}
            because = say("because", weight=f"{x:.6g}", files=source)
            rows["scenario_points"].append(row | {"because": because})
    made = {f"{name}.csv": _table(found) for name, found in rows.items()}
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
    if folder.is_dir() and any(folder.iterdir()):
        raise refuse("full_folder", at=folder)
    for name, text in files.items():
        write_text(folder / name, text)


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
