"""Rank acceptability of given samples, beside plain NumPy and a published package; then drawing.

The rival is pysensmcda, the only package found on PyPI that computes rank acceptabilities of an
additive model from given samples (pyrepo-mcda and crispyn have SMAA for VIKOR only, one sample
after the other in Python; pymcdm and scikit-criteria have none). It needs another pandas than the
report, so it gets an environment of its own under build/.
"""

import json
import os
import subprocess
import tempfile
import time
import tracemalloc
import venv
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.results import machine, table
from framework_report import mcda

ROOT = Path(__file__).parents[1]
RIVAL = "pysensmcda==2.0.0"
RIVAL_ENVIRONMENT = ROOT / "build" / "pysensmcda"
TIMEOUT = 1800  # seconds, for setting the rival up and for each of its runs

# name, samples, frameworks, criteria, values, samples that the rival is given
CASES = [
    ("3 × 14 × 10,000, as the report draws them", 10_000, 3, 14, "drawn", 10_000),
    ("3 × 12 × 100,000, values fixed", 100_000, 3, 12, "fixed", 100_000),
    ("3 × 12 × 100,000, values sampled", 100_000, 3, 12, "sampled", 100_000),
    ("100 × 40 × 100,000, values fixed", 100_000, 100, 40, "fixed", 20_000),
    ("100 × 40 × 1,000,000, values fixed", 1_000_000, 100, 40, "fixed", 20_000),
]


