"""The harness: what it parses, counts, throws out and ties; no test starts a server."""

import csv
import datetime
import functools
import io
import itertools
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import __main__ as command_line
from evidence.harness import (
    clocked,
    compute,
    counted,
    details,
    environments,
    exact,
    figures,
    light,
    load,
    migrations,
    packages,
    probes,
    processes,
    registry,
    results,
    source_size,
    timed,
    type_errors,
    upgrade,
)
from evidence.harness.figures import Figure
from evidence.harness.places import EVIDENCE, REPOSITORY
from evidence.harness.registry import WORDS

pytestmark = pytest.mark.slow

# Environments


def script(folder: Path, name: str, prints: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return str(path)


def test_the_oldest_python_that_will_do_is_taken(tmp_path):
    old, fit, newest = (
        script(tmp_path, name, version)
        for name, version in (("a", "3.11.7"), ("b", "3.12.1"), ("c", "3.14.0"))
    )
    assert environments.find_python([newest, old, fit]) == fit


def test_without_a_fit_python_the_reason_says_what_was_found(tmp_path):
    old = script(tmp_path, "python", "3.11.7")
    with pytest.raises(environments.NoPython, match=r"need Python 3.12 or newer.*found 3\.11\.7"):
        environments.find_python([old, str(tmp_path / "missing")])


def test_what_is_on_path_but_does_not_run_is_no_python(tmp_path):
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'version not installed' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert environments.version_of(str(shim)) is None


def test_measuring_without_a_fit_python_is_skipped_with_a_message(monkeypatch, capsys):
    monkeypatch.setattr(environments, "candidates", list)
    assert command_line.main(["measure", "exact"]) == 0
    assert "skipped: the applications need Python 3.12" in capsys.readouterr().err


def test_an_environment_is_stale_when_its_lock_changes(tmp_path):
    python, lock = script(tmp_path, "python", "3.12.1"), tmp_path / "a.lock"
    lock.write_text("flask==3.1.3\n")
    before = environments.fingerprint(lock, python)
    lock.write_text("flask==3.1.4\n")
    assert environments.fingerprint(lock, python) != before


# Results


def test_a_failed_write_leaves_the_former_result_untouched(tmp_path):
    path = tmp_path / "exact.json"
    results.write_json(path, {"figure": 1})
    with pytest.raises(TypeError):
        results.write_json(path, {"figure": object()})
    assert results.read_json(path) == {"figure": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_run_resumes_where_it_was(tmp_path):
    results.Progress(tmp_path / "p.json", "same").add("flask/drift", {"ok": True})
    assert results.Progress(tmp_path / "p.json", "same").units == {"flask/drift": {"ok": True}}


def test_units_of_other_sources_are_not_taken_over(tmp_path):
    results.Progress(tmp_path / "p.json", "former").add("flask/drift", {"ok": True})
    assert results.Progress(tmp_path / "p.json", "latter").units == {}


def test_the_machine_is_described_without_its_name():
    told = results.machine()
    assert {"processor", "cores", "memory_gb", "system"} <= told.keys()
    assert str(Path.home()) not in json.dumps(told)


@pytest.fixture
def one_unit(monkeypatch, tmp_path):
    """Let `measure` know one unit, whose figures the test gives; return where it is written."""
    monkeypatch.setattr(exact, "LATEST", tmp_path / "exact.json")
    monkeypatch.setattr(exact, "FORMER", tmp_path / "exact.previous.json")
    monkeypatch.setattr(exact, "WORK", tmp_path / "work")
    monkeypatch.setattr(environments, "find_python", lambda: sys.executable)

    def measure(run):
        monkeypatch.setattr(exact, "units", lambda only="": [("flask", "drift", run)])
        return exact.measure()

    return measure


def test_a_failed_measure_leaves_the_former_result_and_says_which(one_unit, tmp_path):
    one_unit(lambda: {"ok": True})
    before = (tmp_path / "exact.json").read_text()

    def fails():
        raise RuntimeError("no answer")

    with pytest.raises(exact.NotMeasured, match="flask/drift: no answer"):
        one_unit(fails)
    assert (tmp_path / "exact.json").read_text() == before


def test_the_last_two_runs_are_kept(one_unit, tmp_path):
    one_unit(lambda: {"ok": True})
    one_unit(lambda: {"ok": False})
    former, latest = (
        results.read_json(tmp_path / name)["units"]["flask/drift"]["figures"]["ok"]
        for name in ("exact.previous.json", "exact.json")
    )
    assert (former, latest) == (True, False)


def test_of_a_unit_that_is_taken_again_alone_the_last_two_are_kept(one_unit, tmp_path):
    one_unit(lambda: {"ok": True})
    one_unit(lambda: {"ok": False})
    taken = {"flask/drift": {"figures": {"ok": None}}}
    exact._write(taken, whole=False, seconds=1)
    former, latest = (
        results.read_json(tmp_path / name)["units"]["flask/drift"]["figures"]["ok"]
        for name in ("exact.previous.json", "exact.json")
    )
    assert (former, latest) == (False, None)


def test_memory_of_a_process_lies_between_its_own_pages_and_all_it_maps():
    own = psutil.Process().memory_full_info()
    assert own.uss / 1e6 * 0.9 < processes.pss_mb(os.getpid()) < own.rss / 1e6 * 1.1


def test_a_server_that_ends_at_once_is_an_error_with_what_it_printed(tmp_path):
    command = [sys.executable, "-c", "print('no such module: notes')"]
    started = processes.serving(command, tmp_path, {}, 1, "/", tmp_path / "log")
    with pytest.raises(processes.ServerFailed, match="no such module: notes"), started:
        pass


# Windows


OUTPUT = """Running 1s test @ http://127.0.0.1:8000/hello
  1 threads and 32 connections
{"requests": 5000, "duration_us": 1000000, "errors": 0, "refused": 2, "p50_us": 6, "p99_us": 21}
"""


def test_the_line_of_figures_is_read_from_what_wrk_prints():
    assert load.parse(OUTPUT)["requests"] == 5000
    assert load.parse(OUTPUT)["refused"] == 2


def test_output_without_figures_is_an_error_that_shows_it():
    with pytest.raises(ValueError, match="unable to connect"):
        load.parse("unable to connect to 127.0.0.1:8000 Connection refused")


@pytest.mark.parametrize(
    ("server", "foreign", "cpu_bound", "starved"),
    [
        (0.99, 0.01, True, False),  # it had its core
        (0.90, 0.10, True, False),  # just
        (0.63, 0.30, True, True),  # somebody took its core
        (0.63, 0.00, True, True),  # the load generator was held back
        (0.30, 0.05, False, False),  # it waits, and its core rests
        (0.30, 0.70, False, True),  # it waits, and others left no rest
        (0.95, 0.05, False, False),  # waiting, but the processor is the limit
    ],
)
def test_a_window_counts_unless_the_server_was_held_back(server, foreign, cpu_bound, starved):
    assert load.is_starved(server, foreign, cpu_bound) is starved


def test_a_request_goes_to_wrk_with_its_clients_and_a_bound_on_time():
    request = load.Request("http://127.0.0.1:8000/echo", 32, "POST", "Bearer x", "{}")
    words = load.command_of(request, 2)
    assert words[words.index("--connections") + 1] == "32"
    assert words[words.index("--duration") + 1] == "2s"
    assert words[-3:] == ["POST", "Bearer x", "{}"]


def test_each_round_visits_every_setup_once_in_its_own_order():
    units = timed.plan(["a", "b", "c", "d", "e"], sessions=(1, 2), rounds=5)
    rounds = {}
    for unit in units:
        rounds.setdefault((unit.session, unit.number), []).append(unit.setup)
    assert len(rounds) == 10
    assert all(sorted(order) == ["a", "b", "c", "d", "e"] for order in rounds.values())
    assert len({tuple(order) for order in rounds.values()}) > 5
    assert units == timed.plan(["a", "b", "c", "d", "e"], sessions=(1, 2), rounds=5)


def test_a_later_pass_takes_only_starved_and_missing_windows_again():
    setup = registry.read_setups()["flask-sync"]
    loads = {"hello": {"starved": False}, "echo": {"starved": True}}
    unit = {"turn": 1, "loads": loads}
    missing = ["echo", "wait_100", "block_in_async", "block_in_def"]
    assert timed.unfinished(unit, setup, 2) == missing
    assert timed.unfinished(unit, setup, 1) == []


def timed_elsewhere(tmp_path, machine):
    """Return a result of a set-up that there is and of one that is gone."""
    path = tmp_path / "timed.json"
    units = {"1/1/flask-threads": {"at": "then"}, "1/1/flask-gone": {"at": "then"}}
    results.write_json(path, {"machine": machine, "units": units})
    return path


def test_windows_of_the_same_machine_stay_beside_new_ones(tmp_path):
    path = timed_elsewhere(tmp_path, results.machine())
    assert list(timed.former_units("django", path)) == ["1/1/flask-threads"]


def test_windows_of_another_machine_are_never_mixed_with_new_ones(tmp_path):
    path = timed_elsewhere(tmp_path, {"processor": "another"})
    assert timed.former_units("", path) == {}
    with pytest.raises(ValueError, match="windows of another machine"):
        timed.former_units("django", path)


def test_no_port_is_given_twice():
    assert len({processes.free_port() for _ in range(50)}) == 50


def test_an_interrupted_measure_ends_what_it_started():
    """It waits for nothing, and leaves no process behind; in a process without other tests'."""
    script = """
import subprocess, sys
from pathlib import Path
from evidence.harness import environments, exact

started = []

def interrupted():
    started.append(subprocess.Popen(["sleep", "60"]))
    raise KeyboardInterrupt

exact.WORK = Path(sys.argv[1])
environments.find_python = lambda: sys.executable
exact.units = lambda only="": [("flask", "drift", interrupted)]
try:
    exact.measure()
except KeyboardInterrupt:
    print("ended by", -started[0].wait(timeout=10))
"""
    with tempfile.TemporaryDirectory() as work:
        ran = subprocess.run(
            [sys.executable, "-c", script, work],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=50,
        )
    assert ran.stdout.splitlines()[-1:] == [f"ended by {signal.SIGTERM}"], ran.stderr


def test_a_session_is_kept_beside_those_that_were_timed_before(tmp_path, monkeypatch):
    """Also once the notes of how far the run was are gone."""
    window = {"rps": 1.0, "starved": False, "thrown": []}
    taken = {"at": "2026-01-01T00:00:00Z", "loads": {"wait_1000": window}}
    monkeypatch.setattr(timed, "RESULT", tmp_path / "timed.json")
    monkeypatch.setattr(timed, "WORK", tmp_path / "work")
    monkeypatch.setattr(timed, "_take", lambda *_: dict(taken))
    monkeypatch.setattr(load, "generator_version", lambda: "wrk")
    monkeypatch.setattr(environments, "find_python", lambda: sys.executable)
    for session in (1, 2):
        timed.measure("flask-threads-1000", (session,))
        (tmp_path / "work" / "timed.progress.json").unlink()
    units = results.read_json(tmp_path / "timed.json")["units"]
    rounds = range(1, timed.ROUNDS + 1)
    assert sorted(units) == [f"{s}/{n}/flask-threads-1000" for s in (1, 2) for n in rounds]
    # Set up otherwise, what was timed says nothing any more.
    monkeypatch.setattr(timed, "fingerprint", lambda setup: "another")
    timed.measure("flask-threads-1000", (3,))
    units = results.read_json(tmp_path / "timed.json")["units"]
    assert sorted(units) == [f"3/{n}/flask-threads-1000" for n in rounds]


def test_a_wrong_answer_is_not_timed(monkeypatch):
    class Answer:
        status_code = 200
        text = '{"message": "good bye"}'

        def json(self):
            return json.loads(self.text)

    monkeypatch.setattr(timed.httpx, "request", lambda *_, **__: Answer())
    hello = registry.read_loads()["hello"]
    with pytest.raises(timed.WrongAnswer, match=r"good bye.*expected 200"):
        timed.check_answer(hello, load.Request("http://127.0.0.1:1/hello", 1))


# Figures


def run_of(setup, name, *windows):
    """Return a timed run: one round for each (requests/s, share of its core, starved)."""
    units = {
        f"1/{number}/{setup}": {
            "loads": {
                name: {
                    "rps": rps,
                    "server_share": share,
                    "starved": starved,
                    "errors": 0,
                    "refused": 0,
                    "thrown": [],
                }
            }
        }
        for number, (rps, share, starved) in enumerate(windows, 1)
    }
    return {"units": units}


def test_starved_windows_make_no_figure():
    run = run_of("s", "hello", (100, 1.0, False), (40, 0.4, True), (110, 0.95, False))
    assert sorted(figures.valid_windows(run, "s", "hello").values()) == [100, 110]


def test_windows_with_errors_make_no_figure():
    run = run_of("s", "hello", (100, 1.0, False))
    run["units"]["1/1/s"]["loads"]["hello"]["errors"] = 3
    assert figures.valid_windows(run, "s", "hello") == {}


def test_a_figure_is_the_median_between_its_extremes():
    assert figures.figure([5, 1, 4, 2, 3]) == Figure(3, 1, 5, 5)


def test_fewer_than_five_windows_make_no_figure():
    with pytest.raises(ValueError, match="found 4 valid windows, expected 5"):
        figures.figure([1, 2, 3, 4])


def test_a_window_in_which_the_server_got_half_its_core_counts_double_per_processor_second():
    run = run_of("s", "hello", (50, 0.5, True), (100, 1.0, False), (10, 0.1, True))
    assert sorted(figures.per_processor_second(run, "s", "hello").values()) == [100, 100]


def test_a_ratio_spreads_as_the_rounds_do():
    above = {str(n): value for n, value in enumerate([100, 110, 120, 130, 140])}
    below = dict.fromkeys(above, 10)
    assert figures.ratio(above, below) == Figure(12, 10, 14, 5)


def test_figures_nearer_than_the_control_run_can_tell_share_a_value():
    tied = figures.tied(
        {"a": Figure(100, 95, 105, 5), "b": Figure(121, 110, 130, 5), "c": Figure(200, 190, 210, 5)}
    )
    assert tied["a"] == (Figure(110, 95, 130, 5), ["b"])
    assert tied["b"] == (Figure(110, 95, 130, 5), ["a"])
    assert tied["c"] == (Figure(200, 190, 210, 5), [])


def test_the_nearest_tie_first():
    """178 and 270 would tie, were 270 not nearer to 320; what is left lies 1.65 apart."""
    tied = figures.tied({n: Figure(n, n, n, 5) for n in (178, 270, 320)}, 1.63)
    assert [others for _, others in tied.values()] == [[], [320], [270]]
    assert tied[270][0].value == pytest.approx(math.sqrt(270 * 320))


def test_a_chain_of_ties_is_one_where_its_parts_could_not_be_told_apart():
    """100 and 125 tie, and so do 125 and 156; either pair is under 1.41 times the third."""
    tied = figures.tied({n: Figure(n, n, n, 5) for n in (100, 125, 156)}, 1.41)
    assert [others for _, others in tied.values()] == [[125, 156], [100, 156], [100, 125]]


@given(st.lists(st.floats(1, 1e4), min_size=1, max_size=6), st.floats(1.01, 3))
def test_no_difference_is_left_that_is_smaller_than_the_band(values, band):
    own = {i: Figure(x, x, x, 5) for i, x in enumerate(values)}
    left = {round(figure.value, 6) for figure, _ in figures.tied(own, band).values()}
    for below, above in itertools.pairwise(sorted(left)):
        assert above / below >= band * (1 - 1e-6)


def test_a_ratio_of_exactly_the_resolution_is_no_tie():
    tied = figures.tied({"a": Figure(100, 1, 1, 5), "b": Figure(141, 1, 1, 5)}, 1.41)
    assert tied["a"][1] == []
    assert figures.tied({n: Figure(n, 1, 1, 5) for n in (100, 140.9)}, 1.41)[100][1] == [140.9]


# Source size


def test_blank_lines_comments_and_docstrings_are_no_code():
    text = '''
    """What this is for."""

    import os  # of the standard library


    def name():
        """Return it."""
        # because
        return os.name
    '''
    assert source_size.python_size(textwrap.dedent(text)) == {"lines": 3, "tokens": 11}


def test_a_text_over_several_lines_that_is_no_docstring_counts_each_line():
    assert source_size.python_size('x = """a\nb\nc"""\n')["lines"] == 3


def test_a_definition_is_counted_with_its_decorators_and_left_out_of_its_file():
    text = "import flask\n\n@app.get('/')\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n"
    assert source_size.definition_size(text, "a")["lines"] == 3
    assert source_size.python_size(text, frozenset(["a"]))["lines"] == 3


def test_an_unknown_definition_is_an_error():
    with pytest.raises(ValueError, match="no top-level definition 'c'"):
        source_size.definition_size("a = 1\n", "c")


def test_an_edited_file_counts_only_what_its_original_does_not_have():
    assert source_size.added_lines("a\nb\n", "a\nc\n  b\n") == ["c"]


def test_a_file_of_no_feature_is_an_error(tmp_path):
    app = registry.read_apps()["flask"]
    (tmp_path / "forgotten.py").write_text("x = 1\n")
    stray = registry.App(**{**app.__dict__, "folder": tmp_path, "features": {}, "untouched": []})
    with pytest.raises(ValueError, match=r"exactly one feature.*forgotten\.py"):
        source_size.sizes(stray)


@pytest.mark.parametrize("name", registry.read_apps())
def test_every_written_file_of_an_application_belongs_to_a_feature(name):
    sizes = source_size.sizes(registry.read_apps()[name])
    assert set(registry.features()) <= set(sizes)
    assert sizes["notes"]["lines"] > 10
    assert sizes["tests"]["tokens"] > sizes["tests"]["lines"]


# Packages, type errors, migrations, probes


def test_direct_packages_are_names_without_extras_and_versions(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("# why\nFlask_Login\nfastapi[standard]>=0.1\n\n")
    assert packages.direct(path) == ["flask-login", "fastapi"]


def test_a_line_that_is_no_requirement_is_an_error(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("-e .\n")
    with pytest.raises(ValueError, match=r"'-e \.' is no requirement"):
        packages.direct(path)


def test_locked_packages_are_read_with_their_versions(tmp_path):
    path = tmp_path / "a.lock"
    path.write_text(
        "Jinja2==3.1.6 \\\n    --hash=sha256:00\n    # via flask\nuvicorn[standard]==1.0\n"
    )
    assert packages.locked(path) == {"jinja2": "3.1.6", "uvicorn": "1.0"}


LOCKS = [
    path
    for folder in ("apps", "harness", "minimal", "upgrade")
    for path in sorted((EVIDENCE / folder).rglob("*.lock"))
]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_lock_pins_with_hashes(lock):
    text = lock.read_text()
    assert text.count("--hash=sha256:") >= len(packages.locked(lock)) > 0


def test_a_complaint_of_mypy_on_a_seeded_line_is_found():
    output = "seeded.py:21: error: no attribute\nseeded.py:22: note: maybe\nFound 1 error\n"
    assert type_errors.complaints(output) == {("seeded.py", 21)}


@pytest.mark.parametrize("name", registry.read_minimal()["types"])
def test_the_same_five_errors_are_seeded_for_each_framework(name):
    expected = set(type_errors.seeds(EVIDENCE / "minimal/types/flask").values())
    folder = EVIDENCE / "minimal" / registry.read_minimal()["types"][name]["folder"]
    found = type_errors.seeds(folder)
    assert set(found.values()) == expected
    assert len(found) == 5


@pytest.mark.parametrize("name", registry.read_minimal()["migrations"])
def test_the_changes_of_the_migration_probe_still_fit_the_applications(name):
    entry = registry.read_minimal()["migrations"][name]
    text = (registry.read_apps()[name].folder / entry["file"]).read_text()
    assert entry["column"] in migrations.change(text, entry)
    assert migrations.shorten(text, entry) != text


def test_edited_lines_are_counted_by_the_package_that_caused_them():
    changes = [
        {"today": "a\nb\n", "last_year": "a\nc\n", "needed": True, "package": "one"},
        {"today": "d\ne\n", "last_year": "d\n", "needed": True, "package": "two"},
        {"today": "f\n", "last_year": "g\n"},
    ]
    assert upgrade.edited_lines(changes) == {"one": 1, "two": 1}


@pytest.mark.parametrize("name", upgrade.registry()["apps"])
def test_last_years_changes_still_fit_the_applications(name, tmp_path):
    app = registry.read_apps()[name]
    changes = upgrade.registry()["apps"][name]["changes"]
    for file in {change["file"] for change in changes}:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((app.folder / file).read_text())
    upgrade.aged(tmp_path, changes)
    for change in changes:
        assert change["last_year"] in (tmp_path / change["file"]).read_text()
        compile((tmp_path / change["file"]).read_text(), change["file"], "exec")


def test_a_change_of_a_text_that_is_gone_is_an_error(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match=r"a\.py: expected 'y = 1', which is not there"):
        upgrade.aged(tmp_path, [{"file": "a.py", "today": "y = 1", "last_year": "y = 2"}])


def test_every_safety_probe_is_one_of_pages_or_of_apis_and_none_is_both():
    probed = results.read_json(exact.LATEST)["units"]["flask/probes"]["figures"]["safe_defaults"]
    assert sorted([*counted.PAGES, *counted.API]) == sorted(probed)
    assert set(counted.IN_FRONT) < set(probed)


def test_a_cookies_flags_are_told_without_its_value():
    assert probes._flags("session=secret; HttpOnly; Path=/") == "HttpOnly; Path=/"
    assert probes._flags("") == "no cookie"


# Registry


def test_words_in_commands_are_filled_in():
    assert registry.fill(["--bind", "127.0.0.1:{port}"], port="8000") == [
        "--bind",
        "127.0.0.1:8000",
    ]


def test_a_word_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        registry.fill(["{prot}"], port="8000")


@pytest.mark.parametrize("name", registry.read_setups())
def test_every_setup_listens_on_this_machine_only_with_one_worker(name):
    command = " ".join(
        registry.fill(registry.read_setups()[name].command, **WORDS, port="1", db="")
    )
    assert "127.0.0.1" in command
    assert "0.0.0.0" not in command
    assert "--workers 2" not in command


def test_each_framework_has_one_named_stack_and_two_servers_or_more():
    setups = [setup for setup in registry.read_setups().values() if not setup.control_of]
    for framework in ("django", "flask", "fastapi"):
        minimal = [s for s in setups if s.framework == framework and not s.app]
        assert sum(setup.named for setup in minimal) == 1
        assert len(minimal) >= 2
        assert sum(s.named for s in setups if s.framework == framework and s.app) == 1


def test_threads_are_the_same_number_wherever_a_stack_uses_them():
    setups = registry.read_setups()
    stacks = registry.read_stacks().values()
    named = [setups[name] for s in stacks for name in (s.minimal, f"{s.app}/{s.server}")]
    commands = [setup.command for setup in named]
    threads = {c[c.index("--threads") + 1] for c in commands if "--threads" in c}
    assert threads == {"100"}


def test_the_crowd_has_a_thread_or_a_place_on_the_loop_for_everyone():
    for stack in registry.read_stacks().values():
        setup = registry.read_setups()[stack.crowd]
        assert "wait_1000" in setup.paths
        assert "gthread" not in setup.command or setup.command[-1] == "1000"


def test_the_control_differs_from_what_it_repeats_in_name_only():
    setups = registry.read_setups()
    controls = [setup for setup in setups.values() if setup.control_of]
    assert controls
    for control in controls:
        repeated = setups[control.control_of]
        assert control.command == repeated.command
        assert set(control.paths.items()) <= set(repeated.paths.items())


# Runs agree, tables follow


def exact_run(**units):
    return {"units": {name.replace("__", "/"): {"figures": found} for name, found in units.items()}}


def test_two_equal_runs_agree_though_dates_and_seconds_differ():
    former = exact_run(flask__conformance={"passed": 90, "seconds": 5.1})
    latest = exact_run(flask__conformance={"passed": 90, "seconds": 9.9})
    assert exact.compare(former, latest) == []


@pytest.mark.parametrize(("pss_mb", "complaints"), [(109.0, 0), (111.0, 1), (90.0, 1)])
def test_memory_and_start_up_agree_within_ten_percent(pss_mb, complaints):
    former = exact_run(flask__light={"rest_mb": light.spread([100.0])})
    latest = exact_run(flask__light={"rest_mb": light.spread([pss_mb])})
    assert len(exact.compare(former, latest)) == complaints


def test_a_measure_of_several_starts_is_their_median_between_its_extremes():
    assert light.spread([3.0, 1.0, 2.0]) == {"value": 2.0, "low": 1.0, "high": 3.0}


def test_a_figure_that_moved_or_is_missing_is_named():
    former = exact_run(flask__drift={"ok": True}, flask__packages={"total": 23})
    latest = exact_run(flask__drift={"ok": False})
    told = exact.compare(former, latest)
    assert told[0].startswith("flask/drift: {'ok': True}, then {'ok': False}")
    assert told[1] == "flask/packages: measured in one run only"


tables = functools.cache(compute.tables)  # the same for every test that only reads them
COMPUTED = ["figures.csv", "breakdown.csv", "timed.csv", "probes.csv"]


@pytest.mark.parametrize("name", COMPUTED)
def test_the_measured_tables_follow_from_the_results(name):
    """Byte by byte; whoever measured again runs compute, and this holds again."""
    found = (compute.MEASURED / name).read_text(encoding="utf-8")
    assert found == tables()[name], (
        f"data/measured/{name} does not follow from the results: run `python -m evidence compute`"
    )


def test_compute_writes_its_four_tables_and_nothing_else(tmp_path):
    """Beside a team's typed tables, which stay byte for byte as they are."""
    typed = tmp_path / "facts.csv"
    typed.write_text("framework,criterion\nquart,parking\n")
    assert command_line.main(["compute", "--to", str(tmp_path / "measured")]) == 0
    assert sorted(path.name for path in (tmp_path / "measured").iterdir()) == sorted(COMPUTED)
    assert typed.read_text() == "framework,criterion\nquart,parking\n"


def test_compute_reads_nothing_that_a_person_types(tmp_path, monkeypatch):
    """So a framework, a criterion or a scenario of the team's own cannot break it."""
    opened, reading = [], io.open

    def watched(path, *words, **options):
        opened.append(Path(path))
        return reading(path, *words, **options)

    monkeypatch.setattr(io, "open", watched)  # which pathlib calls
    compute.tables()
    data = REPOSITORY / "data"
    assert compute.TIMED in opened
    assert [path for path in opened if data in path.parents] == []


def test_a_figure_stands_under_its_core_or_its_own_stack_once():
    """No framework has a figure twice, and a variant repeats none of its core's."""
    text = (compute.MEASURED / "figures.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    keys = [(row["framework"], row["criterion"], row["measure"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {framework for framework, *_ in keys} == set(registry.read_stacks())


def test_both_runs_of_the_exact_measures_are_kept_and_agree():
    former, latest = (results.read_json(path) for path in (exact.FORMER, exact.LATEST))
    assert former["machine"] == latest["machine"]
    assert former["written_at"] < latest["written_at"]
    assert exact.compare(former, latest) == []


def test_each_figure_of_a_compared_framework_rests_on_every_session():
    run = results.read_json(compute.TIMED)
    for name in clocked.compared():
        stack = registry.read_stacks()[name]
        loads = [(stack.minimal, kind) for kind in (stack.echo, stack.waiting)]
        loads += [(f"{stack.app}/{stack.server}", "rows")]
        for setup, kind in loads:
            taken = [key.split("/")[0] for key in figures.valid_windows(run, setup, kind)]
            for session in timed.SESSIONS:
                assert taken.count(str(session)) >= 3, (setup, kind, session)


def test_sessions_lie_half_an_hour_apart():
    """From the last window of one to the first of the next."""
    taken = {}
    for key, unit in results.read_json(compute.TIMED)["units"].items():
        at = datetime.datetime.fromisoformat(unit["at"])
        taken.setdefault(int(key.split("/")[0]), []).append(at)
    assert sorted(taken) == list(timed.SESSIONS)
    for before, after in itertools.pairwise(taken[session] for session in timed.SESSIONS):
        assert min(after) - max(before) >= datetime.timedelta(minutes=30)


@pytest.mark.parametrize("quantity", figures.RESOLUTION)
def test_the_tie_band_is_what_control_and_sessions_support(quantity):
    """Rounded up to two digits; whoever times again reads here what to write."""
    supported = clocked.band(results.read_json(compute.TIMED), quantity)
    assert figures.RESOLUTION[quantity] == math.ceil(supported * 100) / 100


def test_what_is_told_of_the_windows_is_what_they_say():
    """Whoever times again reads here which numbers of the two pages are behind."""
    run = results.read_json(compute.TIMED)

    def of(setup, load, quantity="rps"):
        return figures.valid_windows(run, setup, load, quantity)

    def median(setup, load):
        return f"{figures.figure(of(setup, load).values()).value:,.0f}"

    def sessions(setup, quantity):
        found = clocked._by_session(of(setup, "wait_1000", quantity))
        return [f"{x:,.0f}" for x in found.values()]

    moved = [
        max(medians) / min(medians)
        for stack in registry.read_stacks().values()
        for _, setup, kind in clocked._timed_loads(stack, "rps")
        if (medians := clocked._by_session(of(setup, kind)).values())
    ]
    band, p99 = figures.RESOLUTION["rps"], figures.RESOLUTION["p99_ms"]
    litestar, fastapi = (sessions(f"{n}-uvicorn", "p99_ms") for n in ("litestar", "fastapi"))
    crowd = {
        name: median(name, "wait_1000")
        for one in ("django", "flask")
        for name in (f"{one}-threads", f"{one}-threads-1000")
    }
    rows = [
        median(name, "rows")
        for name in ("flask/gunicorn-threads", "django_drf/gunicorn-threads", "fastapi/uvicorn")
    ]
    told = {
        "harness/README.md": [
            f"results: {band} for requests per second",
            f"medians moved by up to {max(moved):.2f}",
            f"one load by up to {clocked.band(run, 'rps'):.2f} (",
            f"differ by {max(clocked._controls(run, 'rps')):.2f} at most",
            f"the band is {p99}, because Litestar's was {litestar[0]} ms in the first session and "
            f"{litestar[2]} in the third",
            "(FastAPI's was {}, {} and {} here".format(*fastapi),
            f"Flask then answers {crowd['flask-threads-1000']} requests/s instead of "
            f"{crowd['flask-threads']}, Django {crowd['django-threads-1000']} instead of "
            f"{crowd['django-threads']}, FastAPI {median('fastapi-uvicorn', 'wait_1000')}",
        ],
        "RULES.md": [
            f"Flask answers {crowd['flask-threads-1000']} requests/s and FastAPI "
            f"{median('fastapi-uvicorn', 'wait_1000')}",
            "({} and {} requests/s) and parted it from FastAPI ({})".format(*rows),
            f"(Litestar's was {litestar[0]} ms in one session and {litestar[2]} in another",
            f"100 threads answers {median('floor-wsgi', 'wait_1000')} requests/s at 1,000",
            f"together: {band}; {p99} for p99",
        ],
    }
    for name, parts in told.items():
        text = " ".join((EVIDENCE / name).read_text(encoding="utf-8").split())
        assert [part for part in parts if part not in text] == []


def test_no_difference_between_compared_stacks_is_smaller_than_the_band():
    run = results.read_json(compute.TIMED)
    found = {}
    for row in clocked.rows(run):
        if row["framework"] in clocked.compared():
            key = row["criterion"], row["measure"], row["unit"]
            found.setdefault(key, []).append(float(row["value"]))
    for (*name, unit), values in found.items():
        band = figures.RESOLUTION["p99_ms" if unit == "ms" else "rps"]
        for a, b in itertools.combinations(values, 2):
            assert a == b or max(a / b, b / a) >= band, name


def test_a_latency_that_no_window_kept_is_left_empty():
    run = run_of("s", "hello", (100, 1.0, False))
    assert figures.valid_windows(run, "s", "hello", "p90_ms") == {}


def test_tables_that_do_not_follow_are_a_message_and_no_traceback(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(compute, "TIMED", tmp_path / "timed.json")
    assert command_line.main(["compute", "--to", str(tmp_path)]) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_control_moves_less_than_what_is_called_a_difference():
    run = results.read_json(compute.TIMED)
    for setup in registry.read_setups().values():
        for kind in setup.paths if setup.control_of else ():
            own, other = (
                figures.figure(figures.valid_windows(run, name, kind).values()).value
                for name in (setup.id, setup.control_of)
            )
            assert max(own / other, other / own) < figures.RESOLUTION["rps"], kind


def test_with_its_needed_edits_last_years_code_passes_on_todays_versions():
    run = results.read_json(upgrade.RESULT)
    for app, edited in run["edited_lines"].items():
        code = upgrade.EDITED if edited else "last year"
        found = run["units"][f"{app}/{code}'s code/today's versions"]["figures"]
        assert (found["starts"], found["failed"]) == (True, 0), app


def test_every_stacks_upgrade_control_is_green():
    units = results.read_json(upgrade.RESULT)["units"]
    for app in upgrade.registry()["apps"]:
        control = units[f"{app}/last year's code/last year's versions"]["figures"]
        assert (control["starts"], control["failed"], control["drift"]) == (True, 0, ""), app


def test_a_stack_that_is_switched_off_joins_no_tie_of_the_compared_ones():
    own = {"a": Figure(100, 90, 110, 5), "b": Figure(150, 140, 160, 5)}
    values = figures.tied(own, 1.41)
    value, others = figures.beside(Figure(122, 118, 125, 5), own, values, 1.41)
    assert (value, others) == (Figure(100, 90, 125, 5), ["a"])
    far, alone = figures.beside(Figure(500, 490, 510, 5), own, values, 1.41)
    assert (far.value, alone) == (500, [])


@pytest.mark.parametrize(
    ("command", "server"),
    [
        ("gunicorn a --worker-class gthread --threads 100", "gunicorn, 100 threads"),
        ("gunicorn a --worker-class sync", "gunicorn, one at a time"),
        ("gunicorn a --worker-class asgi", "gunicorn, asgi worker"),
        ("gunicorn a --worker-class uvicorn_worker.UvicornWorker", "gunicorn, uvicorn worker"),
        ("uvicorn a --loop asyncio --http h11", "uvicorn, pure Python"),
        ("uvicorn a", "uvicorn"),
    ],
)
def test_a_server_is_named_by_what_starts_it(command, server):
    assert details.server_of(command.split()) == server


def test_one_session_at_a_time_is_for_timed_measures_only(capsys):
    with pytest.raises(SystemExit):
        command_line.main(["measure", "exact", "--session", "1"])
    assert "--session goes with timed measures, not with exact" in capsys.readouterr().err


def test_the_command_line_says_what_it_can_measure():
    done = subprocess.run(
        [sys.executable, "-m", "evidence", "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    for word in ("exact", "timed", "upgrade", "compare", "compute"):
        assert word in done.stdout
