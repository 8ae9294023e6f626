"""Decisions by evidence and by priorities."""

from framework_report.files import ProblemError
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem, load_problem
from framework_report.words import headline, verdict

__all__ = ["Outcome", "Problem", "ProblemError", "State", "headline", "load_problem", "verdict"]
__version__ = "0.2.0"
