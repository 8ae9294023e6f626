"""How fast the report answers in a real JupyterLab, beside a plain `interact` notebook.

Both notebooks are open in one browser and one JupyterLab, and take turns. The browser's own clock
is read: at the key press or the last move of the mouse, and whenever a part of the page changes.
A part is right when it has changed for the last time.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import Browser, Page

from benchmarks.plain import empty_notebook, plain_notebook
from benchmarks.results import machine, table
from framework_report import load_problem
from tests.browsers import chromium
from tests.lab.lab import Lab, copy_report, jupyterlab

ROOT = Path(__file__).parents[1]
REPORT, PLAIN = "notebooks/decision_report.ipynb", "notebooks/plain.ipynb"
CRITERION = "product_parts"
WALK = ("ArrowLeft",) * 8 + ("ArrowRight",) * 10 + ("ArrowLeft",) * 2
"""From 8 to either end and back: a step to and fro would find the last states kept."""
PRESSES, DRAGS, REPORTS = 20, 5, 3
WARM_UP, MOVES, REST_EVERY = 100, 1000, 20
DRAG_SECONDS, DRAG_EVENTS = 2.0, 60
QUIET_MS = 1500
"""A page that has not changed for so long has answered."""
MB = 1e6

# In the page: note when each watched part changes. `watched` names parts and says where they are.
WATCH = """
(watched) => {
    const now = () => performance.now();
    const look = {
        text: query => [...document.querySelectorAll(query)].map(x => x.textContent).join(''),
        html: query => [...document.querySelectorAll(query)].map(x => x.innerHTML).join(''),
        image: (query, n) => document.querySelectorAll(query)[n]?.src ?? '',
    };
    const read = ([kind, query, n]) => look[kind](query, n);
    window.seen = {}, window.changed = {}, window.input = 0;
    for (const name in watched) window.seen[name] = read(watched[name]);
    const check = () => {
        for (const name in watched) {
            const found = read(watched[name]);
            if (found !== window.seen[name]) {
                window.seen[name] = found;
                window.changed[name] = now();
            }
        }
    };
    new MutationObserver(check).observe(document.body, {
        subtree: true, childList: true, characterData: true, attributeFilter: ['src'],
    });
    const pressed = () => { window.input = now(); };
    for (const kind of ['keydown', 'mousemove'])
        document.addEventListener(kind, pressed, {capture: true});
}
"""
# In the page: press keys without waiting for the world outside, each when the last is answered.
MANY = """
async ([query, moves, restEvery]) => {
    const handle = document.querySelector(query), wait = ms => new Promise(r => setTimeout(r, ms));
    let key = 'ArrowLeft';  // to and fro over the whole slider: no state is one of the last few
    for (let i = 0; i < moves; i++) {
        const before = window.seen.ranking, until = performance.now() + 10000;
        const value = +handle.getAttribute('aria-valuenow');
        if (value <= 0 || value >= 10) key = value <= 0 ? 'ArrowRight' : 'ArrowLeft';
        handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
        while (window.seen.ranking === before && performance.now() < until) await wait(2);
        if (window.seen.ranking === before) throw new Error('no answer to move ' + i);
        if (i % restEvery === 0) await wait(600);
    }
}
"""
PARTS = ("verdict", "ranking", "against", "tipping")
OURS = {
    "verdict": ("text", ".fr-verdict", 0),
    "ranking": ("html", ".fr-panel .fr-ranking", 0),
    "against": ("image", ".fr-against img", 0),
    # Where the leader stays is said under the sliders and drawn on them.
    "tipping": ("text", ".fr-panel .fr-below", 0),
}
# `interact` shows everything in one output: the charts in the order in which they are drawn.
THEIRS = {
    "verdict": ("text", ".widget-output .jp-RenderedMarkdown", 0),
    **{name: ("image", ".widget-output img", n) for n, name in enumerate(PARTS[1:])},
}


class Rival:
    """One of the two notebooks, open and watched."""

    def __init__(self, browser: Browser, address: str, notebook: str, watched: dict):
        self.page: Page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.lab = Lab(self.page, address, notebook)
        self.lab.open()
        self.lab.run_all()
        label = load_problem(ROOT / "data").criteria.at[CRITERION, "label"]
        self.query = f'.widget-slider:has(label:text-is("{label}")) .noUi-handle'
        self.handle = self.page.locator(self.query)
        self.handle.wait_for(state="attached")
        if not self.handle.is_visible():  # folded under Criteria
            self.page.locator(".fr-tabs button").first.click()
        self.handle.scroll_into_view_if_needed()
        self.page.evaluate(WATCH, watched)
        self.quiet()

    def quiet(self) -> None:
        """Wait until the page has stopped changing."""
        self.page.wait_for_function(
            f"() => performance.now() - Math.max(window.input, ...Object.values(window.changed), 0)"
            f" > {QUIET_MS}",
            timeout=60_000,
        )

    def lags(self) -> dict[str, float]:
        """Return by how many ms each part's last change came after the last input; 0 if before."""
        self.quiet()
        at, changed = self.page.evaluate("[window.input, window.changed]")
        return {name: max(0.0, when - at) for name, when in changed.items()}

    def press(self, key: str) -> dict[str, float]:
        """Press a key on the slider and return the lags."""
        self.page.bring_to_front()
        self.handle.focus()
        self.page.evaluate("() => { window.changed = {} }")
        self.page.keyboard.press(key)
        return self.lags()

    def drag(self) -> dict[str, float]:
        """Drag the handle to and fro for two seconds, and let it rest somewhere else."""
        self.page.bring_to_front()
        self.page.evaluate("() => { window.changed = {} }")
        track = self.handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")
        box, at = track.bounding_box(), self.handle.bounding_box()
        y = at["y"] + at["height"] / 2
        self.page.mouse.move(at["x"] + at["width"] / 2, y)
        self.page.mouse.down()
        began = time.monotonic()
        for i in range(1, DRAG_EVENTS + 1):
            # Once up and down the track and up to 4 of 10.
            share = abs((2.4 * i / DRAG_EVENTS) % 2 - 1)
            self.page.mouse.move(box["x"] + (0.02 + 0.96 * (1 - share)) * box["width"], y)
            time.sleep(max(0.0, began + DRAG_SECONDS * i / DRAG_EVENTS - time.monotonic()))
        found = self.lags()
        self.page.mouse.up()
        self.quiet()
        self.home()
        return found

    def home(self) -> None:
        """Put the slider back to 8, so that each drag begins alike."""
        self.handle.focus()
        self.page.keyboard.press("End")
        self.quiet()
        for _ in range(2):
            self.page.keyboard.press("ArrowLeft")
            self.quiet()

    def words(self) -> str:
        """Return the verdict without spaces, to compare what both say."""
        return "".join(self.page.evaluate("window.seen.verdict").replace("¶", "").split())


