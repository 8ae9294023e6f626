"""The package keeps its shape: imports flow one way, what is public is documented, examples run."""

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "framework_report"

# Lowest first. A module imports from the layers before its own, and within a layer only from the
# modules named before it.
LAYERS = [
    ["tables", "checks", "problem"],
    ["model", "draws"],
    ["robustness", "sensitivity"],
    ["outcome"],
    ["narrative", "markup", "charts", "measurements", "claims"],
    ["decision_checks", "decision", "recheck"],
    ["payload", "priorities", "parts"],
    ["panel"],
    ["export.clean", "export"],
    ["notebooks", "__main__"],
]
ORDER = [name for layer in LAYERS for name in layer]


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name within it."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def imported(path: Path, package: str) -> set[str]:
    """Return the dotted names that a module imports while it is imported itself, types aside."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body.clear()
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(base, package) if node.level else base
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def own(names: set[str]) -> set[str]:
    """Keep the modules of this package, by their dotted name within it."""
    found = {
        name.removeprefix("framework_report.") for name in names if "framework_report." in name
    }
    return found & set(modules())


def test_every_module_has_its_place_in_the_order():
    assert set(modules()) == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_flow_one_way(name):
    path = modules()[name]
    package = "framework_report" + (f".{name}" if path.name == "__init__.py" else "")
    for other in own(imported(path, package)) - {name}:
        assert ORDER.index(other) < ORDER.index(name), f"{name} imports {other}"


def test_the_leaves_import_nothing_of_each_other():
    data, arithmetic = LAYERS[0], LAYERS[1]
    for name in arithmetic:
        assert own(imported(modules()[name], "framework_report")) & set(data) == set()
    for name in data:
        assert own(imported(modules()[name], "framework_report")) <= set(data)


def test_only_the_panel_imports_ipywidgets():
    importing = {name for name, path in modules().items() if "ipywidgets" in imported(path, "")}
    assert importing == {"panel"}


def test_the_check_is_not_blind(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("def f():\n    from framework_report import panel\nimport ipywidgets\n")
    assert own(imported(path, "framework_report")) == {"panel"}
    assert "ipywidgets" in imported(path, "framework_report")


def test_importing_the_package_is_light():
    code = "import framework_report, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert loaded & {"ipywidgets", "matplotlib", "pandera", "nbconvert"} == set()


def test_the_command_line_starts_without_widgets_and_charts():
    code = "import framework_report.__main__, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) & {"ipywidgets", "matplotlib", "pandera"} == set()


@pytest.mark.parametrize("name", ORDER)
def test_what_is_public_is_documented(name):
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


@pytest.mark.parametrize("name", ORDER)
def test_examples_in_docstrings_are_true(name):
    module = importlib.import_module(f"framework_report.{name}")
    assert doctest.testmod(module).failed == 0


def test_there_are_examples():
    found = doctest.DocTestFinder().find(importlib.import_module("framework_report.narrative"))
    assert sum(len(one.examples) for one in found) > 0
