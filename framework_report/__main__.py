"""The command line: runs a command and says in lines what is wrong, never by a traceback.

Exit codes: 0 fine; 1 the decision no longer follows from the evidence (`audit`: something was
found); 2 something cannot be read or done, told in one line a fault. `python -X dev` shows the
traceback of a fault of the program's own.
"""

import sys
from typing import Any

import typer

from framework_report.commands import app
from framework_report.files import ProblemError
from framework_report.words.text import say

FAULTY, STOPPED = 2, 130
USAGE_ERROR = typer.BadParameter.__mro__[1]
"""What is raised for a wrong option or command; the class itself has no public name."""
LONGEST = 400


def _faults(error: Exception) -> list[str]:
    """Say in lines what went wrong, whatever it was."""
    if isinstance(error, ProblemError):
        return error.faults
    if isinstance(error, OSError) and error.filename:
        reason = error.strerror or type(error).__name__
        return [say("commands", "read_failed", path=error.filename, reason=reason)]
    if isinstance(error, RecursionError):
        return [say("commands", "too_deep")]
    return [say("commands", "broken", error=f"{type(error).__name__}: {error}")]


def _run() -> int:
    """Run the command that was asked for and return its exit code."""
    try:
        found: Any = app(prog_name=say("commands", "program"), standalone_mode=False)
        return found if isinstance(found, int) else 0
    except SystemExit:  # whoever read the output has gone
        return FAULTY
    except typer.Abort:
        return STOPPED
    except Exception as error:
        if isinstance(error, USAGE_ERROR):
            usage: Any = error
            usage.show()
        elif sys.flags.dev_mode:
            raise
        else:
            for told in [" ".join(fault.split()) for fault in _faults(error)]:
                typer.echo(told if len(told) <= LONGEST else f"{told[:LONGEST]}…", err=True)
        return FAULTY


def main() -> None:
    """Run the command line; say in words what is wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal does not have is no reason to say nothing at all.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    raise SystemExit(_run())


if __name__ == "__main__":
    main()
