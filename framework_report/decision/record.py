"""Write the decision down as an architecture decision record (MADR 4), and keep it true.

A record speaks of the figures that the decision rested on, so that it stays as it was. Its text
stands between two marks, with the sum of what stands there: what a person wrote beside them is
never touched, and neither is a text that a person has changed. When the leader is another one the
next record supersedes it; in the old one only the status and a line behind the marks change.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from framework_report.decision.madr import Content, content
from framework_report.decision.read import Decision
from framework_report.files import ProblemError, read_text, write_text
from framework_report.tables import Problem
from framework_report.words.text import say

_NAME = re.compile(r"(\d{4})-.*\.md")
_BEGIN = re.compile(
    r"<!-- record: report=(?P<report>\S*) leader=(?P<leader>\S*) decision=(?P<decision>\S*) "
    r"supersedes=(?P<supersedes>\S*) sum=(?P<sum>\S*) -->\n"
)
_END = "<!-- record: end -->\n"
_OWN = "# written by the record command"
_STATUS = re.compile(rf"^status: .*{_OWN}$", re.MULTILINE)
_LINK = re.compile(r"^.*<!-- record: superseded -->\n", re.MULTILINE)


class Record(NamedTuple):
    """One record of this report in the folder: its file, text, and what its first mark says."""

    path: Path
    text: str
    leader: str
    decision: str
    supersedes: str
    untouched: bool
    begin: int
    end: int


def write_record(problem: Problem, decision: Decision | None, folder: str | Path) -> list[str]:
    """Write or bring up to date the record of a decision, and say what was done, in lines.

    Where nothing is decided the first scenario's answer is a proposal.

    Raises:
        ProblemError: the folder cannot be read or written.
    """
    folder = Path(folder)
    made = content(problem, decision, _command_folder(problem, folder))
    report = _slug(problem.report.title) or "report"
    ours = sorted(_records(folder, report), key=lambda record: record.path.name)
    last = ours[-1] if ours else None
    if last and last.leader == made.leader:
        return [*_again(last, made, report), *_superseded(folder, ours, last)]
    name = _file_name(folder, made)
    supersedes = last.path.name if last else ""
    write_text(folder / name, _text(made, report, supersedes), expected=None)
    done = [say("records", "adr_wrote", file=folder / name)]
    if last:
        done += _mark_superseded(last.path, name)
    return done


def _command_folder(problem: Problem, folder: Path) -> str:
    """Return the tables' folder as seen from the folder that holds both them and the records."""
    data, records = problem.folder.resolve(), folder.resolve()
    try:
        common = os.path.commonpath([data.parent, records.parent])
        if common == data.anchor:
            return data.as_posix()
        return Path(os.path.relpath(data, common)).as_posix()
    except ValueError:  # two drives
        return data.as_posix()


def _slug(text: str) -> str:
    """Return a name for files: lower case, of a-z, 0-9 and hyphens.

    >>> _slug("Django, Flask or FastAPI?"), _slug("Größe!"), _slug("決定")
    ('django-flask-or-fastapi', 'grosse', '')
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def _records(folder: Path, report: str) -> Iterator[Record]:
    """Yield this report's records; other files of the folder are none of our business."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ProblemError([f"{folder}: found a file, expected a folder for records"])
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]-*.md")):
        try:
            text = read_text(path)
        except ProblemError:
            continue
        mark = _BEGIN.search(text)
        if mark is None or mark["report"] != report:
            continue
        end = text.find(_END, mark.end())
        inner = text[mark.end() : end] if end >= 0 else ""
        untouched = end >= 0 and _sum(inner) == mark["sum"]
        said = (mark["leader"], mark["decision"], mark["supersedes"])
        yield Record(path, text, *said, untouched, mark.start(), end + len(_END))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _file_name(folder: Path, made: Content) -> str:
    taken = [int(m[1]) for p in folder.glob("*.md") if (m := _NAME.fullmatch(p.name))]
    number = max(taken, default=0) + 1
    if number > 9999:
        raise ProblemError([say("records", "adr_full", folder=folder)])
    slug = _slug(made.leader_label) or made.leader
    kind = "adr_name" if slug else "adr_name_none"
    return f"{number:04d}-{say('records', kind, leader=slug)}.md"


def _text(made: Content, report: str, supersedes: str) -> str:
    return f"---\n{_front(made)}---\n\n{_block(made, report, supersedes)}"


def _front(made: Content) -> str:
    lines = [f"status: {made.status} {_OWN}"]
    lines += [f"date: {made.date}"] if made.date else []
    lines += [f"decision-makers: {_quoted(made.makers)}"] if made.makers else []
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """Write text as YAML, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _block(made: Content, report: str, supersedes: str) -> str:
    inner = made.body
    if supersedes:
        inner += "\n" + say("records", "adr_supersedes", file=supersedes) + "\n"
    said = f"leader={made.leader} decision={made.digest} supersedes={supersedes}"
    return f"<!-- record: report={report} {said} sum={_sum(inner)} -->\n{inner}{_END}"


def _again(last: Record, made: Content, report: str) -> list[str]:
    """Bring the last record up to date where the same leader was decided on again."""
    if last.decision == made.digest:
        return [say("records", "adr_same", file=last.path)]
    if not last.untouched:
        return [say("records", "adr_edited", file=last.path)]
    block = _block(made, report, last.supersedes)
    head, body = last.text[: last.begin], block + last.text[last.end :]
    if _STATUS.search(head):
        head = re.sub(r"^(date|decision-makers): .*\n", "", head, flags=re.MULTILINE)
        front = _front(made).rstrip("\n").replace("\\", "\\\\")
        head = _STATUS.sub(front, head, count=1)
    _save(last.path, head + body, last.text)
    return [say("records", "adr_updated", file=last.path)]


def _superseded(folder: Path, ours: list[Record], last: Record) -> list[str]:
    """Finish what an earlier run began: the record that the last one supersedes says so."""
    if last.supersedes in [record.path.name for record in ours]:
        return _mark_superseded(folder / last.supersedes, last.path.name)
    return []


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
    _save(path, new, text)
    return [say("records", "adr_linked", file=path)]


def _save(path: Path, text: str, read: str) -> None:
    if b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    write_text(path, text, expected=read)
