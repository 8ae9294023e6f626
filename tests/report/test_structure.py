"""The package keeps its shape: imports flow one way, what is public is documented, examples run."""

import ast
import doctest
import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "framework_report"

# Lowest first; a room knows those before it.
ROOMS = (
    "faults files mcda | tables | state race outcome audience | words claims | "
    "backtest group ask decision matrix charts readme | notebook export | "
    "pages | commands | __main__"
)
LEVEL = {room: i for i, room in enumerate(ROOMS.replace("|", " ").split())}


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name within it; not the package itself."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def imported(path: Path) -> set[str]:
    """Return the rooms of this package that a module imports when it is imported, types aside."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("framework_report"):
            rest = (node.module or "").removeprefix("framework_report").lstrip(".")
            found |= {rest.split(".")[0]} if rest else {alias.name for alias in node.names}
    return found & LEVEL.keys()


def test_each_room_has_its_place() -> None:
    assert {name.split(".")[0] for name in modules()} == LEVEL.keys()


@pytest.mark.parametrize("name", modules())
def test_imports_flow_one_way(name: str) -> None:
    room = name.split(".")[0]
    for other in imported(modules()[name]) - {room}:
        assert LEVEL[other] <= LEVEL[room], f"{name} imports {other}"


def test_only_the_notebook_s_room_imports_ipywidgets() -> None:
    found = {name for name, path in modules().items() if "import ipywidgets" in path.read_text()}
    assert {name.split(".")[0] for name in found} == {"notebook"}


@pytest.mark.parametrize("module", ["framework_report", "framework_report.__main__"])
def test_importing_is_light(module: str) -> None:
    code = f"import {module}, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) & {"ipywidgets", "matplotlib", "nbconvert", "openpyxl"} == set()


@pytest.mark.parametrize("name", modules())
def test_what_is_public_is_documented(name: str) -> None:
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    public = [tree, *(n for n in tree.body if isinstance(n, kinds) and n.name[0] != "_")]
    public += [
        method
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name[0] != "_"
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name[0] != "_"
    ]
    assert [getattr(n, "name", "the module") for n in public if not ast.get_docstring(n)] == []


@pytest.mark.parametrize("name", [n for n in modules() if n != "__main__"])
def test_examples_in_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(f"framework_report.{name}")
    assert doctest.testmod(module).failed == 0
