"""Choosing a Python web framework by evidence and by priorities."""

from framework_report.problem import Problem, ProblemError, load_problem

__all__ = ["Problem", "ProblemError", "load_problem"]
__version__ = "0.1.0"
