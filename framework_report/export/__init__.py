"""The exported page: one HTML file, nothing fetched, that stays alive where it is opened.

The page shows what the notebook's outputs hold: the state on screen, marked where it differs from
the team's decision. Words and charts that follow the state come from its views (`view`), by one
template; the page's script (`script/`) fills the same places when a slider moves.
"""

from typing import Any

__all__ = ["CONTROLS", "HIDE", "PART", "WIDGET", "Block", "DecisionReportExporter"]


def __getattr__(name: str) -> Any:
    # A notebook asks for views and payload alone, and nbconvert takes long to import.
    if name == "DecisionReportExporter":
        from framework_report.export.exporter import DecisionReportExporter

        return DecisionReportExporter
    if name in __all__:
        from framework_report.export import outputs

        return getattr(outputs, name)
    raise AttributeError(name)
