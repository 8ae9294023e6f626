"""The exported page beside what a user could pick instead, in one browser, four times slowed down.

Rivals are an Altair page with slider parameters and a Bokeh page with CustomJS, both with their
bundles inlined; the floor is a page whose slider's handler does nothing. All get the same key
presses on one slider, in rounds that take turns.
"""

import json
import statistics
import subprocess
import time
import venv
from bisect import bisect_right
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Page

from benchmarks.results import machine, table
from framework_report.export import DecisionReportExporter
from framework_report.export.payload import committed_state
from framework_report.outcome import Outcome
from framework_report.tables import load_problem
from tests.browsers import chromium

ROOT = Path(__file__).parents[1]
ENVIRONMENT, WORK = ROOT / "benchmarks" / ".venv", ROOT / "benchmarks" / ".work"
LOCK = ROOT / "benchmarks" / "requirements.lock"
SLOWED = 4
ROUNDS, PRESSES, WARM, PAUSE_S = 6, 40, 20, 0.1
TIMEOUT = 900
NAMES = {
    "report": "this page, a theme of the first screen",
    "criteria": "this page, a criterion, all of them folded out",
    "altair": "Altair, ranking only",
    "bokeh": "Bokeh, ranking only",
    "nothing": "a slider that does nothing",
    "nbconvert": "plain nbconvert, nothing moves",
}
FIRST = ".themes input >> nth=0"
"""The first slider in sight; those of the criteria are folded away until asked for."""
HANDLES = {
    "report": FIRST,
    "criteria": 'input[name="api_contract"]',
    "altair": 'input[name="api_contract"]',
    "bokeh": ".noUi-handle >> nth=1",
    "nothing": "input",
}
OURS = ("report", "criteria")
ANSWER = "#headline, .fr-verdict"
HEIGHT = 900
# What must read otherwise after the warm-up presses, or a page that does nothing would win.
SHOWN = {
    **dict.fromkeys(OURS, "document.querySelector('.ranking').innerHTML"),
    "altair": "document.querySelector('svg').textContent",
    "bokeh": "JSON.stringify([...Bokeh.documents[0]._all_models.values()]"
    ".find(m => m.type === 'ColumnDataSource').data.score)",
}
SCRIPT = {"FunctionCall", "RunMicrotasks", "EvaluateScript"}
Figures = dict[str, list[float]]
NOTHING = (
    "<!DOCTYPE html><html lang=en><title>Nothing</title><input type=range min=0 max=10 value=3>"
    "<script>document.querySelector('input').addEventListener('input', () => {})</script>"
)
# From the key to the end of the frame that its handlers asked for, and from the start to the end of
# the first frame with the verdict's words in it: what is seen has been drawn.
PROBE = (
    f"const ANSWER = {json.dumps(ANSWER)};"
    + """
window.paints = [];
window.words = 0;
requestAnimationFrame(function probeLoad() {
  if (!document.querySelector(ANSWER)) {
    if (document.readyState !== 'complete') requestAnimationFrame(probeLoad);
  } else {
    const channel = new MessageChannel();
    channel.port1.onmessage = function probeWords() { window.words = performance.now(); };
    channel.port2.postMessage(0);
  }
});
window.addEventListener('keydown', function probeKey(event) {
  requestAnimationFrame(function probeFrame() {
    const channel = new MessageChannel();
    channel.port1.onmessage = function probePaint() {
      window.paints.push(performance.now() - event.timeStamp);
    };
    channel.port2.postMessage(0);
  });
}, true);
"""
)
PAINTED = """
() => new Promise(done => {
  const look = () => window.paints.length ? done() : setTimeout(look, 4);
  look();
})
"""
READ = """
() => new Promise(done => {
  const look = () => window.words ? done(window.words) : setTimeout(look, 4);
  look();
})
"""


def run() -> str:
    """Measure, and return the section for the results."""
    described = machine(["nbconvert"])
    paths = _pages()
    figures: dict[str, Figures] = {
        name: {what: [] for what in ("words", "slider", "script", "paint")} for name in NAMES
    }
    with chromium() as browser:
        version = browser.version
        for _ in range(ROUNDS):
            for name, path in paths.items():
                page = browser.new_page(viewport={"width": 1440, "height": HEIGHT})
                page.set_default_timeout(TIMEOUT * 100)
                page.add_init_script(PROBE)
                _measure(browser, page, name, path, figures[name])
                page.close()
    rows = [_row(name, paths[name], figures[name]) for name in NAMES]
    header = ["", "size, KB", "load to words, ms", "load to slider, ms"]
    header += [
        f"{what}, p{p}, ms" for what in ("script per event", "input to paint") for p in (50, 95)
    ]
    return "\n\n".join(
        [
            f"{described[:-1]}, Chromium {version}, processor slowed down {SLOWED} times.",
            f"{ROUNDS} rounds of {PRESSES} key presses on one slider. Script time is that of the "
            f"page's main thread until the next key, {1000 * PAUSE_S:.0f} ms later, with promises; "
            "input to paint ends with the first frame that shows the answer. The rivals redraw "
            "scores and the ranking in it; this page all of its first screen (ranking, headline, "
            "reasons, what would change it, the bands of its sliders), and in the second row the "
            "bands and notes of every criterion's slider as well. It does not count what "
            "waits until the handle rests (all but the first 250 simulations, what is out of "
            "sight, what only a screen reader finds). Plain nbconvert has no slider: its load ends "
            "when the verdict can be read, its scripts from elsewhere not waited for. This page's "
            "answer can be read before its sliders work, too.",
            table(header, rows),
        ]
    )


