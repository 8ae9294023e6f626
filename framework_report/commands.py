"""What each command reads, does and prints.

What a command needs is imported when it is called, so that none waits for another one's libraries.
"""

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_report.faults import short, visible
from framework_report.files import ProblemError, decoded, read_text
from framework_report.words.text import say

if TYPE_CHECKING:
    from framework_report.decision import Decision
    from framework_report.state import State
    from framework_report.tables import Problem

NO_LONGER = 1
DATA = Path("data")
REVIEW_AFTER = datetime.timedelta(days=182)

app = typer.Typer(
    help="Choose by evidence and by priorities, and keep the decision true.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # What --data was called once.
    context_settings={"token_normalize_func": lambda name: "data" if name == "folder" else name},
)
Data = Annotated[Path, typer.Option("--data", help="The folder with the tables and decision.toml.")]
Notebooks = Annotated[Path | None, typer.Option(help="The folder with the notebooks.")]
Why = Annotated[str, typer.Option(help="A line of why.")]
SwitchIf = Annotated[str, typer.Option(help="What would make us switch.")]


def _read(data: Path) -> "tuple[Problem, Decision | None]":
    from framework_report.decision import read_decision
    from framework_report.tables import load_problem

    problem = load_problem(data)
    return problem, read_decision(problem)


def tell(line: object = "", err: bool = False) -> None:
    """Print a line; what steers a terminal is shown and not obeyed."""
    typer.echo(visible(line), err=err)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        tell(line)


@app.command()
def check(
    data: Data = DATA,
    project: Annotated[
        Path | None, typer.Option(help="Look at what this project has installed.")
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask PyPI, through pip, what is newest.")
    ] = False,
    before: Annotated[
        Path | None, typer.Option(help="Say what changed in scores since this folder's tables.")
    ] = None,
    max_age_days: Annotated[int, typer.Option(help="Warn of evidence older than this.")] = 400,
    today: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="By default, today.")
    ] = None,
) -> None:
    """Say whether the decision still follows from the evidence, and what moved; exit 1 if not."""
    from framework_report.decision.check import beside
    from framework_report.decision.check import check as checked

    problem, decision = _read(data)
    day = today.date() if today else datetime.date.today()
    warnings, found = checked(
        problem, decision, day, max_age_days=max_age_days, online=online, project=project
    )
    _print(say("commands", "warning", text=warning) for warning in warnings)
    tell(found.text if found else say("commands", "sound", folder=problem.folder))
    _print(beside(before, problem.folder) if before else [])
    if found and not found.holds:
        raise typer.Exit(NO_LONGER)


@app.command()
def show(data: Data = DATA) -> None:
    """Say the answer in words, for the decision or else for the first scenario."""
    from framework_report.decision import committed_state
    from framework_report.outcome import Outcome
    from framework_report.words import answer_text, verdict
    from framework_report.words.answer import PARTS

    problem, decision = _read(data)
    outcome = Outcome(problem, committed_state(problem, decision))
    if decision is None:
        label = next(iter(problem.scenarios["label"]), "")
        tell(say("commands", "undecided" if label else "undecided_none", scenario=label))
        tell()
    tell(answer_text(outcome, decision))
    for name, title, text in verdict(outcome):
        if title and name not in ("way_out", "advice", *PARTS):
            tell(f"\n{title}: {text}")


@app.command()
def adopt(
    sent: Annotated[
        str,
        typer.Argument(help="A file with a link or with TOML, or the link itself; - reads input."),
    ],
    why: Why = "",
    switch_if: SwitchIf = "",
    origin: Annotated[
        str, typer.Option("--from", help="Whose priorities these are, and by which rule.")
    ] = "",
    data: Data = DATA,
) -> None:
    """Make priorities that somebody sent the team's decision: write decision.toml."""
    from framework_report.state import read_state

    problem, before = _read(data)
    is_link = "#" in sent and "=" in sent and not _is_there(sent)
    text = _input() if sent == "-" else sent if is_link else read_text(sent)
    place = short(sent) if is_link else sent
    try:
        state, name, warnings = read_state(text, problem)
    except ProblemError as error:
        raise ProblemError(f"{place}: {fault}" for fault in error.faults) from None
    for warning in warnings:
        tell(say("commands", "warning", text=f"{place}: {warning}"), err=True)
    _decide(problem, before, state, why, switch_if, origin or name, place)


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # longer than a file's name can be, as links are
        return False


def _input() -> str:
    """Read what is piped in, as a file is read."""
    if sys.stdin is None:
        raise ProblemError([say("commands", "read_failed", path="-", reason="it is closed")])
    return decoded(sys.stdin.buffer.read(), "-")


