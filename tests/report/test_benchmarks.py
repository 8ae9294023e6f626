"""The benchmarks' own bookkeeping, and that what they compare computes the same."""

import importlib

import numpy as np
import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.acceptability import CASES, plain_numpy
from benchmarks.page import script_ms
from benchmarks.results import write_section
from framework_report import mcda


def test_a_run_rewrites_its_own_section_and_no_other(tmp_path):
    path = tmp_path / "RESULTS.md"
    write_section("One", "first\n\n### detail\n\nmore", path)
    write_section("Two", "second", path)
    before = path.read_text()
    write_section("One", "changed", path)
    after = path.read_text()
    assert before.startswith("# Benchmarks\n")
    assert after == before.replace("first\n\n### detail\n\nmore", "changed")
    assert [line for line in after.splitlines() if line.startswith("## ")] == ["## One", "## Two"]
    assert [child.name for child in tmp_path.iterdir()] == ["RESULTS.md"]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_run_by_name(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").run)


def test_plain_numpy_counts_the_same_ranks():
    rng = np.random.default_rng(2)
    weights, fixed, sampled = rng.random((300, 4)), rng.random((8, 4)), rng.random((300, 8, 4))
    for values in (fixed, sampled):
        ours = mcda.rank_acceptability(values, weights)
        assert plain_numpy(values, weights) == pytest.approx(ours.to_numpy())


def test_the_cases_are_the_ones_that_were_asked_for():
    sizes = {(m, k, n) for _, n, m, k, _, _ in CASES}
    assert {(3, 12, 100_000), (100, 40, 1_000_000)} <= sizes


def traced(name, at, ms, kind="", tid=1, function=""):
    args = {"data": {"type": kind, "functionName": function}} if kind or function else {}
    return {"name": name, "ph": "X", "pid": 1, "tid": tid, "ts": at, "dur": 1000 * ms, "args": args}


def test_script_time_is_added_up_from_key_to_key_promises_included():
    events = [
        traced("EvaluateScript", 0, 50),  # before the first key
        traced("EventDispatch", 100_000, 5, "keydown"),
        traced("FunctionCall", 100_100, 4),
        traced("FunctionCall", 100_200, 1),  # within the one before it
        traced("RunMicrotasks", 105_000, 2),
        traced("FunctionCall", 106_000, 9, tid=2),  # another thread
        traced("FunctionCall", 107_000, 8, function="probeFrame"),  # what times the page
        traced("EventDispatch", 200_000, 5, "keydown"),
        traced("Layout", 200_100, 7),
        traced("FunctionCall", 210_000, 3),
    ]
    assert script_ms(events) == [6, 3]
