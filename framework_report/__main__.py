"""The command line: `python -m framework_report check`, `show`, `compare`, `adopt` and more."""

import datetime
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from framework_report.decision import FILE, new_decision, read_decision, write_decision
from framework_report.narrative import headline, verdict
from framework_report.outcome import Outcome, State
from framework_report.payload import committed_state, differences, payload
from framework_report.priorities import read_priorities
from framework_report.problem import Problem, ProblemError, load_problem
from framework_report.recheck import recheck, stale

app = typer.Typer(
    help="Choose a Python web framework by evidence and by priorities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

NO_LONGER, FAULTY = 1, 2
"""Exit codes: the decision no longer follows from the evidence; the data cannot be read."""

Folder = Annotated[Path, typer.Option(help="The folder with the tables and decision.toml.")]


@app.command()
def check(
    folder: Folder = Path("data"),
    max_age_days: Annotated[int, typer.Option(help="Warn of evidence older than this.")] = 400,
    today: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="By default, today.")
    ] = None,
) -> None:
    """Recompute the committed decision on today's evidence.

    Exits with 1, and says what moved, where the leader has changed; with 2 where data is faulty.
    """
    day = today.date() if today else datetime.date.today()
    problem = load_problem(folder)
    decision = read_decision(problem)
    for warning in _old(problem, max_age_days, day):
        typer.echo(f"Warning: {warning}")
    if decision is None:
        typer.echo(f"The data is sound. There is no decision in {folder} to recheck yet.")
        return
    if decision.review_by < day:
        typer.echo(f"Warning: the decision was to be reviewed by {decision.review_by}.")
    found = recheck(problem, decision)
    typer.echo(found.text)
    if not found.holds:
        raise typer.Exit(NO_LONGER)


@app.command()
def show(folder: Folder = Path("data")) -> None:
    """Say the verdict in words, for the committed decision or else the first scenario."""
    problem = load_problem(folder)
    decision = read_decision(problem)
    if decision:
        typer.echo(f"Decided on {decision.date}, to be reviewed by {decision.review_by}.")
    else:
        typer.echo(f"Nothing is decided yet. Scenario: {problem.scenarios['label'].iloc[0]}.")
    for _, heading, text in verdict(Outcome(problem, committed_state(problem, decision))):
        typer.echo(f"\n{heading}: {text}" if heading else f"\n{text}")


Priorities = Annotated[
    str, typer.Argument(help="A file with the text of Copy priorities; - reads standard input.")
]
REVIEW_AFTER = datetime.timedelta(days=182)


@app.command()
def compare(priorities: Priorities, folder: Folder = Path("data")) -> None:
    """Show priorities that somebody sent beside the team's decision; change nothing."""
    problem = load_problem(folder)
    state = _sent(problem, priorities)
    decision = read_decision(problem)
    ours = committed_state(problem, decision)
    found = differences(payload(problem, decision), state.to_dict(), ours.to_dict())
    typer.echo(f"Ours: {headline(Outcome(problem, ours))}")
    typer.echo(f"Theirs: {headline(Outcome(problem, state))}")
    typer.echo("\n".join(["They differ in:", *found]) if found else "They are the same.")


@app.command()
def adopt(
    priorities: Priorities,
    why: Annotated[str, typer.Option(help="A line of why.")] = "",
    switch_if: Annotated[str, typer.Option(help="What would make us switch.")] = "",
    folder: Folder = Path("data"),
) -> None:
    """Make priorities that somebody sent the team's decision: write decision.toml."""
    problem = load_problem(folder)
    state, today = _sent(problem, priorities), datetime.date.today()
    outcome = Outcome(problem, state)
    decision = new_decision(
        problem, outcome, why, switch_if, date=today, review_by=today + REVIEW_AFTER
    )
    write_decision(decision, folder / FILE)
    typer.echo(f"Wrote {folder / FILE}: {headline(outcome)}")


def _sent(problem: Problem, priorities: str) -> State:
    """Read priorities from a file or from standard input; say what is odd about them."""
    if priorities == "-":
        text = sys.stdin.read()
    else:
        try:
            text = Path(priorities).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProblemError([f"{priorities}: cannot be read ({error})"]) from None
    state, warning = read_priorities(text, problem)
    if warning:
        typer.echo(f"Warning: {warning}", err=True)
    return state


Notebooks = Annotated[Path, typer.Option(help="The folder with the notebooks.")]


@app.command()
def report(
    folder: Folder = Path("data"),
    notebooks: Notebooks = Path("notebooks"),
    to: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("build"),
) -> None:
    """Run the notebooks on the committed decision and export each as one HTML file."""
    # Jupyter's parts take a second to import, which no other command should wait for.
    from framework_report.notebooks import execute, write_text

    def page(path: Path) -> str:
        notebook = execute(path)
        # Only now: by then the first notebook is done, and the others' kernels are at work.
        from framework_report.export import DecisionReportExporter

        return DecisionReportExporter().from_notebook_node(
            notebook, {"metadata": {"name": path.stem}}
        )[0]

    paths = sorted(notebooks.glob("*.ipynb"))
    with ThreadPoolExecutor() as pool:  # each waits for a kernel of its own
        pages = pool.map(page, paths)
        problem = load_problem(folder)  # faulty tables are told of as such
        htmls = list(pages)
    for path, html in zip(paths, htmls, strict=True):
        write_text(to / f"{path.stem}.html", html)
        typer.echo(f"Wrote {to / f'{path.stem}.html'}")
    decision = read_decision(problem)
    typer.echo(headline(Outcome(problem, committed_state(problem, decision))))


@app.command()
def notebook(notebooks: Notebooks = Path("notebooks")) -> None:
    """Run the notebooks and save them executed, the same bytes each time."""
    from framework_report.notebooks import execute, write

    for path in sorted(notebooks.glob("*.ipynb")):
        write(execute(path), path)
        typer.echo(f"Executed {path}")


def _old(problem: Problem, days: int, today: datetime.date) -> list[str]:
    """Say which evidence is older than a number of days, one line for each framework and date."""
    rows = stale(problem, days, today)
    groups = rows.groupby(["file", "framework", "as_of", "days"], sort=False)["name"]
    return [
        f"{problem.folder / file}: {framework} has figures of {as_of}, {age} days old: "
        f"{', '.join(names)}."
        for (file, framework, as_of, age), names in groups
    ]


def main() -> None:
    """Run the command line; say in words what is wrong with the data."""
    try:
        app(prog_name="python -m framework_report")
    except ProblemError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(FAULTY) from None


if __name__ == "__main__":
    main()