def run() -> str:
    """Measure, and return the section for RESULTS.md."""
    line = machine(["jupyterlab", "ipywidgets", "matplotlib"])
    with tempfile.TemporaryDirectory() as folder:
        root = copy_report(Path(folder) / "report")
        (root / "data" / "decision.toml").unlink(missing_ok=True)
        nbformat.write(plain_notebook(), root / PLAIN)
        with jupyterlab(root, Path(folder) / "lab") as address, chromium() as browser:
            ours = Rival(browser, address, REPORT, OURS)
            kernel = newest_kernel()
            theirs = Rival(browser, address, PLAIN, THEIRS)
            presses = take_turns(
                PRESSES, lambda rival, i: rival.press(WALK[i % len(WALK)]), ours, theirs
            )
            agree(ours, theirs)
            drags = take_turns(DRAGS, lambda rival, _: rival.drag(), ours, theirs)
            growth = memory(ours, kernel)
        times = reports(Path(folder))
    return "\n\n".join([line, latency(presses, drags), other(growth, times)])


def take_turns(n: int, act: Callable, *rivals: Rival) -> list[list[dict[str, float]]]:
    """Let the rivals do something n times in turn; return each one's lags."""
    found: list[list[dict[str, float]]] = [[] for _ in rivals]
    for i in range(n):
        for lags, rival in zip(found, rivals, strict=True):
            lags.append(act(rival, i))
    return found


