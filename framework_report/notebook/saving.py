"""Saving the decision from the panel, over nobody's edit."""

import datetime
from collections.abc import Callable

import ipywidgets as w

from framework_report.decision import (
    FILE,
    Decision,
    new_decision,
    read_decision,
    write_decision,
)
from framework_report.files import Changed, ProblemError
from framework_report.notebook import markup
from framework_report.notebook.controls import described
from framework_report.outcome import Outcome
from framework_report.words.text import say

REVIEW_AFTER = datetime.timedelta(days=182)
"""When a decision without a date of its own is to be looked at again."""


class Saving:
    """The form that saves what is on screen as the team's decision.

    Attributes:
        decision: the decision as it was last read or saved; None where there is none.
        why, switch_if, review_by: what the team adds to the state.
        button: saves; where the file has changed meanwhile, `over` appears and saves all the same.
        said: how that went.
    """

    def __init__(self, decision: Decision | None, on_click: Callable[..., None]) -> None:
        self.decision = decision
        plain = w.Layout()
        self.why = w.Textarea(
            decision.why if decision else "", rows=2, **described(say("panel", "why_label"))
        )
        self.switch_if = w.Textarea(
            decision.switch_if if decision else "", rows=2, **described(say("panel", "switch_if"))
        )
        self.review_by = w.DatePicker(**described(say("panel", "review_by")))
        self.button = w.Button(description=say("panel", "save_button"), icon="save", layout=plain)
        self.over = w.Button(description=say("panel", "save_over"), icon="warning")
        self.over.layout.display = "none"
        self.said = w.HTML(layout=plain)
        actions = w.HBox([self.button, self.over], layout=plain)
        actions.add_class("fr-actions")
        self.widgets = (self.why, self.switch_if, self.review_by, actions, self.said)
        on_click(self.button, False)
        on_click(self.over, True)

    def save(self, outcome: Outcome, scenario: str, origin: str, over: bool) -> bool:
        """Write the state on screen as the team's decision, and say how that went.

        Args:
            outcome: what is on screen.
            scenario: which one it is, empty for the team's own.
            origin: in words, what the team's own was altered from.
            over: whether to write over what somebody else saved meanwhile.

        Returns:
            Whether it was saved.
        """
        self.over.layout.display = "none"
        today = datetime.date.today()
        review_by = self.review_by.value or today + REVIEW_AFTER
        path = outcome.problem.folder / FILE
        try:
            if review_by < today:
                raise ProblemError([say("panel", "review_passed", found=review_by, expected=today)])
            made = new_decision(
                outcome.problem,
                outcome,
                why=self.why.value,
                switch_if=self.switch_if.value,
                scenario=scenario,
                origin=origin,
                date=today,
                review_by=review_by,
            )
            if over:
                write_decision(made, path)
            else:
                write_decision(made, path, self.decision.text if self.decision else None)
        except Changed as error:
            self._refuse("changed", error)
            self.over.layout.display = ""
            return False
        except (OSError, ProblemError) as error:
            self._refuse("not_saved", error)
            return False
        # Read anew: what the file says now is what the next save expects to find.
        self.decision = read_decision(outcome.problem)
        self.said.value = f"<p>{markup.text(say('panel', 'saved', path=path))}</p>"
        return True

    def _refuse(self, phrase: str, error: Exception) -> None:
        words = markup.text(say("panel", phrase, error=error))
        self.said.value = f'<p class="fr-notice">{words}</p>'
