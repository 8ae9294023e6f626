"""Several people, one decision: who leads for whom, where all agree, and where they differ."""

from framework_report.group.group import Group
from framework_report.group.parting import Move, Parting
from framework_report.group.people import FOLDER, Person, combined_state, read_people
from framework_report.group.words import agreement, parting_line, report_lines, sure_words

__all__ = ["FOLDER", "Group", "Move", "Parting", "Person", "agreement", "combined_state"]
__all__ += ["parting_line", "read_people", "report_lines", "sure_words"]