def agree(ours: Rival, theirs: Rival) -> None:
    """Refuse to compare two notebooks that do not say the same.

    Raises:
        ValueError: their verdicts differ.
    """
    if ours.words() != theirs.words():
        raise ValueError(f"verdicts: found {ours.words()} and {theirs.words()}, expected one text")


def newest_kernel() -> psutil.Process:
    """Return the kernel that was started last."""
    family = psutil.Process().children(recursive=True)
    kernels = [process for process in family if "ipykernel_launcher" in process.cmdline()]
    return max(kernels, key=lambda process: process.create_time())


def memory(rival: Rival, kernel: psutil.Process) -> float:
    """Return by how many bytes the kernel grows in MOVES moves after WARM_UP of them."""
    sizes = []
    query = "[data-benchmarked]"
    rival.handle.evaluate("handle => handle.setAttribute('data-benchmarked', '')")
    rival.page.bring_to_front()
    for moves in (WARM_UP, MOVES):
        rival.page.evaluate(MANY, [query, moves, REST_EVERY])
        rival.quiet()
        time.sleep(2)
        sizes.append(kernel.memory_info().rss)
    return sizes[1] - sizes[0]


def reports(folder: Path) -> list[tuple[float, float]]:
    """Time `make report`, once set up, and running as many empty notebooks, in turn; seconds."""
    empty = folder / "empty"
    empty.mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(empty_notebook(path), empty / path.name)
    same = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path;"
        "from framework_report.notebook.execution import execute;"
        "run = lambda path: execute(path, Path('data'));"
        "list(ThreadPoolExecutor().map(run, sorted(Path(sys.argv[1]).glob('*.ipynb'))))"
    )
    commands = (
        [sys.executable, "-m", "framework_report", "report", "--to", str(folder / "build")],
        [sys.executable, "-c", same, str(empty)],
    )
    return [tuple(map(timed, commands)) for _ in range(REPORTS)]


def timed(command: list[str]) -> float:
    """Return how many seconds a command takes."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)
    return time.perf_counter() - began


def middle(lags: list[dict[str, float]], *names: str) -> float:
    """Return the median over rounds of the slowest of some parts; parts that did not change: 0."""
    return statistics.median(max(lag.get(name, 0.0) for name in names) for lag in lags)


def latency(presses: list, drags: list) -> str:
    """Lay out the times in the browser."""
    cases = [
        (f"key press to verdict and ranking, median of {PRESSES}", presses, PARTS[:2]),
        (f"key press to every chart, median of {PRESSES}", presses, PARTS),
        (f"drag of 2 s: verdict and ranking right, median of {DRAGS}", drags, PARTS[:2]),
        (f"drag of 2 s: every other chart right, median of {DRAGS}", drags, PARTS[2:]),
    ]
    rows = []
    for case, (ours, theirs), names in cases:
        a, b = middle(ours, *names), middle(theirs, *names)
        rows.append([case, f"{a:.0f} ms", f"{b:.0f} ms", f"{a / b:.2f}" if b else "-"])
    return (
        "In one JupyterLab and one browser, in turn with a notebook that shows the same verdict "
        "and charts by `interact` and `plt.subplots`. Goals: verdict and ranking in at most 0.35 "
        "of the plain notebook's time after a key press, and within 150 ms after a drag (60 "
        "events); every other chart in at most half of its lag.\n\n"
        + table(["case", "report", "plain notebook", "ratio"], rows)
    )


def other(growth: float, times: list[tuple[float, float]]) -> str:
    """Lay out memory and the time that `make report` takes."""
    report, empty = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    return (
        f"After {WARM_UP} moves of a slider, {MOVES:,} more change the kernel's memory by "
        f"{growth / MB:+.1f} MB (goal: at most 5 MB larger).\n\n"
        f"`make report`, once set up, takes {report:.1f} s; running as many empty notebooks with "
        f"the same imports, by the same executor, {empty:.1f} s: {ratio:.2f} times as long (goal: "
        f"at most 1.5; medians of {REPORTS} pairs)."
    )
