"""Breaks the code on purpose, one place at a time, and sees whether a test goes red.

    python -m tests.mutants                  400 places, drawn with seed 1
    python -m tests.mutants --places 40 --seed 7
    python -m tests.mutants --after 200      the second half of those 400, another day
    python -m tests.mutants --all

First all everyday tests run once and it is noted which of them pass through which line. Then each
mutant meets those that pass through its line, and, where they stay green, all others, and those
that compare the page with Python. A mutant of the page's script meets these, and those of the page.

What survives is written to build/mutants.txt: file, line, what stood there and what was put there.
A survivor is either a test that is missing or a change that no reader could notice; the list is to
be read, and `EQUIVALENT` names those that were read, with the reason. Ends with 1 where fewer than
95 of 100 of the others were noticed.
"""

import ast
import importlib
import math
import multiprocessing
import os
import queue
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import coverage
import pytest
import typer
from rich.progress import track

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "framework_report"
PARTS = ("mcda", "state.py", "outcome.py", "race.py", "tables", "words", "export/script")
SURVIVED = ROOT / "build" / "mutants.txt"
GOAL = 0.95
# Endless loops are among the mutants: each run may take this many times what a sound one takes.
PATIENCE = 4
TELL_EVERY = 20
LEAST_SECONDS = 120
EVERYDAY = ("-m", "not slow and not weekly", "tests/engine", "tests/report", "tests/notebook")
COMPARED = ("-m", "not weekly", "tests/page/test_parity.py")
BUNDLED = ("-m", "not weekly", "tests/page/test_bundle.py")
SENT = ("-m", "not weekly", "tests/page/test_sent.py")
EDGES = ("-m", "not weekly", "tests/page/test_script_edges.py")
VIEWED = ("-m", "not weekly", "tests/page/test_views.py")
# Not what looks at colours and sizes alone, and takes longest.
SHOWN = (
    *("-m", "not weekly", "-k", "not bars"),
    *("tests/page/test_ask_and_people.py", "tests/page/test_page.py"),
)
SCRIPT_RUNS = (EDGES, COMPARED, VIEWED, BUNDLED, SENT, SHOWN)
FIRST = {"engine": COMPARED, "view": VIEWED, "page": SHOWN}
"""The tests that most often notice what is wrong in a folder of the script."""
ASKED = ("-m", "not weekly", "tests/page/test_ask_and_people.py")
OWN = {
    **dict.fromkeys(("engine/group.js", "engine/ask.js"), BUNDLED),
    **dict.fromkeys(("engine/toml.js", "engine/state.js", "engine/sent.js"), SENT),
    **dict.fromkeys(("engine/text.js", "engine/sensitivity.js", "engine/doubts.js"), EDGES),
    **dict.fromkeys(("page/ask.js", "page/people.js", "page/share.js"), ASKED),
    "page/pictures.js": ("-m", "not weekly", "-k", "picture", "tests/page/test_page.py"),
}
"""Those of a module, where they are others."""
PLACED = "pictures.js"
"""Its numbers place marks on a picture: tests compare boxes and words, never pixels."""
HEAVY = ("numpy", "pandas", "matplotlib.pyplot", "tomlkit", "nbformat", "typer")
"""What every run imports: here once, and each run is a fork that has it already."""
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
# The script is formatted, so that an operator of two operands has a space on either side.
SCRIPT_TOKEN = re.compile(
    r"(?<= )(?:===|!==|<=|>=|[<>+*/-]|&&|\|\|)(?= )"
    r"|(?<![\w.$\"'])\d+(?:\.\d+)?(?![\w.])|\btrue\b|\bfalse\b"
)
SCRIPT_TEXT = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
    r"|(?<=[(,=:] )/[^\n/]+/[a-z]*|(?<=\()/[^\n/]+/[a-z]*",
    re.DOTALL,
)
SCRIPT_OTHER = dict(
    pair
    for one, two in (
        ("===", "!=="), ("<", "<="), (">", ">="), ("+", "-"), ("*", "/"), ("&&", "||"),
        ("true", "false"),
    )
    for pair in ((one, two), (two, one))
)  # fmt: skip
EQUIVALENT: dict[str, str] = {
    (
        "mcda/smaa.py: values.strides[0] > values.strides[2]"
        " -> (values.strides[0] >= values.strides[2])"
        " in: if values.strides[0] > values.strides[2]:"
        " # sample by sample in memory: not our own draws"
    ): "either way reads the same samples; one is faster",
    (
        "mcda/sensitivity.py: gain > 0 -> (gain >= 0)"
        " in: behind = np.where(gain > 0, np.floor(points), np.ceil(points))"
    ): "what gains nothing has no room to move, from wherever",
    (
        "mcda/sensitivity.py: best[0] > needed -> (best[0] >= needed)"
        " in: steps = int((best[0] > needed).any(axis=0).argmax())"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "mcda/sensitivity.py: points / points.sum() -> (points * points.sum())"
        " in: return first_places(model.in_order(values * (points / points.sum())))"
    ): "who is first is asked, and all scores grow alike",
    (
        "mcda/sensitivity.py: len(own) - 1 -> (len(own) + 1) in: table ="
        " np.full((len(gains) + 1, sum(len(own) - 1 for own in gains) + 1), -np.inf)"
    ): "what lies beyond the last step holds no gain",
    (
        "mcda/sensitivity.py: best[0].max() <= needed -> (best[0].max() < needed)"
        " in: if best[0].max() <= needed:"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "mcda/sensitivity.py: best[0][:, steps] > needed -> (best[0][:, steps] >= needed)"
        " in: sliders = int((best[0][:, steps] > needed).argmax())"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "mcda/sensitivity.py: best[k + 1][sliders - 1, steps - step] > needed - own[step]"
        " -> (best[k + 1][sliders - 1, steps - step] >= needed - own[step])"
        " in: if best[k + 1][sliders - 1, steps - step] > needed - own[step]:"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "mcda/sensitivity.py: gain > 0 -> (gain >= 0) in: room = np.where(gain > 0,"
        " maximum - behind, behind).astype(int) * (gain != 0)"
    ): "what gains nothing has no room to move, from wherever",
    (
        "mcda/draws.py: t < 1.0 -> (t <= 1.0)"
        " in: u[:] = bottom + u * (top - bottom) if free else np.where(t < 1.0, below, above)"
    ): "in the middle both halves give the value",
    (
        "mcda/model.py: cuts[0] < cuts[-1] -> (cuts[0] <= cuts[-1])"
        " in: order = slice(None) if cuts[0] < cuts[-1] else slice(None, None, -1)"
    ): "ends that are alike are refused before",
    (
        "mcda/model.py: abs(x[first] - ends[0]) < abs(x[first] - ends[1])"
        " -> (abs(x[first] - ends[0]) <= abs(x[first] - ends[1]))"
        ' in: level = "worst" if abs(x[first] - ends[0]) < abs(x[first] - ends[1]) else "best"'
    ): "what lies beyond the levels is nearer to one of them",
    (
        'tables/checks.py: {"measures.csv", "criteria.csv"} <= tables.keys()'
        " -> ({'measures.csv', 'criteria.csv'} < tables.keys())"
        ' in: if not {"measures.csv", "criteria.csv"} <= tables.keys():'
    ): "without a table of figures there is nothing to leave out",
    (
        "words/facts.py: points <= 0 -> (points < 0) in: if name in outcome.problem.team"
        " or points < amount or points <= 0 or amount <= 0:"
    ): "what has no points has fewer than any amount above nothing",
    (
        "words/facts.py: amount <= 0 -> (amount < 0) in: if name in outcome.problem.team"
        " or points < amount or points <= 0 or amount <= 0:"
    ): "a swing of nothing is not told",
    (
        "words/text.py: abs(x) >= 100 -> (abs(x) > 100) in: if x == int(x) or abs(x) >= 100:"
    ): "a hundred is a whole number",
    (
        'words/text.py: x < 0 -> (x <= 0) in: return f"-{text}" if x < 0 else text'
    ): "0 is a whole number, which is written before",
    (
        "words/text.py: abs(x) * 10**decimals < 100 -> (abs(x) * 10 ** decimals <= 100)"
        " in: while decimals < MOST_DECIMALS and abs(x) * 10**decimals < 100:"
    ): "a hundred is a one and noughts, which are not written",
    (
        "mcda/tipping.py: 1 -> (2)"
        " in: low, high, *names = np.array(rows, dtype=object).reshape(-1, 4).T"
    ): "any number below nothing is the side that is left open",
    (
        "race.py: step < now -> (step <= now)"
        " in: down = [step for step in reversed(STEPS) if step < now]"
    ): "where the slider stands nothing flips",
    (
        "race.py: step > now -> (step >= now) in: up = [step for step in STEPS if step > now]"
    ): "where the slider stands nothing flips",
    (
        "export/script/engine/race.js: 250 -> 251 in: const FIRST_LOOK = 250;"
    ): "a first look at one simulation more is as good",
    (
        "race.py: self.distance > 0 -> (self.distance >= 0) in: return self.distance > 0"
    ): "where the slider stands nothing flips",
    (
        "export/script/engine/facts.js: > -> >= in: if (step > 0 && step <= problem.C.maximum) {"
    ): "at no point the words are those of below",
    (
        "export/script/engine/sensitivity.js: 0 -> 1 in: const best = mostGain(won),"
        " last = best[0][best[0].length - 1], steps = last.findIndex(most => most > needed);"
    ): "the tables have as many rows as each other",
    (
        "export/script/engine/facts.js: || -> && in: if (!measures || points < amount"
        " || points <= 0 || amount <= 0) continue;"
    ): "the last two: a swing of nothing is not told, and what has no points has fewer",
    (
        "export/script/engine/race.js: < -> <="
        " in: for (let at = 0; at < n; at++) moved[at] /= Math.max(all, 1);"
    ): "what stands beyond the last rival is never read",
    (
        "export/script/engine/race.js: < -> <="
        " in: for (let at = 0; at < n; at++) moved[at] += more * column[rows[at]];"
    ): "what stands beyond the last rival is never read",
    (
        "export/script/engine/group.js: >= -> > in: const best = Math.max(0,"
        " ...scores) - problem.C.tie, found = eligible.filter((_, i) => scores[i] >="
        " best);"
    ): "what it is compared with holds the tolerance: no score meets it exactly",
    (
        "export/script/engine/race.js: >= -> > in: for (let at = 0; at < n; at++) if"
        " (scores[at] >= least) level++;"
    ): "what it is compared with holds the tolerance: no score meets it exactly",
    (
        "export/script/engine/race.js: >= -> > in: return level === 1 ? alone[best]"
        " : eligible.filter((_, at) => scores[at] >= least);"
    ): "what it is compared with holds the tolerance: no score meets it exactly",
    (
        "export/script/engine/simulation.js: >= -> > in: for (let i = 0; i < m; i++)"
        " if (scores[i][s] >= best) ties++;"
    ): "what it is compared with holds the tolerance: no score meets it exactly",
    (
        "export/script/engine/simulation.js: >= -> > in: for (let i = 0; i < m; i++)"
        " if (scores[i][s] >= best) first[i] += 1 / ties;"
    ): "what it is compared with holds the tolerance: no score meets it exactly",
    (
        "export/script/engine/group.js: / -> * in: const scores = eligible.map(id =>"
        " points.reduce((score, p, k) => score + p / total * outcome.value(id, k), 0));"
    ): "who is first is asked, and all scores grow alike",
    (
        "export/script/engine/group.js: 0 -> 1 in: return leads.length ? Math.min(...leads) : 0;"
    ): "who has no rival leads already",
    (
        "export/script/engine/simulation.js: < -> <= in: for (; at > 0 && sorted[at - 1] < score;"
        " at--) { sorted[at] = sorted[at - 1]; order[at] = order[at - 1]; }"
    ): "those that are level share the ranks they span, in whatever order",
    (
        "export/script/page/report.js: 200 -> 201 in: const REST_MS = 200, SLICE_MS = 8,"
        " CHUNK = 1000;"
    ): "a handle rests a millisecond later",
    (
        "export/script/page/report.js: 1000 -> 1001 in: const REST_MS = 200, SLICE_MS = 8,"
        " CHUNK = 1000;"
    ): "what waits comes in pieces of one sample more",
    (
        "export/script/page/report.js: && -> || in: open(part) { return"
        " this.sections.has(part) && this.sections.get(part).open; }"
    ): "what is folded follows too, at each step and not at rest",
    (
        "export/script/page/report.js: true -> false in: ...race ?"
        " [counted(race.simulation(outcome.spread, true)), counted(race.simulation(wide,"
        " true))] : [],"
    ): "it is counted where it is told, in one piece",
    (
        "export/script/page/report.js: && -> || in: for (const until ="
        " performance.now() + SLICE_MS;"
        " this.jobs.length && performance.now() < until;) if (this.jobs[0]()) this.jobs.shift();"
    ): "what waits comes in one piece",
    (
        "export/script/page/report.js: < -> <= in: for (const until = performance.now() + SLICE_MS;"
        " this.jobs.length && performance.now() < until;) if (this.jobs[0]()) this.jobs.shift();"
    ): "no clock reads the same to the last bit",
    (
        "export/script/page/report.js: 8 -> 9 in: const REST_MS = 200, SLICE_MS = 8, CHUNK = 1000;"
    ): "what waits comes in pieces of a millisecond more",
    (
        "export/script/view/against.js: 0.5 -> 1.5 in: .sort((a, b) =>"
        " Math.floor(1e7 * b[1] + 0.5) - Math.floor(1e7 * a[1] + 0.5));"
    ): "what differs by a ten-millionth of a point is alike to any reader",
    (
        "export/script/view/against.js: + -> - in: .sort((a, b) =>"
        " Math.floor(1e7 * b[1] + 0.5) - Math.floor(1e7 * a[1] + 0.5));"
    ): "what differs by a ten-millionth of a point is alike to any reader",
    (
        'export/script/view/against.js: < -> <= in: points: (points === "0.0" ? ""'
        ' : x < 0 ? "−" : "+") + points, raw: versus(words, outcome, k)};'
    ): "0 has no sign",
    (
        "export/script/view/against.js: 100 -> 101 in: const won = rows.filter(([, x]) =>"
        " x > 100 * problem.C.tie), slots = {...names, ahead: won.length, all: rows.length};"
    ): "no score stands at the tolerance exactly",
    (
        "export/script/view/evidence.js: >= -> > in: for (const id of known)"
        " if (column[place[id]] >= best) counts.set(id, counts.get(id) + 1);"
    ): "what it is compared with holds the tolerance: no value meets it exactly",
    (
        'export/script/view/first.js: && -> || in: give_up: race && price ? "yes" : null,'
        " price: prices.length ? null : price};"
    ): "where there is a race its price is told, and only there",
    (
        "export/script/view/safe.js: 3 -> 4 in: return rows.slice(0, race.problem.hasMeasures"
        " ? 3 : 2).map(([name, start, end, share]) =>"
    ): "there are three rows",
    (
        "export/script/page/pictures.js: <= -> < in: if (ctx.measureText(longer).width <= width)"
        " lines[lines.length - 1] = longer;"
    ): "no line is as wide as its room to the last bit",
    (
        'export/script/page/share.js: 4 -> 5 in: this.text = h("textarea", {readonly: true,'
        ' rows: 4, hidden: true, "aria-label": PAGE.copied_label});'
    ): "a field is a line higher",
    (
        'export/script/page/share.js: 3 -> 4 in: const id = newId(), pasted = h("textarea",'
        ' {id, rows: 3, spellcheck: "false"});'
    ): "a field is a line higher",
    (
        "export/script/page/share.js: 10000 -> 10001"
        " in: setTimeout(() => URL.revokeObjectURL(link.href), 10000);"
    ): "what was saved is let go a millisecond later",
    (
        "export/script/page/slider.js: 6 -> 7"
        ' in: this.tick = svg("line", {class: "tick", y1: -6, y2: 6});'
    ): "a tick is a pixel longer",
    (
        "export/script/engine/sensitivity.js: < -> <= in: if (plan.moved.length !=="
        " other.moved.length) return plan.moved.length < other.moved.length;"
    ): "they differ, or would not come here",
    (
        "mcda/smaa.py: 0 -> (1) in: if values.strides[0] > values.strides[2]:"
        " # sample by sample in memory: not our own draws"
    ): "either way reads the same samples; one is faster",
    (
        "export/script/engine/sensitivity.js: > -> >= in: let sliders ="
        " best[0].findIndex(row => row[steps] > needed);"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "export/script/engine/simulation.js: > -> >= in: for (const row of scores)"
        " if (row[s] > best) best = row[s];"
    ): "the largest is the same",
    (
        "export/script/engine/sensitivity.js: < -> <= in: if (plan.steps !== other.steps)"
        " return plan.steps < other.steps;"
    ): "they differ, or would not come here",
    (
        "export/script/engine/group.js: < -> <= in: if (other > own)"
        " for (let x = Math.floor(own) + 1; x < other; x++) found.push(x);"
    ): "the other itself is among the steps in any case",
    (
        "export/script/engine/group.js: 0 -> 1 in: const same = part => states.every(state =>"
        " JSON.stringify(state[part]) === JSON.stringify(states[0][part]));"
    ): "of two or more, all are like the first or like the second",
    (
        "export/script/engine/facts.js: > -> >= in: Object.assign(found, {break_even_below:"
        " step <= 0, break_even_above: step > problem.C.maximum});"
    ): "a break-even at the last step is told as one, before it is looked at",
    (
        "export/script/engine/sensitivity.js: > -> >= in: if (best[k + 1][sliders - 1]"
        "[steps - step] > needed - won[k][step]) {"
    ): "what is needed holds the tolerance: no sum of gains meets it exactly",
    (
        "export/script/engine/group.js: 0 -> 1 in: const scores = eligible.map(id =>"
        " points.reduce((score, p, k) => score + p / total * outcome.value(id, k), 0));"
    ): "who is first is asked, and all scores grow alike",
    (
        "export/script/engine/sensitivity.js: * -> / in: const needed = 2 * tie * maximum *"
        " points.length - points.reduce((sum, p, k) => sum + p * gain[k], 0);"
    ): "the tolerance is another one: no sum of gains comes near it",
    (
        "export/script/engine/sensitivity.js: 0 -> 1 in: const scores = values.map(row =>"
        " row.reduce((sum, value, k) => sum + value * (best.to[k] / total), 0));"
    ): "who is first is asked, and all scores grow alike",
    (
        "export/script/engine/sensitivity.js: < -> <= in: if (gain < 0)"
        " for (let at = Math.ceil(points) - 1; at >= 0; at--) found.push(at);"
    ): "what gains nothing has no room to move, from wherever",
    (
        "export/script/engine/simulation.js: < -> <= in: for (let s = 0; s < n; s++) {"
    ): "an array of numbers keeps nothing beyond its end",
    (
        "export/script/engine/facts.js: 0 -> 1 in: const level = id => said.reduce((total,"
        " criterion) => total + outcome.level(criterion, id), 0);"
    ): "who is known best is asked, and all grow alike",
    (
        "export/script/engine/sensitivity.js: < -> <= in: return at >= 0"
        " && plan.moved[at] < other.moved[at];"
    ): "where they are compared they differ",
    (
        "export/script/page/ask.js: 0 -> 1 in: window.scrollTo(0, 0);"
    ): "the page is no wider than the window",
    (
        "export/script/page/share.js: 200 -> 201"
        ' in: this.name = h("input", {type: "text", id, maxlength: 200, autocomplete: "off"});'
    ): "the field takes one sign more, and the name is refused when it is sent",
    (
        "export/script/page/pictures.js: - -> + in: if (zero !== undefined)"
        " { ctx.fillStyle = INK; ctx.fillRect(at(zero) - 0.5, y - ROW / 2, 1, ROW); }"
    ): "a line of one pixel stands half a pixel to the other side",
} | dict.fromkeys(
    (
        f"export/script/engine/{line}"
        for line in (
            "sensitivity.js: < -> <= in: for (let s = 0; s < n; s++) deviation[s] -= mean;",
            "sensitivity.js: < -> <="
            " in: if (deviation) for (let s = 0; s < n; s++) all[i][s] += deviation[s];",
            "simulation.js: < -> <= in: for (let s = 0; s < n; s++)"
            " sum[s] += (low + u[start + s] * (high - low)) * values[start + s];",
            "simulation.js: < -> <= in: for (let s = 0; s < n; s++)"
            " sum[s] += (low + u[start + s] * (high - low)) * value;",
        )
    ),
    "an array of numbers keeps nothing beyond its end",
)
"""Per surviving change, as it is written below, why no reader could notice it."""


