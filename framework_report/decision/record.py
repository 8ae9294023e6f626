"""Write the decision down as an architecture decision record (MADR 4), and keep it true.

A record speaks of the figures that the decision rested on, so that it stays as it was. Its text
stands between two marks, with the sum of what stands there: what a person wrote beside them is
never touched, and neither is a text that a person has changed. When the leader is another one the
next record supersedes it; in the old one only the status and a line behind the marks change.
"""

import hashlib
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from framework_report.decision.madr import Content, content
from framework_report.decision.read import Decision
from framework_report.files import ProblemError, read_text, rewrite_text, told, write_text
from framework_report.tables import Problem
from framework_report.words.text import say

_BEGIN = re.compile(
    r"<!-- record: report=(?P<report>\S*) leader=(?P<leader>.*?) decision=(?P<decision>\S*) "
    r"supersedes=(?P<supersedes>\S*) sum=(?P<sum>\S*) -->\n"
)
_END = "<!-- record: end -->\n"
_OWN = "# written by the record command"
_STATUS = re.compile(rf"^status: .*{_OWN}$", re.MULTILINE)
_FRONT = re.compile(
    rf"^status: .*{_OWN}(?:\n(?:date: \d{{4}}-\d\d-\d\d|(?:date|decision-makers): .*{_OWN}))*$",
    re.MULTILINE,
)
"""The lines of the front matter that the command wrote: nobody else's date or names."""
_LINK = re.compile(r"^.*<!-- record: superseded -->\n", re.MULTILINE)


_LONGEST_NAME = 80
"""Characters of a label that a record's name repeats."""


class Record(NamedTuple):
    """One record of this report in the folder: its file, text around the block, and first mark."""

    path: Path
    text: str
    said: dict[str, str]
    block: str


def write_record(problem: Problem, decision: Decision | None, folder: str | Path) -> list[str]:
    """Write or bring up to date the record of a decision, and say what was done, in lines.

    Where nothing is decided the first scenario's answer is a proposal.

    Raises:
        ProblemError: the folder cannot be read or written.
    """
    folder = Path(folder)
    report = _slug(problem.report.title) or "report"
    with told(folder, "cannot be used"):
        ours = _records(folder, report)
        made = content(problem, decision, _command_folder(problem, folder))
    last = ours[-1] if ours else None
    if last and last.said["leader"] == made.leader:
        done = [_again(last, made, report)]
        # What an earlier run began: the record that the last one supersedes says so.
        older = [r.path for r in ours if r.path.name == last.said["supersedes"]]
        return done + [line for path in older for line in _mark_superseded(path, last.path.name)]
    taken = [int(p.name[:4]) for p in folder.glob("*.md") if re.match(r"\d{4}-", p.name)]
    number = max(taken, default=0) + 1
    if number > 9999:
        raise ProblemError([say("records", "adr_full", folder=folder)])
    slug = _slug(made.leader_label)[:_LONGEST_NAME].rstrip("-") or made.leader
    name = f"{number:04d}-{say('records', 'adr_name' if slug else 'adr_name_none', leader=slug)}.md"
    block = _block(made, report, last.path.name if last else "")
    write_text(folder / name, f"---\n{_front(made)}\n---\n\n{block}", expected=None)
    done = [say("records", "adr_wrote", file=folder / name)]
    return done + (_mark_superseded(last.path, name) if last else [])


def _command_folder(problem: Problem, folder: Path) -> str:
    """Return the tables' folder as seen from the folder that holds both them and the records."""
    data, records = problem.folder.resolve(), folder.resolve()
    try:
        common = os.path.commonpath([data.parent, records.parent])
    except ValueError:  # two drives
        common = data.anchor
    return (data if common == data.anchor else Path(os.path.relpath(data, common))).as_posix()


def _slug(text: str) -> str:
    """Return a name for files: lower case, of a-z, 0-9 and hyphens.

    >>> _slug("Django, Flask or FastAPI?"), _slug("Größe!"), _slug("決定")
    ('django-flask-or-fastapi', 'grosse', '')
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def _records(folder: Path, report: str) -> list[Record]:
    """Return this report's records; other files of the folder are none of our business."""
    if folder.exists() and not folder.is_dir():
        raise ProblemError([f"{folder}: found a file, expected a folder for records"])
    found = []
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]-*.md")):
        try:
            text = read_text(path)
        except ProblemError:
            continue
        mark = _BEGIN.search(text)
        if mark and mark["report"] == report:
            inside = text[mark.end() :].partition(_END)
            block = mark[0] + inside[0] + _END if inside[1] else ""
            found.append(Record(path, text, mark.groupdict(), block))
    return found


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _front(made: Content) -> str:
    lines = [f"status: {made.status}"]
    lines += [f"date: {made.date}"] if made.date else []
    # Text of JSON is text of YAML, whatever it holds.
    makers = json.dumps(made.makers, ensure_ascii=False)
    lines += [f"decision-makers: {makers}"] if made.makers else []
    return "\n".join(f"{line} {_OWN}" for line in lines)


def _block(made: Content, report: str, supersedes: str) -> str:
    inner = made.body
    if supersedes:
        inner += "\n" + say("records", "adr_supersedes", file=supersedes) + "\n"
    said = f"leader={made.leader} decision={made.digest} supersedes={supersedes}"
    return f"<!-- record: report={report} {said} sum={_sum(inner)} -->\n{inner}{_END}"


def _again(last: Record, made: Content, report: str) -> str:
    """Bring the last record up to date where the same leader was decided on again."""
    path, text, said, block = last
    if said["decision"] == made.digest:
        return say("records", "adr_same", file=path)
    if not block or _sum(block.partition("\n")[2].removesuffix(_END)) != said["sum"]:
        return say("records", "adr_edited", file=path)
    head, _, rest = text.partition(block)
    head = _FRONT.sub(lambda _: _front(made), head, count=1)
    rewrite_text(path, head + _block(made, report, said["supersedes"]) + rest, text)
    return say("records", "adr_updated", file=path)


def _mark_superseded(path: Path, by: str) -> list[str]:
    """Touch only the two lines that are the command's own: the status, and the link."""
    text = read_text(path)
    link = f"{say('records', 'adr_superseded', file=by)} <!-- record: superseded -->\n"
    new = _STATUS.sub(f'status: "superseded by {by}" {_OWN}', text, count=1)
    if _LINK.search(new):
        new = _LINK.sub(lambda _: link, new, count=1)
    elif _END in new:
        new = new.replace(_END, f"{_END}\n{link}", 1)
    else:
        new = f"{new.rstrip()}\n\n{link}"
    if new == text:
        return []
    rewrite_text(path, new, text)
    return [say("records", "adr_linked", file=path)]
