"""Where the browser is that tests and benchmarks start, and how they start it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # test machines often run as root, where Chromium refuses its sandbox
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]


def find_chromium() -> str:
    """Return the browser's path: that in CHROMIUM, else the first of NAMES on the PATH.

    Raises:
        FileNotFoundError: there is none; says where it was looked for and how to get one.
    """
    asked = os.environ.get("CHROMIUM")
    found = shutil.which(asked) if asked else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        looked = f"CHROMIUM={asked}" if asked else f"{', '.join(NAMES)} on the PATH"
        raise FileNotFoundError(
            f"browser: found none ({looked}), expected Chromium or Chrome. Install one "
            "(Debian: apt install chromium) or set CHROMIUM to its path."
        )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, and end it."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        try:
            yield started
        finally:
            started.close()