TOLERANCE = re.compile(r"\bTIE\b|\btie\b")


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

    def __str__(self) -> str:
        """Say where it is and what it changes; without its line, which moves."""
        text = self.path.read_text(encoding="utf-8")
        whole = " ".join(text.splitlines()[self.line - 1].split())
        was = " ".join(text[self.start : self.end].split())
        return f"{self.path.relative_to(PACKAGE)}: {was} -> {self.instead.strip()} in: {whole}"


def reason(mutant: Mutant) -> str | None:
    """Say why no reader could notice a mutant; None where one could."""
    if known := EQUIVALENT.get(str(mutant)):
        return known
    text = mutant.path.read_text(encoding="utf-8")
    was, after = text[mutant.start : mutant.end], text[mutant.end :].partition("\n")[0]
    # In Python the place is the whole comparison, in the script its operator.
    compared = was if mutant.path.suffix == ".py" else re.split(r"&&|[|?;]", after)[0]
    alike = {re.sub(r"[\s()'\"=]", "", side) for side in (was, mutant.instead)}
    if len(alike) == 1 and TOLERANCE.search(compared):
        return "no score stands at the tolerance exactly"
    return None


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

    tree = ast.parse(text)
    # What a decorator is told, as `frozen=True`, or `zip` of its lengths, which are equal wherever
    # the code is sound, is for who reads and changes the code.
    for_us = [
        *(one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())),
        *(
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "strict"
        ),
    ]
    told = {id(part) for one in for_us for part in ast.walk(one)}
    for node in ast.walk(tree):
        for changed in changes(node) if id(node) not in told else ():
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


