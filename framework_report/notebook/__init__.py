"""What a notebook of the report needs: where its tables are, and the panel with its sliders."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from framework_report.tables import Problem, load_problem

if TYPE_CHECKING:
    from framework_report.notebook.panel import Panel
    from framework_report.notebook.show import sheet, show_chart, show_part

__all__ = ["DATA", "Panel", "problem_here", "sheet", "show_chart", "show_part"]

DATA = "FRAMEWORK_REPORT_DATA"
"""The variable of the environment that says in which folder the notebook's data is; without it, it
lies beside the notebook's folder."""
_LATER = {"Panel": "panel", "sheet": "show", "show_chart": "show", "show_part": "show"}
"""Widgets and charts take a moment to import: only for those that ask for them."""


def problem_here() -> Problem:
    """Load the tables that this notebook is about.

    Raises:
        ProblemError: what is wrong with them, one line a fault.
    """
    return load_problem(os.environ.get(DATA) or "../data")


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"framework_report.notebook.{_LATER[name]}"), name)