def _pages() -> dict[str, Path]:
    """Write the pages; return their paths by name."""
    WORK.mkdir(exist_ok=True)
    notebook = nbformat.read(ROOT / "notebooks" / "decision_report.ipynb", 4)
    html, _ = DecisionReportExporter().from_notebook_node(notebook)
    (WORK / "report.html").write_text(html, encoding="utf-8")
    plain, _ = HTMLExporter().from_notebook_node(notebook)
    (WORK / "nbconvert.html").write_text(plain, encoding="utf-8")
    (WORK / "nothing.html").write_text(NOTHING, encoding="utf-8")
    problem = load_problem(ROOT / "data")
    outcome = Outcome(problem, committed_state(problem, None))
    given = {
        "frameworks": list(problem.frameworks["label"]),
        "criteria": list(outcome.values),
        "themes": list(problem.criteria.loc[list(outcome.values), "theme"]),
        "values": outcome.values.to_numpy().tolist(),
        "points": [outcome.state.points.get(name, 0) for name in outcome.values],
    }
    subprocess.run(
        [_python(), ROOT / "benchmarks" / "page_rivals.py", WORK],
        input=json.dumps(given),
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    return {name: WORK / f"{'report' if name in OURS else name}.html" for name in NAMES}


def _python() -> Path:
    """Return the rivals' Python, in an environment of theirs that is made when it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True, timeout=TIMEOUT)
    return python


def _measure(browser: Browser, page: Page, name: str, path: Path, figures: Figures) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(path.as_uri(), wait_until="commit")
    if name not in HANDLES:
        page.locator(ANSWER).first.wait_for()
        figures["words"].append(page.evaluate(READ))
        return
    first = page.locator(FIRST if name in OURS else HANDLES[name])
    first.wait_for(state="attached")
    first.focus()
    shown = page.evaluate(SHOWN[name]) if name in SHOWN else ""
    page.keyboard.press("ArrowLeft")
    page.evaluate(PAINTED)
    figures["slider"].append(page.evaluate("performance.now()"))
    if name in OURS:
        figures["words"].append(page.evaluate(READ))
    if name in SHOWN and page.evaluate(SHOWN[name]) == shown:
        page.wait_for_timeout(1000)
        if page.evaluate(SHOWN[name]) == shown:
            raise RuntimeError(f"{path}: found that nothing changed, expected other scores")
    if name == "criteria":
        # By a key: of a mouse over it the browser keeps track, and the rivals have none over them.
        page.locator("details.fold summary").first.press("Enter")
    page.locator(HANDLES[name]).focus()
    _press(page, WARM)
    page.evaluate("() => { window.paints = [] }")
    browser.start_tracing(page=page, categories=["devtools.timeline", "v8.execute"])
    _press(page, PRESSES)
    figures["script"] += script_ms(json.loads(browser.stop_tracing())["traceEvents"])
    figures["paint"] += page.evaluate("window.paints")


def _press(page: Page, times: int) -> None:
    """Press a key on the slider so many times, each when the last has long been answered."""
    for n in range(times):
        page.keyboard.press("ArrowLeft" if n % 2 else "ArrowRight")
        time.sleep(PAUSE_S)


def script_ms(events: list[dict]) -> list[float]:
    """Add up, for each key press, the milliseconds of script until the next one, promises included.

    The browser's own metric of script time leaves out what runs as a microtask, so a page that
    answers in promises would seem to do nothing. The probe's own functions are not the page's.
    """
    keys = [e for e in events if e["name"] == "EventDispatch" and _data(e).get("type") == "keydown"]
    starts = sorted(event["ts"] for event in keys)
    calls = [e for e in events if e.get("ph") == "X" and e["name"] in SCRIPT]
    calls = [e for e in calls if (e["pid"], e["tid"]) == (keys[0]["pid"], keys[0]["tid"])]
    calls = [e for e in calls if not _data(e).get("functionName", "").startswith("probe")]
    spent, end = [0.0] * len(starts), 0
    for call in sorted(calls, key=lambda e: (e["ts"], -e["dur"])):
        at = bisect_right(starts, call["ts"]) - 1
        if at >= 0 and call["ts"] >= end:  # a call within another one is counted with it
            spent[at] += call["dur"] / 1000
            end = call["ts"] + call["dur"]
    return spent


def _data(event: dict) -> dict:
    return event.get("args", {}).get("data", {})


def _row(name: str, path: Path, figures: dict[str, list[float]]) -> list[str]:
    cells = [NAMES[name], f"{path.stat().st_size / 1024:,.0f}"]
    for what in ("words", "slider"):
        cells.append(f"{statistics.median(figures[what]):,.0f}" if figures[what] else "")
    for what in ("script", "paint"):
        ordered = sorted(figures[what])
        if not ordered:
            cells += ["", ""]
            continue
        cells += [f"{statistics.median(ordered):.1f}", f"{ordered[int(0.95 * len(ordered))]:.1f}"]
    return cells
