"""The team's decision: read, write, recheck, record.

A decision is a state, why, until when, and the evidence it rested on. It lives in ``decision.toml``
beside the tables, is committed with them, and may be edited by hand.
"""

from framework_report.decision.check import stale
from framework_report.decision.read import FILE, Decision, committed_state, read_decision
from framework_report.decision.recheck import Move, Recheck, recheck, recorded
from framework_report.decision.write import decision_text, new_decision, write_decision

__all__ = ["FILE", "Decision", "Move", "Recheck", "committed_state", "decision_text"]
__all__ += ["new_decision", "read_decision", "recheck", "recorded", "stale", "write_decision"]