def script_mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield each mutant of a module of the page's script, its comments and texts left alone."""
    text = path.read_text(encoding="utf-8")
    code = SCRIPT_TEXT.sub(lambda found: re.sub(r"[^\n]", "_", found[0]), text)
    for found in SCRIPT_TOKEN.finditer(code):
        token = found[0]
        if path.name == PLACED and token[0].isdigit():
            continue
        instead = SCRIPT_OTHER.get(token) or str(float(token) + 1).removesuffix(".0")
        line = code.count("\n", 0, found.start()) + 1
        yield Mutant(path, line, found.start(), found.end(), instead)


class Traced:
    """Notes, while tests run in this process, which of them passes through which line."""

    def __init__(self, folder: Path) -> None:
        self.coverage = coverage.Coverage(
            data_file=None, source=[str(folder / "framework_report")], messages=False
        )
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.monotonic()
        result = yield
        self.seconds[item.nodeid] = time.monotonic() - began
        return result

    def found(self, folder: Path) -> dict[tuple[str, int], list[str]]:
        """Return per file and line the tests that pass through it, the quickest first."""
        data = self.coverage.get_data()
        return {
            (str(Path(name).relative_to(folder)), line): sorted(
                set(tests) & self.seconds.keys(), key=lambda test: self.seconds[test]
            )
            for name in data.measured_files()
            for line, tests in data.contexts_by_lineno(name).items()
        }


