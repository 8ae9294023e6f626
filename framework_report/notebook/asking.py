"""Ask me: the questions one by one in the panel, the answer covered until the last."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import ipywidgets as w

from framework_report.ask import (
    MOST_QUESTIONS,
    WHOLE,
    Answer,
    Question,
    answer,
    contradictions,
    points_from,
    questions,
)
from framework_report.notebook import markup
from framework_report.notebook.controls import described
from framework_report.tables import Problem
from framework_report.words.text import say

STEP = 5
"""How far a key moves a rating, of 100."""


class Asking:
    """What asks, in the place of the panel.

    Args:
        problem: what is asked about.
        on_click: says what a button does.
        counts: says whether a criterion's points count by now.
        set_points: takes the points that the answers make.
        cover: hides who leads, or shows it again.

    Attributes:
        button: begins; hidden where there is nothing to ask.
        box: the question on screen, and what answers it.
        answers: what was answered so far.
    """

    def __init__(
        self,
        problem: Problem,
        on_click: Callable[[w.Button, Callable[[], None]], None],
        counts: Callable[[str], bool],
        set_points: Callable[[Mapping[str, float]], None],
        cover: Callable[[bool], None],
    ) -> None:
        self.problem, self._on_click, self._set_points = problem, on_click, set_points
        self._counts, self._cover = counts, cover
        self.answers: dict[str, Answer] = {}
        self.button = self._button(say("ask", "ask_me"), self.start)
        if not questions(problem):
            self.button.layout.display = "none"
        self.box = w.VBox(layout=w.Layout())
        self.box.add_class("fr-ask")

    def start(self) -> None:
        """Cover the answer, and ask from the first question on."""
        self.answers = {}
        self._cover(True)
        self._ask()

    def stop(self) -> None:
        """Show the answer again."""
        self._cover(False)
        self._show(())

    def _ask(self) -> None:
        asked = questions(self.problem, self.answers)
        number = next((i for i, one in enumerate(asked) if one.name not in self.answers), None)
        if number is None:
            self._finish(asked)
            return
        question = asked[number]
        slots = {"number": number + 1, "most": MOST_QUESTIONS, "title": question.title}
        answers = self._ratings if question.level < 0 else self._choices
        words = question.text if number else f"{say('ask', 'hint')} {question.text}"
        title = _title(say("ask", "progress", **slots))
        self._show((title, _html("", words), *answers(question)))

    def _ratings(self, question: Question) -> Iterable[w.Widget]:
        """Return a slider for each option, and what goes on with where they stand."""
        sliders, missing = {}, w.HTML(layout=w.Layout())
        for option in question.options:
            words = described(option.label, option.swing)
            sliders[option.name] = w.IntSlider(WHOLE // 2, max=WHOLE, step=STEP, **words)
            yield sliders[option.name]
            if option.swing:
                yield _html("quiet", option.swing)

        def go_on() -> None:
            given = {name: slider.value for name, slider in sliders.items()}
            if any(given.values()):
                self._answer(question, given)
            else:
                missing.value = markup.paragraph("notice", "", say("ask", "all_zero"))

        yield missing
        yield self._actions(self._button(say("ask", "next"), go_on))

    def _choices(self, question: Question) -> Iterable[w.Widget]:
        for option in question.options:
            yield self._button(option.label, partial(self._answer, question, option.name))
        yield self._actions(
            self._button(say("ask", "same"), partial(self._answer, question, "same"))
        )

    def _answer(self, question: Question, given: Any) -> None:
        self.answers = {**self.answers, question.name: answer(question, given)}
        self._ask()

    def _finish(self, asked: list[Question]) -> None:
        """Say what contradicts what, let every answer be changed, and then set the sliders."""
        points = points_from(self.problem, self.answers)
        weighs = any(p and self._counts(name) for name, p in points.items())
        found = contradictions(self.problem, self.answers)
        again = [
            self._button(
                say("ask", "again", number=i + 1, title=one.title), partial(self._back, asked[:i])
            )
            for i, one in enumerate(asked)
        ]
        show = [self._button(say("ask", "show"), partial(self._end, points))] if weighs else []
        words = [_html("", one.text) for one in found]
        title = _title(say("ask", "done" if weighs else "nothing"))
        self._show((title, *words, *show, *again, self._actions()))

    def _end(self, points: Mapping[str, float]) -> None:
        self._set_points(points)
        self.stop()

    def _back(self, kept: list[Question]) -> None:
        self.answers = {one.name: self.answers[one.name] for one in kept}
        self._ask()

    def _actions(self, *buttons: w.Button) -> w.Box:
        row = w.HBox([*buttons, self._button(say("page", "cancel"), self.stop)], layout=w.Layout())
        row.add_class("fr-actions")
        return row

    def _button(self, words: str, act: Callable[[], None]) -> w.Button:
        button = w.Button(description=words, layout=w.Layout())
        self._on_click(button, act)
        return button

    def _show(self, children: Iterable[w.Widget]) -> None:
        before, self.box.children = self.box.children, tuple(children)
        for widget in before:
            for inner in getattr(widget, "children", ()):
                inner.close()
            widget.close()


def _title(words: str) -> w.HTML:
    return w.HTML(f'<h3 tabindex="-1">{markup.text(words)}</h3>', layout=w.Layout())


def _html(name: str, words: str) -> w.HTML:
    return w.HTML(markup.paragraph(name, "", words), layout=w.Layout())
