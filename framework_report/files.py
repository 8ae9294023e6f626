"""Reading that names file and line, and the one atomic write, safe for any two writers.

A writer takes the folder's lock, writes a temporary file beside the target, makes sure that it is
on the disk, looks whether the target is still what was read, and puts the one in the other's place.
"""

import errno
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

OURS = ".framework-report-"
"""What the names of temporary files and locks begin with; .gitignore knows it."""
PART, LOCK = ".part", ".lock"
LEFT_OVER_SECONDS = 60
"""A temporary file or lock of this age is what a crash left: a write takes a fraction of it."""
WAIT_SECONDS = 10
"""How long a writer waits for another one."""
NOT_KEPT = frozenset([errno.ENOTSUP, errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.ENOLCK])
"""What a file system says that has no locks on folders."""
WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk's quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "there is no such file",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.ENOTDIR: "a part of its path is a file and no folder",
}


class Unchecked:
    """The type of UNCHECKED."""


UNCHECKED: Final = Unchecked()
"""Write whatever is there."""


class ProblemError(ValueError):
    """Faulty input. ``faults`` lists every fault found; ``str()`` gives one a line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class Changed(ProblemError):
    """The file on the disk is no longer the text that the writer had read; nothing was written."""


def read_text(path: Path | str) -> str:
    r"""Read a file of UTF-8 text, with or without a byte order mark; line ends become ``\n``.

    Raises:
        ProblemError: there is no such file, it is no regular file (a pipe is not waited for), it
            cannot be read, or it is no UTF-8; one line that names the file and what is wrong.
    """
    path = Path(path)
    data = _read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError([_not_utf8(path, data, error)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(path: Path, data: bytes, error: UnicodeDecodeError) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{path}: found UTF-16, expected UTF-8"
    # A decoder that strips the mark counts from behind it.
    at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    before = data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line, column = before.count(b"\n") + 1, at - max(data.rfind(b"\n", 0, at), -1)
    return f"{path} line {line}: found byte 0x{data[at]:02x} at place {column}, expected UTF-8"


def _read_bytes(path: Path) -> bytes:
    try:
        # Without waiting: opening a pipe would block until somebody writes to it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if odd := _odd(os.fstat(handle)):
                raise ProblemError([f"{path}: cannot be read (it is {odd}, expected a file)"])
            return file.read()
    except OSError as error:
        raise ProblemError([f"{path}: cannot be read ({_why(path, error)})"]) from None
    except ValueError as error:  # a name with a zero byte
        raise error if isinstance(error, ProblemError) else _no_name(path) from None


def _no_name(path: Path) -> ProblemError:
    return ProblemError([f"{str(path)!r}: no file can have this name"])


def _odd(found: os.stat_result) -> str:
    """Say what a file is where it is no regular one."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    kind = stat.S_IFMT(found.st_mode)
    return "" if kind == stat.S_IFREG else kinds.get(kind, "a device")


def _why(path: Path, error: OSError) -> str:
    """Say in a few words why the system refused."""
    if error.errno == errno.ENOENT and path.is_symlink():
        return f"it is a link to {path.readlink()}, which is not there"
    if error.errno == errno.EISDIR:
        return "it is a folder, expected a file"
    return WORDS.get(error.errno or 0, error.strerror or str(error))


def write_text(path: Path | str, text: str, expected: str | Unchecked | None = UNCHECKED) -> None:
    """Write a file of UTF-8 text whole or not at all, safe for any two writers.

    A file that is there keeps its mode; of a link, what it leads to is written. Folders that are
    missing are made.

    Args:
        path: the file.
        text: what it is to hold.
        expected: what `read_text` had given of it, None where there was no file: if that is no
            longer so, nothing is written.

    Raises:
        Changed: the file is no longer as expected.
        ProblemError: it cannot be written; one line that says why. What was there is unchanged.
    """
    path = Path(path)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise ProblemError([f"{path}: not written ({character} is half a character)"]) from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = _target(path)
        with _locked(target.parent, path):
            _clear(target.parent)
            _replace(target, data, path, expected)
    except FileExistsError:
        raise ProblemError([f"{path}: not written ({path.parent} is no folder)"]) from None
    except OSError as error:
        raise ProblemError([f"{path}: not written ({_why(path, error)})"]) from None
    except ValueError as error:
        raise error if isinstance(error, ProblemError) else _no_name(path) from None


def _target(path: Path) -> Path:
    """Return the file that is to be replaced, behind any links."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise
        return path.parent.resolve() / path.name
    if odd := _odd(found):
        raise ProblemError([f"{path}: not written (it is {odd}, expected a file)"])
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise ProblemError([f"{path}: not written (it is write-protected)"])
    return path.resolve()


def _replace(target: Path, data: bytes, path: Path, expected: str | Unchecked | None) -> None:
    temporary = target.parent / f"{OURS}{secrets.token_hex(16)}{PART}"
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
    _settle(target.parent)


def _compare(path: Path, expected: str | Unchecked | None) -> None:
    """Make sure that the file is still what the writer had read."""
    if isinstance(expected, Unchecked):
        return
    try:
        found = read_text(path) if path.exists() else None
    except ProblemError:  # unreadable by now
        found = ""
        same = False
    else:
        same = found == expected
    if not same:
        what = "it is gone" if found is None else "somebody else saved it"
        raise Changed([f"{path}: not written ({what} since it was read); read it again first"])


def _settle(folder: Path) -> None:
    """Have the folder's new entry on the disk too, where the file system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(folder: Path) -> None:
    """Remove what writers left that were ended in the middle."""
    for left in folder.glob(f"{OURS}*{PART}"):
        with suppress(OSError):
            found = left.lstat()
            if stat.S_ISREG(found.st_mode) and _is_old(found):
                left.unlink()


def _is_old(found: os.stat_result) -> bool:
    return time.time() - found.st_mtime > LEFT_OVER_SECONDS


@contextmanager
def _locked(folder: Path, path: Path) -> Iterator[None]:
    """Keep every other writer out of a folder: by a lock on it, else by a file that says so."""
    end = time.monotonic() + WAIT_SECONDS
    while not (release := _lock_folder(folder)):
        if time.monotonic() > end:
            raise ProblemError([f"{path}: not written (somebody else is writing in {folder})"])
        time.sleep(0.01)
    try:
        yield
    finally:
        release()


def _lock_folder(folder: Path) -> Callable[[], None] | None:
    """Take the folder's lock and return what gives it back; None where somebody else has it.

    The system gives it back when a process ends, however it ends.
    """
    if fcntl is None:
        return _lock_file(folder)
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # one may write there and not look
        return _lock_file(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            return None
        if error.errno in NOT_KEPT:
            return _lock_file(folder)
        raise
    return lambda: os.close(handle)


def _lock_file(folder: Path) -> Callable[[], None] | None:
    lock = folder / f"{OURS}{LOCK}"
    try:
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        with suppress(OSError):
            if _is_old(lock.lstat()):
                _break(lock)
        return None
    return lambda: lock.unlink(missing_ok=True)


def _break(lock: Path) -> None:
    """Remove a lock that a crash left, and no other one that was taken meanwhile."""
    aside = lock.with_name(f"{OURS}{secrets.token_hex(16)}{PART}")
    lock.rename(aside)
    if not _is_old(aside.lstat()):
        os.link(aside, lock)
    aside.unlink()