def tests(folder: Path, arguments: tuple[str, ...], *plugins: object) -> int:
    """Run tests in a copy of the project, within this process; return pytest's exit code."""
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *arguments], plugins=[*plugins]))


def forked(
    folder: Path, arguments: tuple[str, ...], seconds: float | None = None, traced: bool = False
) -> tuple[bool | None, dict[tuple[str, int], list[str]]]:
    """Run tests in a fork of this process.

    Returns:
        whether they are green, None where they did not end in time; and with `traced` what passes
        through which line.
    """
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()

    def run() -> None:
        os.setsid()
        plugin = Traced(folder)
        if traced:
            with plugin.coverage.collect():
                code = tests(folder, arguments, plugin)
        else:
            code = tests(folder, arguments)
        theirs.send((code == 0, plugin.found(folder) if traced else {}))
        os._exit(0)

    process = fork.Process(target=run)
    process.start()
    theirs.close()
    try:
        answer = ours.recv() if ours.poll(seconds) else (None, {})
    except EOFError:  # it fell over
        answer = False, {}
    try:
        os.killpg(process.pid, 9)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.join()
    return answer


class Copies:
    """Copies of the project, one for each worker, in which mutants meet the tests."""

    def __init__(self, made: Path, count: int) -> None:
        left_out = shutil.ignore_patterns(".venv", "build", ".git", "__pycache__", ".*_cache")
        self.free: queue.Queue[Path] = queue.Queue()
        for index in range(count):
            folder = made / f"copy{index}"
            shutil.copytree(ROOT, folder, ignore=left_out)
            self.free.put(folder)
        self.lines: dict[tuple[str, int], list[str]] = {}
        self.seconds: dict[tuple[str, ...], float] = {}
        self.late = 0
        """Mutants that were noticed because the tests did not end."""

    def sound(self, arguments: tuple[str, ...], traced: bool = False) -> bool:
        """Say whether these tests are green as the code stands; note how long they take."""
        folder, began = self.free.get(), time.monotonic()
        green, lines = forked(folder, arguments, traced=traced)
        self.lines |= lines
        self.seconds[arguments] = max(LEAST_SECONDS, PATIENCE * (time.monotonic() - began))
        self.free.put(folder)
        return bool(green)

    def noticed(self, mutant: Mutant) -> bool:
        """Say whether a test goes red, or never ends, with this mutant."""
        folder = self.free.get()
        where = mutant.path.relative_to(ROOT)
        whole = (folder / where).read_text(encoding="utf-8")
        (folder / where).write_text(mutant.applied(whole), encoding="utf-8")
        try:
            for run in self.runs(mutant):
                green, _ = forked(folder, run, self.seconds.get(run, LEAST_SECONDS))
                self.late += green is None
                if not green:
                    return True
            return False
        finally:
            (folder / where).write_text(whole, encoding="utf-8")
            self.free.put(folder)

    def runs(self, mutant: Mutant) -> list[tuple[str, ...]]:
        """Return the runs that a mutant has to meet, the quickest first."""
        if mutant.path.suffix == ".js":
            folder, name = mutant.path.parts[-2:]
            first = OWN.get(f"{folder}/{name}", FIRST.get(folder, SHOWN))
            return [first, *(run for run in SCRIPT_RUNS if run != first)]
        passing = self.lines.get((str(mutant.path.relative_to(ROOT)), mutant.line), [])
        return [*([tuple(passing[:60])] if passing else []), EVERYDAY, COMPARED, VIEWED]


