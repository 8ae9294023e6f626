"""Reading that names file and line, and the one atomic write, safe for any two writers.

A writer takes the folder's lock, writes a temporary file beside the target, makes sure that it is
on the disk, looks whether the target is still what was read, and puts the one in the other's place.
"""

import codecs
import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import EllipsisType

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

OURS = ".framework-report-"
"""What the names of temporary files and locks begin with; .gitignore knows it."""
PART, LOCK = ".part", ".lock"
LEFT_OVER_SECONDS = 60
"""A temporary file or lock of this age is what a crash left: a write takes a fraction of it."""
WAIT_SECONDS = 10
"""How long a writer waits for another one."""
WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "there is no such file",
    errno.EEXIST: "what should be its folder is no folder",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.ENOTDIR: "a part of its path is a file and no folder",
}
Expected = str | None | EllipsisType
_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)


class ProblemError(ValueError):
    """Faulty input. ``faults`` lists every fault found; ``str()`` gives one a line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


def conflict_line(text: str) -> int:
    """Return the line, from 1, on which a merge left its mark; 0 where there is none."""
    mark = _CONFLICT.search(text)
    return text.count("\n", 0, mark.start()) + 1 if mark else 0


def expect_merged(text: str, where: str) -> None:
    """Raise ProblemError, in one line that names the place, where a merge left its mark."""
    if line := conflict_line(text):
        found = "found a merge conflict's mark, expected a resolved conflict"
        raise ProblemError([f"{where} line {line}: {found}"])


class Changed(ProblemError):
    """The file on the disk is no longer the text that the writer had read; nothing was written."""


def read_text(path: Path | str) -> str:
    r"""Read a file of UTF-8 text, with or without a byte order mark; line ends become ``\n``.

    Raises:
        ProblemError: there is no such file, it is no regular file (a pipe is not waited for), it
            cannot be read, or it is no UTF-8; one line that names the file and what is wrong.
    """
    path = Path(path)
    with told(path, "cannot be read"):
        expect_file(path)
        data = path.read_bytes()
    return decoded(data, path)


def decoded(data: bytes, path: Path | str) -> str:
    """Return what a file of UTF-8 text holds, as `read_text` does; ``path`` is for faults."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ProblemError([f"{path}: found UTF-16, expected UTF-8"])
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        at = error.start
        line, column = data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
        found = f"found byte 0x{data[at]:02x} at place {column}"
        raise ProblemError([f"{path} line {line}: {found}, expected UTF-8"]) from None


@contextmanager
def told(path: Path, what: str) -> Iterator[None]:
    """Say in one line why the system refused."""
    try:
        yield
    except ProblemError:
        raise
    except OSError as error:
        why = WORDS.get(error.errno or 0, error.strerror or str(error))
        if error.errno == errno.ENOENT and path.is_symlink():
            why = f"it is a link to {path.readlink()}, which is not there"
        raise ProblemError([f"{path}: {what} ({why})"]) from None
    except RuntimeError:  # what Python says before 3.13 of a link in a circle
        raise ProblemError([f"{path}: {what} ({WORDS[errno.ELOOP]})"]) from None
    except ValueError:  # a zero byte
        raise ProblemError([f"{str(path)!r}: no file can have this name"]) from None


def expect_file(path: Path) -> None:
    """Raise OSError where a path is no file: a pipe that nobody writes into would be waited for."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind != stat.S_IFREG:
        raise OSError(0, f"it is {kinds.get(kind, 'a device')}, expected a file")


def write_text(path: Path | str, text: str, expected: Expected = ...) -> None:
    """Write a file of UTF-8 text whole or not at all, safe for any two writers.

    A file that is there keeps its mode; of a link, what it leads to is written. Folders that are
    missing are made.

    Args:
        path: the file.
        text: what it is to hold.
        expected: what `read_text` had given of it, None where there was no file: if that is no
            longer so, nothing is written. Without it, whatever is there is written over.

    Raises:
        Changed: the file is no longer as expected.
        ProblemError: it cannot be written; one line that says why. What was there is unchanged.
    """
    path = Path(path)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise ProblemError([f"{path}: not written ({character} is half a character)"]) from None
    with told(path, "not written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.parent.resolve() / path.name
        if path.exists() or path.is_symlink():
            expect_file(path)
            if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                raise OSError(0, "it is write-protected")
            target = path.resolve()
        with _locked(target.parent):
            for left in target.parent.glob(f"{OURS}*{PART}"):
                with suppress(OSError):
                    if _is_left_over(left):
                        left.unlink()
            _replace(target, data, path, expected)


def rewrite_text(path: Path, text: str, read: str | None) -> None:
    """Write a text made of what `read_text` had given, None where there was no file.

    Line ends and byte order mark that are there are kept; raises what `write_text` does.
    """
    before = path.read_bytes() if read is not None else b""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    if before.startswith(codecs.BOM_UTF8):
        text = f"\ufeff{text}"
    write_text(path, text, expected=read)


def _replace(target: Path, data: bytes, path: Path, expected: Expected) -> None:
    temporary = _temporary(target.parent)
    try:
        # Made here and by nobody else; a new file gets the mode that the user's umask gives.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            with suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(handle)
        _compare(path, expected)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # the folder's new entry too, where the file system can do that
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _compare(path: Path, expected: Expected) -> None:
    """Make sure that the file is still what the writer had read."""
    if expected is ...:
        return
    there = path.exists()
    with suppress(ProblemError):  # unreadable by now
        if (read_text(path) if there else None) == expected:
            return
    what = "somebody else saved it" if there else "it is gone"
    raise Changed([f"{path}: not written ({what} since it was read); read it again first"])


def _temporary(folder: Path) -> Path:
    return folder / f"{OURS}{secrets.token_hex(16)}{PART}"


def _is_left_over(path: Path) -> bool:
    """Say whether a writer that was ended in the middle left this."""
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > LEFT_OVER_SECONDS


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep every other writer out of a folder."""
    end = time.monotonic() + WAIT_SECONDS
    while not (release := _lock(folder)):
        if time.monotonic() > end:
            raise OSError(0, f"somebody else is writing in {folder}")
        time.sleep(0.01)
    try:
        yield
    finally:
        release()


def _lock(folder: Path) -> Callable[[], None] | None:
    """Take the folder's lock and return what gives it back; None where somebody else has it.

    The system gives a lock back when a process ends, however it ends. Where it has none for this
    folder, a file says that somebody is writing.
    """
    handle = -1
    if fcntl:
        with suppress(PermissionError):  # one may write there and not look
            handle = os.open(folder, os.O_RDONLY)
    if handle >= 0:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lambda: os.close(handle)
        except OSError as error:
            os.close(handle)
            if isinstance(error, BlockingIOError):
                return None
    lock = folder / f"{OURS}{LOCK}"
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        with suppress(OSError):
            if _is_left_over(lock):
                _break(lock)
        return None
    return lambda: lock.unlink(missing_ok=True)


def _break(lock: Path) -> None:
    """Remove a lock that a crash left, and no other one that was taken meanwhile."""
    aside = _temporary(lock.parent)
    lock.rename(aside)
    if not _is_left_over(aside):
        os.link(aside, lock)
    aside.unlink()
