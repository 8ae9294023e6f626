"""One window: wrk on its own core against a running server, and whether the server was starved."""

import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from evidence.harness.processes import CLIENT_CORE, SERVER_CORE, cpu_seconds

SCRIPT = Path(__file__).with_name("load.lua")
FULL_SHARE = 0.9  # of a core: from here on it counts as used in full

QUIET_SHARE = 0.1  # of a core: up to here it counts as at rest
QUIET_SAMPLE_S = 0.3


class NoLoadGenerator(RuntimeError):
    """wrk is not installed."""


@dataclass(frozen=True)
class Request:
    """What each client sends, over and over."""

    url: str
    clients: int
    method: str = "GET"
    authorization: str = ""
    body: str = ""


@dataclass(frozen=True)
class Window:
    """What one timed run gave; shares are of one core, latencies in milliseconds."""

    rps: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    errors: int
    refused: int
    server_share: float
    foreign_share: float
    starved: bool

    def as_row(self) -> dict:
        """Return the window rounded to what it can resolve."""
        return {
            name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(self).items()
        }


def generator_version() -> str:
    """Return wrk's version; raises NoLoadGenerator."""
    program = shutil.which("wrk")
    if not program:
        raise NoLoadGenerator("timed measures need wrk (Debian: `apt-get install wrk`)")
    lines = subprocess.run([program, "-v"], capture_output=True, text=True, timeout=10).stdout
    return lines.split("Copyright")[0].strip()


def command_of(request: Request, seconds: int) -> list[str]:
    """Return wrk's command line for a request; one thread, latency kept."""
    arguments = [request.method, request.authorization, request.body]
    return [
        *("taskset", "--cpu-list", str(CLIENT_CORE), "wrk", "--threads", "1"),
        *("--connections", str(request.clients), "--duration", f"{seconds}s", "--timeout", "10s"),
        *("--script", str(SCRIPT), request.url, "--", *arguments),
    ]


def parse(output: str) -> dict[str, int]:
    """Return the figures that load.lua printed; raises ValueError where there are none."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise ValueError(f"wrk printed no figures, only: {output[-500:]!r}")
    return json.loads(lines[-1])


def is_starved(server_share: float, foreign_share: float, cpu_bound: bool) -> bool:
    """Say whether someone else's work held the server back.

    A server that used its core in full was not. One that did not, under a load that is bound by the
    processor, was (or its load generator was). One that waits was held back where others left its
    core no rest.
    """
    if server_share >= FULL_SHARE:
        return False
    return cpu_bound or server_share + foreign_share >= FULL_SHARE


def _busy_seconds(core: int) -> float:
    times = psutil.cpu_times(percpu=True)[core]
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice


def await_quiet(limit_s: float) -> None:
    """Return when others leave the server's core at rest, at the latest after `limit_s` seconds.

    Others' work comes in bursts: a window that waits for a gap is valid at the first try, and does
    not slow down whoever shares the machine.
    """
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        began, busy = time.monotonic(), _busy_seconds(SERVER_CORE)
        time.sleep(QUIET_SAMPLE_S)
        if (_busy_seconds(SERVER_CORE) - busy) / (time.monotonic() - began) < QUIET_SHARE:
            return


def run_wrk(command: Sequence[str], seconds: int) -> dict[str, int]:
    """Run wrk for `seconds`, bounded in time; return its figures."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 20, check=True)
    return parse(done.stdout)


def window(request: Request, seconds: int, server_pid: int, cpu_bound: bool) -> Window:
    """Time one load for `seconds` seconds."""
    used, busy = cpu_seconds(server_pid), _busy_seconds(SERVER_CORE)
    figures = run_wrk(command_of(request, seconds), seconds)
    duration = figures["duration_us"] / 1e6
    share = (cpu_seconds(server_pid) - used) / duration
    foreign = (_busy_seconds(SERVER_CORE) - busy) / duration - share
    return Window(
        rps=figures["requests"] / duration,
        p50_ms=figures["p50_us"] / 1e3,
        p90_ms=figures["p90_us"] / 1e3,
        p99_ms=figures["p99_us"] / 1e3,
        errors=figures["errors"],
        refused=figures["refused"],
        server_share=share,
        foreign_share=max(foreign, 0.0),
        starved=is_starved(share, foreign, cpu_bound),
    )
