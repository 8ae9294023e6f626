"""Breaks the code on purpose, one place at a time, and sees whether a test goes red.

    python -m tests.mutants                  400 places, drawn with seed 1
    python -m tests.mutants --places 40 --seed 7
    python -m tests.mutants --all

What survives is written to build/mutants.txt: file, line, and what was put there. A survivor is
either a test that is missing or a change that no reader could notice; the list is to be read.
Ends with 1 where fewer than 95 of 100 were noticed.
"""

import ast
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

ROOT = Path(__file__).parents[1]
PARTS = ("mcda", "state.py", "outcome.py", "tables", "words")
SURVIVED = ROOT / "build" / "mutants.txt"
GOAL = 0.95
# Endless loops are among the mutants: each run may take this many times what a sound one takes.
PATIENCE = 4
OTHER: dict[type[ast.AST], type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One place of one file, as characters, and what stands there instead."""

    path: Path
    line: int
    start: int
    end: int
    instead: str

    def applied(self, text: str) -> str:
        """Return the file's text with this one change."""
        return text[: self.start] + self.instead + text[self.end :]


def changes(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what may stand in the place of a node."""
    match node:
        case ast.Compare(left, [operator], right) if type(operator) in OTHER:
            yield ast.Compare(left, [OTHER[type(operator)]()], right)
        case ast.BinOp(left, operator, right) if type(operator) in OTHER:
            yield ast.BinOp(left, OTHER[type(operator)](), right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OTHER[type(operator)](), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.IfExp(_, _, orelse):
            yield orelse


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield each mutant of a file that still is Python."""
    text = path.read_text(encoding="utf-8")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def at(line: int, column: int) -> int:
        whole = text[starts[line - 1] : starts[line]].encode()
        return starts[line - 1] + len(whole[:column].decode())

    for node in ast.walk(ast.parse(text)):
        for changed in changes(node):
            assert isinstance(node, ast.expr)
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = at(node.lineno, node.col_offset)
            end = at(node.end_lineno, node.end_col_offset)
            mutant = Mutant(path, node.lineno, start, end, f"({ast.unparse(changed)})")
            try:
                ast.parse(mutant.applied(text))
            except SyntaxError:  # the same quotes again within an f-string
                continue
            yield mutant


def noticed(mutant: Mutant, folder: Path, seconds: float | None = None) -> bool:
    """Say whether a test goes red, or never ends, with this mutant in a copy of the project."""
    target = folder / mutant.path.relative_to(ROOT)
    whole = target.read_text(encoding="utf-8")
    target.write_text(mutant.applied(whole), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not weekly", "tests/engine", "tests/report"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(whole, encoding="utf-8")
    return done.returncode != 0


def interval(share: float, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share among `of` that were tried."""
    z = 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return middle - half, middle + half


def main(
    places: Annotated[int, typer.Option(help="how many to try")] = 400,
    seed: Annotated[int, typer.Option(help="which are drawn")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="try each there is")] = False,
) -> None:
    """Try mutants and say how many the tests noticed."""
    package = ROOT / "framework_report"
    files = sorted(
        path
        for part in PARTS
        for path in ([package / part] if part.endswith(".py") else (package / part).rglob("*.py"))
    )
    found = [mutant for path in files for mutant in mutants_of(path)]
    if not everything:
        found = random.Random(seed).sample(found, min(places, len(found)))
    survived = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "copy"
        left_out = shutil.ignore_patterns(".venv", "build", ".git", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, folder, ignore=left_out)
        began = time.monotonic()
        if noticed(Mutant(files[0], 1, 0, 0, ""), folder):
            print("The tests are red as they stand: nothing can be said of mutants.")
            raise typer.Exit(2)
        seconds = PATIENCE * (time.monotonic() - began)
        for mutant in track(found, description="mutants"):
            if not noticed(mutant, folder, seconds):
                survived.append(mutant)
    lines = [
        f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.instead.strip()}"
        for mutant in survived
    ]
    SURVIVED.parent.mkdir(exist_ok=True)
    SURVIVED.write_text("\n".join([*lines, ""]), encoding="utf-8")
    share = 1 - len(survived) / len(found)
    low, high = interval(share, len(found))
    print("\n".join(lines))
    print(f"Noticed: {share:.1%} of {len(found)} ({low:.1%} to {high:.1%}); goal {GOAL:.0%}.")
    raise typer.Exit(share < GOAL)


if __name__ == "__main__":
    typer.run(main)