def _decide(
    problem: "Problem",
    before: "Decision | None",
    state: "State",
    why: str,
    switch_if: str,
    origin: str,
    place: str,
) -> None:
    """Write decision.toml, in the place of the decision before it, and say who leads.

    Raises:
        ProblemError: there are no priorities in the state; what was decided before stays.
    """
    from framework_report.decision import FILE, new_decision, write_decision
    from framework_report.outcome import Outcome
    from framework_report.state import scenario_state
    from framework_report.words import headline

    def has_its_points(scenario: str) -> bool:
        of = scenario_state(problem, scenario)
        return (of.points, of.must_haves) == (state.points, state.must_haves)

    if not any(state.points.values()):
        raise ProblemError([say("commands", "no_points", place=place)])
    path, today = problem.folder / FILE, datetime.date.today()
    outcome = Outcome(problem, state)
    scenario = next(filter(has_its_points, problem.scenarios.index), "")
    days = {"date": today, "review_by": today + REVIEW_AFTER}
    made = new_decision(problem, outcome, why, switch_if, scenario, origin, **days)
    write_decision(made, path, expected=before.text if before else None)
    tell(say("commands", "adopted", path=path, headline=headline(outcome)))


@app.command()
def record(
    records: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where records go.")],
    data: Data = DATA,
) -> None:
    """Write the decision down as an architecture decision record (MADR 4), or keep it true."""
    from framework_report.decision.record import write_record

    _print(write_record(*_read(data), records))


@app.command()
def group(
    adopt: Annotated[
        str, typer.Option(help="Make the decision from them: by the median, or by the mean.")
    ] = "",
    why: Why = "",
    switch_if: SwitchIf = "",
    data: Data = DATA,
) -> None:
    """Say who leads for whom of those who sent priorities, and where they differ."""
    from framework_report.decision import committed_state
    from framework_report.group import FOLDER, Group, combined_state, read_people, report_lines

    problem, before = _read(data)
    base = committed_state(problem, before)
    people, faults = read_people(problem, problem.folder / FOLDER)
    _print(report_lines(problem, people, faults, base))
    if adopt:
        state, origin = combined_state(problem, Group(problem, people, base).people, adopt, base)
        _decide(problem, before, state, why, switch_if, origin, f"--adopt {adopt}")


@app.command()
def backtest(data: Data = DATA) -> None:
    """Compare what the tables say with what real teams have decided."""
    from framework_report.backtest import report_lines

    _print(report_lines(_read(data)[0]))


@app.command()
def new(
    target: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make.")],
    files: Annotated[
        list[Path] | None, typer.Option("--from", help="A matrix to start from; may be repeated.")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="[FILE...]", hidden=True)] = None,
) -> None:
    """Start a report of your own: an example, or a weighted matrix that you have already."""
    from framework_report.matrix import new as made

    _print(made(target, [*(files or []), *(more or [])]))


@app.command()
def audit(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV, workbook or Markdown.")
    ],
) -> None:
    """Say what is wrong with a weighted matrix; exit 1 where something is."""
    from framework_report.matrix import audit_files

    lines, code = audit_files(files)
    _print(lines)
    if code:
        raise typer.Exit(NO_LONGER)


@app.command()
def report(
    data: Data = DATA,
    notebooks: Notebooks = None,
    to: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("build"),
) -> None:
    """Run the notebooks on the decision and write each as one HTML file that needs no server."""
    from framework_report.decision import committed_state
    from framework_report.outcome import Outcome
    from framework_report.pages import notebooks_of, write_pages
    from framework_report.words import headline

    problem, decision = _read(data)  # before any kernel starts: faults are told at once
    for path in write_pages(notebooks_of(notebooks, problem.folder), problem.folder, to):
        tell(say("commands", "wrote", path=path))
    tell(headline(Outcome(problem, committed_state(problem, decision))))


@app.command()
def notebook(data: Data = DATA, notebooks: Notebooks = None) -> None:
    """Run the notebooks and save them executed, the same bytes each time."""
    from framework_report.decision import committed_state
    from framework_report.pages import notebooks_of, run_notebooks
    from framework_report.readme import refresh

    problem, decision = _read(data)
    paths = notebooks_of(notebooks, problem.folder, own=False)
    for path in run_notebooks(paths, problem.folder):
        tell(say("commands", "executed", path=path))
    if not notebooks and (readme := refresh(problem, committed_state(problem, decision))):
        tell(say("commands", "refreshed", path=readme))
