"""What a notebook of the report needs: where its tables are, and the panel with its sliders."""

import os
from typing import TYPE_CHECKING, Any

from framework_report.tables import Problem, load_problem

if TYPE_CHECKING:
    from framework_report.notebook.panel import Panel
    from framework_report.notebook.show import show_chart

__all__ = ["DATA", "Panel", "problem_here", "show_chart"]

DATA = "FRAMEWORK_REPORT_DATA"
"""The environment variable that names the folder of tables; without it, the one beside the
notebook's folder."""


def problem_here() -> Problem:
    """Load the tables that this notebook is about.

    Raises:
        ProblemError: what is wrong with them, one line a fault.
    """
    return load_problem(os.environ.get(DATA) or "../data")


def __getattr__(name: str) -> Any:
    # Widgets and charts take most of a second to import: only where a notebook asks for them.
    if name == "Panel":
        from framework_report.notebook.panel import Panel

        return Panel
    if name == "show_chart":
        from framework_report.notebook.show import show_chart

        return show_chart
    raise AttributeError(name)