def plain_numpy(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Count ranks as one would write it: score, sort, count who is where. Ties go unnoticed."""
    fixed = values.ndim == 2
    scores = weights @ values.T if fixed else np.einsum("nmk,nk->nm", values, weights)
    order = np.argsort(-scores, axis=1)
    m = scores.shape[1]
    return np.stack([np.bincount(column, minlength=m) for column in order.T], axis=1) / len(weights)


def run() -> str:
    """Measure, and return the section for the results."""
    described = machine(["numpy"])
    python = _rival_environment()
    rows, seconds, peak = [], {}, 0.0
    for name, n, m, k, kind, rival_n in CASES:
        values, weights = _samples(n, m, k, kind)
        (ours, ours_cpu), (plain, plain_cpu) = _interleaved(
            [
                lambda v=values, w=weights: mcda.rank_acceptability(v, w),
                lambda v=values, w=weights: plain_numpy(v, w),
            ],
            rounds=2 if n * m > 1e6 else 25,
        )
        found = mcda.rank_acceptability(values, weights).to_numpy()
        np.testing.assert_allclose(found, plain_numpy(values, weights), atol=1e-4)
        part = (values if kind == "fixed" else values[:rival_n]), weights[:rival_n]
        rival = _rival(python, *part, rounds=2 if m < 10 else 1) * n / rival_n
        mark = "" if rival_n == n else "*"
        rows.append(
            [
                name,
                _time(ours),
                _time(plain),
                f"{plain / ours:.1f}",
                f"{plain_cpu / ours_cpu:.1f}",
                _time(rival) + mark,
                f"{rival / ours:.0f}{mark}",
            ]
        )
        seconds[name], peak = ours_cpu, max(peak, _peak(values, weights))
    growth = seconds[CASES[-1][0]] / seconds[CASES[-2][0]]
    header = [
        "frameworks × criteria × samples",
        "this",
        "plain NumPy",
        "ratio",
        "of processor time",
        RIVAL.replace("==", " "),
        "ratio",
    ]
    return "\n\n".join(
        [
            described,
            "Rank acceptability of given samples; wall time, the best of several rounds that take "
            "turns (the package's own in a process of its own, right after). A ratio above 1 says "
            "how many times slower the other is; that of processor time is the steadier one on a "
            "busy machine, that of wall time says what is waited for. The shares were compared and "
            "agree.",
            table(header, rows),
            "\\* timed on 20,000 samples and multiplied: its time grows with the samples, and its "
            "memory too.",
            f"Ten times the samples (100 × 40, 100,000 to 1,000,000) take {growth:.1f} times "
            "the processor time. Memory beyond the input is at most "
            f"{peak / 1e6:.0f} MB in any of these cases.",
            "Drawing 100,000 samples for 12 criteria, none of them kept from before, beside what "
            "NumPy's own generator takes (which no other language repeats):",
            _drawing(),
        ]
    )


def _samples(n: int, m: int, k: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(20261122)
    if kind == "drawn":
        value = pd.DataFrame(rng.random((m, k))).rename(str, axis=0).rename(str, axis=1)
        values = mcda.near_values(0.9 * value, value, 0.1 + 0.9 * value, n)
        return values, mcda.near_weights(dict.fromkeys(value, 5), n)
    weights = rng.dirichlet(np.ones(k), n)
    return rng.random((n, m, k) if kind == "sampled" else (m, k)), weights


def _interleaved(calls: list[Callable], rounds: int) -> np.ndarray:
    """Time calls in turns, so that they meet the same load.

    Returns:
        calls x 2: the best wall time and the best processor time, in seconds.
    """
    clocks = (time.perf_counter, time.process_time)
    best = np.full((len(calls), 2), np.inf)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            start = [clock() for clock in clocks]
            call()
            best[i] = np.minimum(best[i], [clock() for clock in clocks] - np.array(start))
    return best


def _peak(values: np.ndarray, weights: np.ndarray) -> float:
    """Measure the bytes that one call allocates beyond its input, at their peak."""
    tracemalloc.start()
    mcda.rank_acceptability(values, weights)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _drawing() -> str:
    rng, names = np.random.default_rng(20261122), [f"criterion {k}" for k in range(12)]
    n, points, more = 100_000, pd.Series(5.0, index=names), count()
    themes = dict.fromkeys(names, "all")
    keys = [mcda.key("weight", name) for name in names]
    pairs = [
        ("uniform numbers", lambda n=n: mcda.uniforms(keys, n), lambda: rng.random((n, 12))),
        (
            "weights near the sliders",
            lambda n=n: mcda.near_weights(points, n),
            lambda: rng.uniform(3, 7, (n, 12)),
        ),
        (
            "weights over the whole simplex",
            lambda n=n: mcda.simplex_weights(themes, n),
            lambda: rng.dirichlet(np.ones(12), n),
        ),
    ]
    rows = []
    for name, ours, numpy in pairs:

        def cold(ours=ours):
            ours(n + next(more))  # another number of samples is not kept yet

        first, other = _interleaved([cold, numpy], rounds=15)[:, 0]
        again = _interleaved([ours], rounds=15)[0, 0]
        rows.append([name, _time(first), _time(other), f"{other / first:.2f}", _time(again)])
    return table(["", "this, first time", "NumPy", "ratio", "this, asked again"], rows)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.2f} ms"


def _rival_environment() -> Path:
    """Install the rival where it disturbs nothing; return its interpreter."""
    python = RIVAL_ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = RIVAL_ENVIRONMENT / RIVAL
    if not ready.exists():
        venv.create(RIVAL_ENVIRONMENT, clear=True, with_pip=True)
        numpy = f"numpy=={np.__version__}"
        install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", RIVAL, numpy]
        subprocess.run([python, *install], check=True, timeout=TIMEOUT)
        ready.touch()
    return python


def _rival(python: Path, values: np.ndarray, weights: np.ndarray, rounds: int) -> float:
    """Time the rival in a process of its own; hold its answer against ours."""
    script = Path(__file__).with_name("acceptability_rival.py")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.npz"
        np.savez(path, values=values, weights=weights)
        answer = subprocess.run(
            [python, script, path, str(rounds)],
            check=True,
            timeout=TIMEOUT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": ""},
        )
    told = json.loads(answer.stdout)
    ours = mcda.rank_acceptability(values, weights).to_numpy()
    np.testing.assert_allclose(told["found"], ours, atol=1e-3)
    return told["seconds"]
