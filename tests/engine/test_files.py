"""Reading and writing files: faults are one line, and no two writers tear or lose anything."""

import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from framework_report import files
from framework_report.files import Changed, ProblemError, read_text, write_text

WRITERS, SAVES = 5, 12


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fault(call, *arguments) -> str:
    """Return the one line in which a call says what is wrong."""
    with pytest.raises(ProblemError) as caught:
        call(*arguments)
    assert len(caught.value.faults) == 1
    assert "\n" not in caught.value.faults[0]
    return caught.value.faults[0]


def test_an_error_lists_its_faults_one_a_line():
    error = ProblemError(iter(["one", "two"]))
    assert error.faults == ["one", "two"]
    assert str(error) == "one\ntwo"
    assert isinstance(error, ValueError)


def test_what_was_written_is_read(tmp_path):
    write_text(tmp_path / "deep" / "er" / "größe.toml", "ä\n🙂\n")
    assert read_text(tmp_path / "deep" / "er" / "größe.toml") == "ä\n🙂\n"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa\r\nb\rc", b"a\nb\nc"])
def test_a_byte_order_mark_and_the_kind_of_line_end_make_no_difference(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    assert read_text(tmp_path / "a") == "a\nb\nc"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"one\r\ntwo \xe4\n", "line 2: found byte 0xe4 at place 5, expected UTF-8"),
        (b"\xef\xbb\xbf\xff", "line 1: found byte 0xff at place 4, expected UTF-8"),
        (b"a\nb\xc3", "line 2: found byte 0xc3 at place 2, expected UTF-8"),
        ("a".encode("utf-16"), ": found UTF-16, expected UTF-8"),
    ],
)
def test_what_is_no_utf8_is_said_with_line_and_byte(tmp_path, data, says):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert fault(read_text, path) == f"{path}{'' if says[0] == ':' else ' '}{says}"


def odd_files(folder: Path) -> dict[str, str]:
    """Make one of each kind of file that is none; return what is said of it."""
    (folder / "folder").mkdir()
    (folder / "file").touch()
    os.mkfifo(folder / "pipe")
    (folder / "to-pipe").symlink_to("pipe")
    (folder / "dangling").symlink_to("nowhere.toml")
    (folder / "loop").symlink_to("pool")
    (folder / "pool").symlink_to("loop")
    return {
        "folder": "it is a folder, expected a file",
        "pipe": "it is a pipe, expected a file",
        "to-pipe": "it is a pipe, expected a file",
        "dangling": "it is a link to nowhere.toml, which is not there",
        "loop": "it is a link that leads back to itself",
        "x" * 300: "the name is too long",
    }


def test_what_cannot_be_read_is_one_line_and_nothing_waits(tmp_path):
    said = odd_files(tmp_path) | {
        "missing": "there is no such file",
        "file/x": "a part of its path is a file and no folder",
    }
    for name, why in said.items():
        assert fault(read_text, tmp_path / name) == f"{tmp_path / name}: cannot be read ({why})"
    assert "no file can have this name" in fault(read_text, "a\0b")


