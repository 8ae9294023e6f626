"""The command line: runs a command and says in lines what is wrong, never by a traceback.

Exit codes: 0 fine; 1 the decision no longer follows from the evidence (`audit`: something was
found); 2 something cannot be read or done, told in one line a fault. `python -X dev` shows the
traceback of a fault of the program's own.
"""

import gc
import os
import sys
from contextlib import suppress
from typing import Any

import typer

from framework_report.commands import app, tell
from framework_report.files import WORDS, ProblemError
from framework_report.words.text import say

FAULTY, STOPPED = 2, 130
USAGE_ERROR = typer.BadParameter.__mro__[1]
"""What is raised for a wrong option or command; the class itself has no public name."""
LONGEST = 400
"""Characters of a fault that are told; of a longer one the middle is left out."""


def _faults(error: Exception) -> list[str]:
    """Say in lines what went wrong, whatever it was."""
    if isinstance(error, ProblemError):
        return error.faults
    if isinstance(error, OSError) and (error.filename or error.errno):
        reason = WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
        # What has no name is the output: files say theirs.
        kind = "read_failed" if error.filename else "no_output"
        return [say("commands", kind, path=error.filename, reason=reason)]
    if isinstance(error, RecursionError):
        return [say("commands", "too_deep")]
    return [say("commands", "broken", error=f"{type(error).__name__}: {error}")]


def _told(fault: str) -> str:
    """Shorten a line that names a long file, so that what is wrong with it is still told."""
    if len(fault) <= LONGEST:
        return fault
    return f"{fault[: 3 * LONGEST // 4]} … {fault[-LONGEST // 4 :]}"


def _run() -> int:
    """Run the command that was asked for and return its exit code."""
    if sys.stdout is None:  # closed; a file that is opened now would take its place
        tell(say("commands", "no_output", reason="it is closed"), err=True)
        return FAULTY
    try:
        found: Any = app(prog_name=say("commands", "program"), standalone_mode=False)
        sys.stdout.flush()
        return found if isinstance(found, int) else 0
    except (SystemExit, BrokenPipeError):  # whoever read the output has gone
        return FAULTY
    except typer.Abort:
        return STOPPED
    except Exception as error:
        if sys.flags.dev_mode and not isinstance(error, USAGE_ERROR):
            raise
        with suppress(OSError):  # nobody hears that nobody hears
            if isinstance(error, USAGE_ERROR):
                usage: Any = error
                usage.show()
            else:
                for fault in _faults(error):
                    tell(_told(" ".join(fault.split())), err=True)
        return FAULTY


def main() -> None:
    """Run the command line; say in words what is wrong."""
    if sys.stderr is None:  # closed: what would be said there is said to nobody
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal does not have is no reason to say nothing at all.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = _run()
    # What ends now needs no tidying up: that takes longer than what many a command does.
    gc.freeze()
    raise SystemExit(code)


if __name__ == "__main__":
    main()
