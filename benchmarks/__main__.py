"""Run benchmarks: `python -m benchmarks` for all of them, or with the names of some."""

from importlib import import_module
from typing import Annotated

import typer

from benchmarks.results import write_section

# name -> heading in RESULTS.md. The module benchmarks.NAME has run() -> str, the section's text.
BENCHMARKS = {
    "acceptability": "Rank acceptability",
    "jupyterlab": "The notebook in JupyterLab",
    "page": "The exported page",
}


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which: {', '.join(BENCHMARKS)}; default all.")
    ] = None,
) -> None:
    """Time the report beside what a user would write or pick instead."""
    for name in names or BENCHMARKS:
        if name not in BENCHMARKS:
            raise typer.BadParameter(f"found {name}, expected one of {', '.join(BENCHMARKS)}")
        section = import_module(f"benchmarks.{name}").run()
        typer.echo(f"{BENCHMARKS[name]}\n\n{section}\n")
        write_section(BENCHMARKS[name], section)


if __name__ == "__main__":
    typer.run(main)
