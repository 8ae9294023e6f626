"""The tables of a folder: what they look like, how they are read, and what must hold in them."""

from framework_report.tables.problem import Cells, Problem, load_problem
from framework_report.tables.report import Report

__all__ = ["Cells", "Problem", "Report", "load_problem"]
