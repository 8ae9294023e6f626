"""From a built wheel and a spreadsheet to an open page: two commands, in an empty place."""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.weekly
ROOT = Path(__file__).parents[2]
MINUTES = 10
MATRIX = """Car,Price,Cargo,Fuel,Comfort,Look,Quality,Noise,Service,Resale,Range
Weight,10,9,8,7,6,5,4,3,2,1
Unit,€,,,,,,,,,km
Worst,40000,0,0,0,0,0,0,0,0,300
Best,20000,5,5,5,5,5,5,5,5,900
Station wagon,31000,5,3,4,2,3,3,4,3,800
Sedan,28000,2,4,3,2,4,4,3,3,750
SUV,36000,4,1,4,3,2,2,3,4,600
Hatchback,22000,3,5,2,3,3-4,?,4,2,650
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without this repository on the path; give what it printed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    ran = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def command(tmp_path_factory) -> Path:
    """Build the wheel from a copy of what is committed or will be, and install it elsewhere."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    parts = ("framework_report", "notebooks", "pyproject.toml", "README.md", "LICENSE")
    for name in run(*listed, "--", *parts, cwd=ROOT).splitlines():
        if (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    run(*build, "--outdir", folder, cwd=source)
    (wheel,) = folder.glob("*.whl")
    place = folder / "venv"
    venv.create(place, with_pip=False)
    scheme = {"base": str(place), "platbase": str(place)}
    paths = sysconfig.get_paths(scheme="venv", vars=scheme)
    # What the wheel needs is lent by this interpreter; an editable install there comes behind.
    lent = Path(paths["purelib"]) / "lent.pth"
    lent.write_text(f"{sysconfig.get_path('purelib')}\n")
    python = Path(paths["scripts"]) / "python"
    pip = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--ignore-installed"]
    run(*pip, wheel, cwd=folder)
    found = run(python, "-c", "import framework_report as f; print(f.__file__)", cwd=folder)
    assert str(place) in found
    return Path(paths["scripts"]) / "framework-report"


def test_a_spreadsheet_of_ten_criteria_is_an_open_page_within_ten_minutes(
    command, tmp_path, browser
):
    started = time.monotonic()
    (tmp_path / "matrix.csv").write_text(MATRIX, encoding="utf-8")
    made = run(command, "new", "car", "--from", "matrix.csv", cwd=tmp_path)
    assert "Wrote car." in made
    run(command, "report", "--data", "car", "--to", "out", cwd=tmp_path)
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "out" / "decision_report.html").as_uri())
    text = page.inner_text("body")
    assert faults == []
    assert all(name in text for name in ("Hatchback", "Sedan", "Station wagon", "SUV"))
    page.locator(".fold.criteria > summary").click()
    sliders = page.locator("input[type=range]")
    assert sliders.count() >= 10
    assert "framework" not in text.casefold().replace("framework-report", "")
    assert time.monotonic() - started < MINUTES * 60


def test_the_example_is_a_report_at_once(command, tmp_path):
    assert "an example" in run(command, "new", "flat", cwd=tmp_path)
    assert "Choose the garden flat" in run(command, "show", "--data", "flat", cwd=tmp_path)
    assert run(command, "check", "--data", "flat", cwd=tmp_path)
