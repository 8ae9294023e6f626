"""Would it have said what teams chose? Real decisions, beside what is easier to say.

Each decision of ``decisions.csv`` is set as its own words set it, by one rule (`state_of`), and the
leader is sought among the candidates that it named. Nothing here is tuned to the table, and no
share of agreement is a forecast: reasons favour the choice that they justify.
"""

from framework_report.backtest.agreement import Backtest, Rate, Tried, backtest, wilson
from framework_report.backtest.decisions import Decision, decisions, state_of
from framework_report.backtest.findings import Standing, emphasis_points, scenario_standing
from framework_report.backtest.words import calibration_line, in_short, report_lines

__all__ = ["Backtest", "Decision", "Rate", "Standing", "Tried", "backtest", "calibration_line"]
__all__ += ["decisions", "emphasis_points", "in_short", "report_lines", "scenario_standing"]
__all__ += ["state_of", "wilson"]