def test_what_cannot_be_written_is_one_line_and_changes_nothing(tmp_path):
    said = odd_files(tmp_path)
    before = names(tmp_path)
    for name, why in said.items():
        line = fault(write_text, tmp_path / name, "text")
        assert line == f"{tmp_path / name}: not written ({why})"
    assert "is no folder" in fault(write_text, tmp_path / "file" / "x", "text")
    assert "a part of its path" in fault(write_text, tmp_path / "file" / "x" / "y", "text")
    assert "half a character" in fault(write_text, tmp_path / "half", "\ud83d")
    assert "no file can have this name" in fault(write_text, "a\0b", "text")
    assert names(tmp_path) == before


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user without rights for a while, where we are the administrator."""
    ours = os.geteuid()
    if ours == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(ours)


def test_a_folder_or_a_file_without_permission_is_one_line(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("old")
    for above in tmp_path.parents[:2]:
        above.chmod(above.stat().st_mode | 0o055)
    tmp_path.chmod(0o555)
    path.chmod(0o000)
    with as_nobody():
        assert fault(read_text, path).endswith(": cannot be read (permission denied)")
        assert fault(write_text, path, "new").endswith(": not written (it is write-protected)")
    path.chmod(0o666)
    with as_nobody():
        assert fault(write_text, path, "new").endswith(": not written (permission denied)")
    tmp_path.chmod(0o755)
    assert path.read_text() == "old"


def test_a_file_keeps_its_mode_and_a_new_one_gets_the_users(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    write_text(tmp_path / "a", "new")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_text(tmp_path / "b", "new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o640


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a").write_text("old")
    (tmp_path / "b").symlink_to("there/a")
    (tmp_path / "c").symlink_to("b")
    write_text(tmp_path / "c", "new", expected="old")
    assert (tmp_path / "c").is_symlink()
    assert (tmp_path / "there" / "a").read_text() == "new"
    assert names(tmp_path / "there") == ["a"]


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ("theirs", "old", "somebody else saved it"),
        ("theirs", None, "somebody else saved it"),
        (None, "old", "it is gone"),
        (b"\xff", "old", "somebody else saved it"),
    ],
)
def test_a_file_that_is_no_longer_what_was_read_is_left_alone(tmp_path, found, expected, why):
    path = tmp_path / "a.toml"
    if found is not None:
        path.write_bytes(found if isinstance(found, bytes) else found.encode())
    with pytest.raises(Changed) as caught:
        write_text(path, "mine", expected=expected)
    assert caught.value.faults == [
        f"{path}: not written ({why} since it was read); read it again first"
    ]
    assert names(tmp_path) == (["a.toml"] if found else [])
    assert found is None or path.read_bytes() != b"mine"


@pytest.mark.parametrize("old", [None, "", "one\ntwo\n"])
def test_a_file_that_is_as_it_was_read_is_written(tmp_path, old):
    if old is not None:
        (tmp_path / "a").write_bytes(old.replace("\n", "\r\n").encode())
    write_text(tmp_path / "a", "new", expected=old)
    assert (tmp_path / "a").read_text() == "new"


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path, monkeypatch, call):
    (tmp_path / "a").write_text("old")

    def full(*_arguments, **_keywords):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "write":
        real = os.fdopen

        def fdopen(handle, mode):
            file = real(handle, mode)
            if "w" not in mode:
                return file

            class Full:
                write = full
                __enter__ = lambda self: self  # noqa: E731
                __exit__ = lambda self, *_: file.close()  # noqa: E731

            return Full()

        monkeypatch.setattr(os, "fdopen", fdopen)
    else:
        monkeypatch.setattr(*((os, call) if call == "fsync" else (Path, call)), full)
    line = fault(write_text, tmp_path / "a", "new")
    assert line == f"{tmp_path / 'a'}: not written (the disk is full)"
    assert (tmp_path / "a").read_text() == "old"
    assert names(tmp_path) == ["a"]


def test_what_a_crash_left_goes_with_the_next_write_and_fresh_files_stay(tmp_path):
    old, fresh = (tmp_path / f"{files.OURS}{name}{files.PART}" for name in ("1", "2"))
    other = tmp_path / "somebody.part"
    for path in (old, fresh, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (time.time() - 120,) * 2)
    write_text(tmp_path / "a", "new")
    assert not old.exists()
    assert names(tmp_path) == sorted([fresh.name, "a", other.name])


def test_git_ignores_what_a_crash_leaves():
    assert f"{files.OURS}x{files.PART}".startswith(".framework-report-")
    assert f"{files.OURS}{files.LOCK}".startswith(".framework-report-")
    assert (
        ".framework-report-*" in (Path(__file__).parents[2] / ".gitignore").read_text().splitlines()
    )


def test_no_name_of_a_temporary_file_comes_twice_in_containers_of_equal_process_ids(
    tmp_path, monkeypatch
):
    seen = []
    real = os.open
    monkeypatch.setattr(os, "getpid", lambda: 7)
    monkeypatch.setattr(os, "open", lambda path, *rest: seen.append(path) or real(path, *rest))
    for _ in range(3):
        write_text(tmp_path / "a", "new")
    temporary = [str(path) for path in seen if str(path).endswith(files.PART)]
    assert len(set(temporary)) == 3


LOADED = f"""
import importlib.util, pathlib, sys, time
spec = importlib.util.spec_from_file_location("files", {files.__file__!r})
spec.loader.exec_module(files := importlib.util.module_from_spec(spec))
place = pathlib.Path(sys.argv[1])
if sys.argv[2] == "file":
    files.fcntl = None
"""
"""How another process begins: with this one module, and none of what the package needs."""
ADD_LINES = f"""{LOADED}
for save in range({SAVES}):
    while True:
        text = files.read_text(place)
        try:
            files.write_text(place, f"{{text}}{{sys.argv[3]}} {{save}}\\n", expected=text)
            break
        except files.Changed:
            time.sleep(0.001 * int(sys.argv[3]))
"""
"""Adds lines to a file as a panel does: reads, saves, and on a conflict reads again."""


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_no_save_of_many_writers_at_once_is_lost_or_torn(tmp_path, kind):
    path = tmp_path / "decision.toml"
    path.write_text("")
    command = [sys.executable, "-c", ADD_LINES, str(path), kind]
    writers = [subprocess.Popen([*command, str(n)]) for n in range(WRITERS)]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        text = read_text(path)
        assert not text or text.endswith("\n")
        assert text.count("\n") >= seen
        seen = text.count("\n")
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    expected = {f"{writer} {save}" for writer in range(WRITERS) for save in range(SAVES)}
    lines = path.read_text().splitlines()
    assert len(lines) == len(expected)
    assert set(lines) == expected
    assert names(tmp_path) == ["decision.toml"]


HOLD = f"""{LOADED}
files._compare = lambda *_: (print("in", flush=True), time.sleep(60))
files.write_text(place / "a", "theirs")
"""


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_writer_that_hangs_is_said_and_one_that_was_killed_holds_up_nobody(
    tmp_path, monkeypatch, kind
):
    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.3)
    if kind == "file":
        monkeypatch.setattr(files, "fcntl", None)
    command = [sys.executable, "-c", HOLD, str(tmp_path), kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        assert "somebody else is writing in" in fault(write_text, tmp_path / "a", "mine")
        other.kill()
    for left in tmp_path.glob(f"{files.OURS}*"):
        os.utime(left, (time.time() - 120,) * 2)
    write_text(tmp_path / "a", "mine", expected="old")
    assert names(tmp_path) == ["a"]
