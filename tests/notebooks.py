"""A small notebook that carries outputs as the report's own does, for tests of the export."""

import json
from functools import lru_cache

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from framework_report import parts
from framework_report.export import PART, WIDGET
from framework_report.outcome import Outcome, State
from framework_report.payload import committed_state, payload
from framework_report.problem import Problem

PLACES = {
    "verdict": "# Which Python web framework?",
    "panel": "## Your priorities",
    "against": "## Leader against runner-up",
    "tipping": "## What would change it",
    "confidence": "## How sure",
    "doubts": "## What else would change the answer",
    "scenarios": "## All situations",
    "frameworks": "## The frameworks",
    "values": "## Values by criterion",
    "criteria": "## Criteria",
    "features": "## Features",
    "evidence": "## Evidence",
}


def display(problem: Problem, name: str, state: State, decision=None) -> nbformat.NotebookNode:
    """Return one part as its cell displays it."""
    part = _part(problem, name, json.dumps(state.to_dict()))
    carried = {"part": name, "state": state.to_dict()}
    if name == "panel":
        carried["payload"] = payload(problem, decision)
    data = {"text/html": part.html, "text/plain": part.words, PART: carried}
    return new_output("display_data", data=data)


@lru_cache(maxsize=128)
def _part(problem: Problem, name: str, state: str) -> parts.Part:
    """Return a part, drawn once for all tests."""
    draw = (parts.FOLLOWING | parts.STILL)[name]
    return draw(Outcome(problem, State.from_dict(json.loads(state), problem)))


def widget() -> nbformat.NotebookNode:
    """Return a view of a widget, as ipywidgets displays it."""
    view = {"model_id": "0", "version_major": 2, "version_minor": 0}
    return new_output("display_data", data={WIDGET: view, "text/plain": "VBox(children=(Hidden,))"})


def notebook(problem: Problem, state: State | None = None, decision=None) -> nbformat.NotebookNode:
    """Return the report as a notebook; without a state, that of the decision."""
    state = state or committed_state(problem, decision)
    cells = []
    for name, heading in PLACES.items():
        cells.append(new_markdown_cell(heading))
        outputs = [display(problem, name, state, decision)]
        if name == "panel":
            outputs.insert(0, widget())
        cells.append(new_code_cell(f"report.show({name!r})", outputs=outputs))
    cells.append(
        new_code_cell(
            "report.self_test()",
            metadata={"tags": ["report-hide"]},
            outputs=[new_output("stream", text="the slider was moved and put back")],
        )
    )
    return new_notebook(cells=cells)