def interval(share: float, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share among `of` that were tried."""
    z = 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return middle - half, middle + half


def places_in(part: str) -> Iterator[Mutant]:
    """Yield every mutant of a part of the package."""
    whole = PACKAGE / part
    for path in [whole] if whole.is_file() else sorted(whole.rglob("*.*")):
        if path.suffix in (".py", ".js"):
            yield from (mutants_of if path.suffix == ".py" else script_mutants_of)(path)


def main(
    places: Annotated[int, typer.Option(help="how many to try")] = 400,
    seed: Annotated[int, typer.Option(help="which are drawn")] = 1,
    after: Annotated[int, typer.Option(help="leave out so many, which were tried before")] = 0,
    everything: Annotated[bool, typer.Option("--all", help="try each there is")] = False,
    workers: Annotated[int, typer.Option(help="how many at once")] = os.cpu_count() or 1,
    only: Annotated[str, typer.Option(help="paths that hold this")] = "",
) -> None:
    """Try mutants and say how many the tests noticed."""
    found = [mutant for part in PARTS for mutant in places_in(part) if only in str(mutant.path)]
    if not everything:
        found = random.Random(seed).sample(found, min(places, len(found)))[after:]
    for name in HEAVY:
        importlib.import_module(name)
    survived: list[Mutant] = []
    with tempfile.TemporaryDirectory() as made:
        copies = Copies(Path(made), workers)
        needed: dict[Any, bool] = {EVERYDAY: any(m.path.suffix == ".py" for m in found)}
        needed |= dict.fromkeys(SCRIPT_RUNS, any(m.path.suffix == ".js" for m in found))
        needed |= {COMPARED: True, VIEWED: True}  # every mutant may meet them
        for arguments in (name for name, need in needed.items() if need):
            if not copies.sound(arguments, traced=arguments is EVERYDAY):
                print(f"Red as they stand: {' '.join(arguments)}: nothing can be said of mutants.")
                raise typer.Exit(2)
        with ThreadPoolExecutor(workers) as pool:
            tried = pool.map(copies.noticed, found)
            shown = track(tried, "mutants", len(found), disable=not sys.stdout.isatty())
            for number, (mutant, red) in enumerate(zip(found, shown, strict=True), 1):
                if not red:
                    survived.append(mutant)
                    print(mutant, flush=True)
                if not sys.stdout.isatty() and number % TELL_EVERY == 0:
                    print(f"{number} of {len(found)}", flush=True)
    equivalent = [mutant for mutant in survived if reason(mutant)]
    lines = [
        ": ".join([f"line {mutant.line}, {mutant}", *filter(None, [reason(mutant)])])
        for mutant in survived
    ]
    SURVIVED.parent.mkdir(exist_ok=True)
    SURVIVED.write_text("\n".join([*lines, ""]), encoding="utf-8")
    of = len(found) - len(equivalent)
    share = 1 - (len(survived) - len(equivalent)) / of
    low, high = interval(share, of)
    print(f"{len(equivalent)} of {len(found)} survive, and are the same to any reader.")
    print(f"{copies.late} were noticed because the tests did not end.")
    print(f"Noticed: {share:.1%} of {of} ({low:.1%} to {high:.1%}); goal {GOAL:.0%}.")
    raise typer.Exit(share < GOAL)


if __name__ == "__main__":
    typer.run(main)
