"""A real JupyterLab on a copy of the report, and what a user does in it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Locator, Page, TimeoutError

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/decision_report.ipynb"
SECONDS = 1000
"""Playwright counts in milliseconds."""
START, RUN = 90, 180
"""How long the server and a notebook may take, in seconds; a slow machine is no fault."""
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(x => x.textContent)"
ERROR = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]'
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


def copy_report(folder: Path) -> Path:
    """Copy what a user opens, notebooks and data, into a new folder; return the folder."""
    for name in ("notebooks", "data"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    return folder


def copy_report_again(report: Path) -> None:
    """Undo what an earlier test saved."""
    for name in ("notebooks", "data"):
        shutil.rmtree(report / name)
    copy_report(report)


@contextmanager
def jupyterlab(root: Path, own: Path) -> Iterator[str]:
    """Start JupyterLab on `root`, on this machine only, and end it with its kernels.

    Args:
        root: the folder it shows.
        own: a folder for its settings, so that those of the user neither change nor count.

    Yields:
        Its address, with `{}` where the path of a notebook goes.
    """
    own.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "share"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "MPLBACKEND": "agg",
    }
    settings = own / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(NO_NEWS))
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", "--ServerApp.port=8917", "--ServerApp.port_retries=200",
        "--IdentityProvider.token=report", f"--ServerApp.root_dir={root}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]  # fmt: skip
    with (own / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        yield _address(process, own) + "lab/tree/{}?token=report&reset"
    finally:
        _end(process)


def _address(process: subprocess.Popen[bytes], own: Path) -> str:
    """Wait until the server says where it listens."""
    said = own / "runtime" / f"jpserver-{process.pid}.json"
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        if said.exists() and (text := said.read_text()).strip().endswith("}"):
            return json.loads(text)["url"]
        time.sleep(0.1)
    log = (own / "server.log").read_text()[-2000:]
    raise RuntimeError(f"JupyterLab: found no address after {START} s, expected one\n{log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels, and then whatever is left of them."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    for child in family:
        if child.is_running():
            child.kill()


GARBLED = "Kernel message validation error: Unexpected token 's', \"stream.stderr\""
"""What a kernel still writes to its standard error while it ends may reach JupyterLab in pieces,
which it reports and drops. At any other time that fails a test, since a message is lost."""


class Lab:
    """One notebook in one browser tab, as a user works with it."""

    def __init__(self, page: Page, address: str, notebook: str) -> None:
        self.page, self.address, self.notebook = page, address, notebook
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(f"{error}\n{error.stack}"))

    def open(self) -> None:
        """Open the notebook with the file browser beside it, and wait for its kernel."""
        self.page.goto(self.address.format(self.notebook), timeout=START * SECONDS)
        self.settle()

    def settle(self) -> None:
        """Wait until the kernel is there and idle."""
        self.page.wait_for_selector(
            '.jp-Notebook-ExecutionIndicator[data-status="idle"]', timeout=START * SECONDS
        )
        self.page.locator("#jp-bottom-panel, .jp-StatusBar-Widget").get_by_text("| Idle").wait_for(
            timeout=START * SECONDS
        )

    def reload(self) -> None:
        """Load the page anew; the kernel keeps running."""
        self.page.goto(self.address.format(self.notebook).replace("&reset", ""))
        self.settle()

    def end_kernels(self) -> None:
        """End every kernel of the server, so that the next notebook starts with a new one."""
        server, token = self.address.split("lab/tree/")[0], {"Authorization": "token report"}
        for session in self.page.request.get(f"{server}api/sessions", headers=token).json():
            self.page.request.delete(f"{server}api/sessions/{session['id']}", headers=token)

    def menu(self, *labels: str) -> None:
        """Choose an entry of the menu bar by its labels, outermost first."""
        for _ in range(10):
            self.page.locator(f'.lm-MenuBar-itemLabel:text-is("{labels[0]}")').click()
            for name in labels[1:-1]:
                self.page.locator(f'.lm-Menu-itemLabel:text-is("{name}")').hover()
            entry = self.page.locator(f'.lm-Menu-itemLabel:text-is("{labels[-1]}")')
            try:
                entry.click(timeout=6 * SECONDS)
                return
            except TimeoutError:
                # JupyterLab asks its server for some entries, and adds them when it has them.
                self.page.keyboard.press("Escape")
                self.page.keyboard.press("Escape")
        raise AssertionError(f"menu: found no {' > '.join(labels)}")

    def run_all(self) -> None:
        """Run all cells and wait for the last."""
        for _ in range(5):
            self.menu("Run", "Run All Cells")
            try:
                # A saved notebook has its numbers already: first see it run.
                self.page.wait_for_function(
                    f"() => {PROMPTS}.includes('[*]:')", timeout=8 * SECONDS
                )
                break
            except TimeoutError:
                continue  # JupyterLab drops what is run before its kernel is connected
        # After a cell that raises, JupyterLab runs no other.
        self.page.wait_for_function(
            f"() => document.querySelector('{ERROR}') || !{PROMPTS}.includes('[*]:')",
            timeout=RUN * SECONDS,
        )
        raised = self.page.locator(ERROR).all_text_contents()
        assert not raised, raised
        self.settle()

    def slider(self, label: str) -> Locator:
        """Return the handle of the slider with this label."""
        row = self.page.locator(f'.fr-panel .widget-slider:has(label:text-is("{label}"))')
        return row.locator(".noUi-handle")

    def picker(self, label: str) -> Locator:
        """Return the menu with this label, in the panel."""
        row = self.page.locator(f'.fr-panel .widget-dropdown:has(label:text-is("{label}"))')
        return row.locator("select")

    def fold(self, label: str) -> Locator:
        """Return the button that opens a fold of the panel, by how its label begins."""
        return self.page.locator(f'.fr-tabs button:has-text("{label}")')

    def button(self, label: str) -> Locator:
        """Return the button with this label, in the panel."""
        return self.page.locator(f'.fr-panel button:has-text("{label}")')


def run(page: Page, address: str) -> Iterator[Lab]:
    opened = Lab(page, address, NOTEBOOK)
    opened.open()
    opened.run_all()
    yield opened
    said = page.locator(".fr-notice:has-text('could not be done')").all_text_contents()
    errors = list(opened.errors)
    opened.end_kernels()
    errors += [e for e in opened.errors[len(errors) :] if not e.startswith(GARBLED)]
    assert (errors, said) == ([], []), f"found {errors}, the panel said {said}"


def soon(look: Callable[[], object], expected: object, seconds: float = 60) -> None:
    """Wait until what the user sees is as expected; fail with what it is otherwise."""
    until = time.monotonic() + seconds
    while (found := look()) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert found == expected, f"found {found!r}, expected {expected!r}"


def holds(check: Callable[[], object], seconds: float = 30) -> None:
    """Wait until a check of what was laid out raises nothing; then raise what it still raises."""
    until = time.monotonic() + seconds
    while True:
        try:
            check()
            return
        except AssertionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.25)
