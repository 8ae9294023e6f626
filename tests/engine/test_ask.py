"""Priorities by questions: ratings and trade-offs worked out by hand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import small, write

from framework_report.ask import (
    MOST_QUESTIONS,
    Answer,
    answer,
    contradictions,
    points_from,
    questions,
)
from framework_report.files import ProblemError
from framework_report.tables import Problem, load_problem


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """Themes Force (power), Calm (peace) and Ties (bond, running, which the team answers)."""
    return small(tmp_path_factory.mktemp("ask"))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """Six themes of three criteria each, on a logarithmic scale from 1 to 16."""
    folder = tmp_path_factory.mktemp("wide")
    names = [(f"t{i}", f"{letter}{i}") for i in range(6) for letter in "xyz"]
    write(folder, "frameworks", [{"framework": n, "label": n.upper()} for n in "ab"])
    rows = [{"criterion": c, "theme": t, "label": c.upper(), "kind": "scored"} for t, c in names]
    write(folder, "criteria", rows)
    usual = {"measure": "m", "worst": 1, "best": 16, "scale": "log", "says": "has {value}"}
    write(folder, "measures", [{"criterion": c} | usual for _, c in names])
    fact = {"value": 4, "kind": "measured", "source_title": "by hand"}
    rows = [{"framework": f, "criterion": c} | fact for f in "ab" for _, c in names]
    write(folder, "facts", rows)
    return load_problem(folder)


RATED: dict[str, Answer] = {"themes": {"Force": 100, "Calm": 60, "Ties": 0}}


def names(problem: Problem, answers: dict[str, Answer]) -> list[str]:
    return [question.name for question in questions(problem, answers)]


def test_a_question_comes_when_what_it_rests_on_is_answered(problem: Problem) -> None:
    assert names(problem, {}) == ["themes"]
    ties = {"themes": {"Force": 100, "Calm": 60, "Ties": 20}}
    assert names(problem, ties) == ["themes", "within:Ties"]
    # A theme worth nothing is not asked about; one criterion needs no question within.
    assert names(problem, RATED) == ["themes", "trade:power:peace:1", "trade:power:peace:2"]


def test_ratings_become_points_as_swing_weights_do(problem: Problem) -> None:
    assert points_from(problem, RATED) == {"power": 10, "peace": 6, "bond": 0, "running": 0}
    # Within Ties 100 to 25: of its 50, 40 go to bond and 10 to running.
    answers: dict[str, Answer] = {
        "themes": {"Force": 100, "Calm": 25, "Ties": 50},
        "within:Ties": {"bond": 100, "running": 25},
    }
    # 2.5 rounds up.
    assert points_from(problem, answers) == {"power": 10, "peace": 3, "bond": 4, "running": 1}


def test_what_is_not_answered_counts_alike(problem: Problem) -> None:
    assert points_from(problem, {}) == {"power": 10, "peace": 10, "bond": 5, "running": 5}


def test_nothing_that_matters_is_nothing_to_weigh(problem: Problem) -> None:
    nothing: dict[str, Answer] = {"themes": dict.fromkeys(("Force", "Calm", "Ties"), 0)}
    assert set(points_from(problem, nothing).values()) == {0}
    assert names(problem, nothing) == ["themes"]


def test_a_trade_off_differs_in_two_criteria_only(problem: Problem) -> None:
    """Peace is worth .6 of power, so giving up .4 of power for it is even: .3 and .5 are asked."""
    low, high = questions(problem, RATED)[1:]
    assert [option.label for option in low.options] == [
        "Has 10 power, but has 0 peace",
        "Has 3 power, but has 10 peace",
    ]
    assert (low.better, low.worse, low.level) == ("power", "peace", 0.3)
    assert high.options[1].label == "Has 5 power, but has 10 peace"
    assert high.level == 0.5


@pytest.mark.parametrize(
    ("question", "choice", "implied"),
    [
        (1, "first", None),  # 100 against 30 + 60
        (1, "second", 70),  # peace at least 70
        (1, "same", None),  # 90 and 100 are about as good
        (2, "second", None),  # 50 + 60 against 100
        (2, "first", 50),  # peace at most 50
        (2, "same", None),  # 110 and 100 are about as good
    ],
)
def test_a_choice_against_the_ratings_is_shown(
    problem: Problem, question: int, choice: str, implied: float | None
) -> None:
    asked = questions(problem, RATED)[question]
    found = contradictions(problem, {**RATED, asked.name: answer(asked, choice)})
    assert [(c.question, c.said) for c in found] == ([(asked.name, 60)] if implied else [])
    if implied:
        assert found[0].implied == pytest.approx(implied)
        assert found[0].text.startswith(
            "You rated Force at 100 and Calm at 60. Shared out within each area, "
            "peace counts 60 beside power at 100; this choice says at "
        )
        assert f" {implied:g}. Change either" in found[0].text


@pytest.mark.parametrize(
    ("calm", "implied"),
    [
        (50, 70),  # 30 + 50 against 100: 20 apart
        (57, 70),  # 87 against 100: 13 apart
        (57.5, None),  # 87.5 against 100: half a quarter apart
        (58, None),
    ],
)
def test_about_as_good_is_up_to_half_a_quarter_apart(
    problem: Problem, calm: float, implied: float | None
) -> None:
    answers: dict[str, Answer] = {"themes": {"Force": 100, "Calm": calm, "Ties": 0}}
    asked = questions(problem, answers)[1]
    found = contradictions(problem, {**answers, asked.name: "same"})
    assert [round(c.implied) for c in found] == ([implied] if implied else [])
    assert all(f"this choice says about {implied}." in c.text for c in found)


def test_a_contradiction_says_what_was_rated_and_not_only_what_follows(wide: Problem) -> None:
    answers: dict[str, Answer] = {
        "themes": {"t0": 80, "t1": 40, "t2": 0, "t3": 0, "t4": 0, "t5": 0},
        "within:t0": {"x0": 60, "y0": 20},
        "within:t1": {"x1": 50},
    }
    # 60 of 80 within t0 and all within t1: 60 and 40, and 40 of 60 is 67.
    asked = questions(wide, answers)[3]
    (found,) = contradictions(wide, {**answers, asked.name: "second"})
    assert found.text.startswith(
        "You rated t0 at 80, x0 at 60, t1 at 40 and x1 at 50. "
        "Shared out within each area, x1 counts 67 beside x0 at 100; "
        "this choice says at least 75."
    )


def test_only_how_ratings_stand_to_each_other_counts(problem: Problem) -> None:
    asked = questions(problem)[0]
    halves = answer(asked, {"Force": 50, "Calm": 30})
    assert points_from(problem, {"themes": halves}) == points_from(problem, RATED)
    assert halves == {"Force": 50, "Calm": 30, "Ties": 0}


def test_a_changed_rating_asks_another_trade_off_and_settles_it(problem: Problem) -> None:
    asked = questions(problem, RATED)[1]
    answers = {**RATED, asked.name: answer(asked, "second")}
    assert contradictions(problem, answers)
    answers["themes"] = {"Force": 100, "Calm": 70, "Ties": 0}
    assert contradictions(problem, answers) == []
    assert points_from(problem, answers)["peace"] == 7


def test_a_trade_off_moves_no_slider(problem: Problem) -> None:
    asked = questions(problem, RATED)[1]
    answers = {**RATED, asked.name: "second"}
    assert points_from(problem, answers) == points_from(problem, RATED)


def test_quarters_of_a_logarithmic_scale_are_square_roots(wide: Problem) -> None:
    answers: dict[str, Answer] = {
        "themes": {f"t{i}": 100 if i == 0 else 60 if i == 1 else 0 for i in range(6)},
        "within:t0": {"x0": 100},
        "within:t1": {"x1": 100},
    }
    trades = questions(wide, answers)[3:]
    assert [t.options[1].label for t in trades] == ["Has 2, but has 16", "Has 4, but has 16"]
    assert [t.level for t in trades] == [0.25, 0.5]


def rated(options: list[str]) -> st.SearchStrategy[dict[str, float]]:
    ratings = st.lists(st.integers(0, 100), min_size=len(options), max_size=len(options))
    first = st.integers(0, len(options) - 1)
    return st.tuples(ratings, first).map(
        lambda drawn: {
            name: 100.0 if i == drawn[1] else float(x)
            for i, (name, x) in enumerate(zip(options, drawn[0], strict=True))
        }
    )


@settings(max_examples=25)
@given(data=st.data())
def test_at_most_six_questions_whose_answers_by_the_ratings_contradict_nothing(
    wide: Problem, data: st.DataObject
) -> None:
    answers: dict[str, Answer] = {}
    while left := [q for q in questions(wide, answers) if q.name not in answers]:
        asked = left[0]
        if asked.level < 0:
            answers[asked.name] = data.draw(rated([option.name for option in asked.options]))
            continue
        points = questions_weights(wide, answers)
        ahead = points[asked.better] * (1 - asked.level) >= points[asked.worse]
        answers[asked.name] = "first" if ahead else "second"
    assert len(answers) <= MOST_QUESTIONS
    assert contradictions(wide, answers) == []
    assert max(points_from(wide, answers).values()) == 10


def questions_weights(problem: Problem, answers: dict[str, Answer]) -> dict[str, float]:
    """Return the weights that ratings make, by another way than the one under test."""
    found = {}
    for theme, criteria in problem.themes.items():
        themes, within = answers["themes"], answers.get(f"within:{theme}")
        assert isinstance(themes, dict)
        given = within if isinstance(within, dict) else dict.fromkeys(criteria, 1.0)
        for name in criteria:
            found[name] = themes[theme] * given[name] / sum(given[n] for n in criteria)
    return found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"Force": 0, "Calm": 0}, "and not 0 for all"),
        ({"Force": 100, "Calm": -1}, "expected 0 to 100"),
        ({"Force": 100, "Calm": 101}, "expected 0 to 100"),
        ({"Force": 100, "Rage": 1}, "expected 0 to 100 for Force, Calm or Ties"),
        ("first", "found 'first'"),
    ],
)
def test_what_is_no_answer_is_refused(problem: Problem, given: object, found: str) -> None:
    with pytest.raises(ProblemError, match=found):
        answer(questions(problem)[0], given)


def test_what_is_no_choice_is_refused(problem: Problem) -> None:
    with pytest.raises(ProblemError, match="expected first, second or same"):
        answer(questions(problem, RATED)[1], "both")


def test_options_left_out_are_worth_nothing(problem: Problem) -> None:
    found = answer(questions(problem)[0], {"Calm": 100})
    assert found == {"Force": 0, "Calm": 100, "Ties": 0}


def test_one_theme_needs_no_question_over_themes(tmp_path: Path) -> None:
    write(tmp_path, "frameworks", [{"framework": n, "label": n} for n in "ab"])
    rows = [{"criterion": c, "label": c, "kind": "scored"} for c in "xy"]
    write(tmp_path, "criteria", rows)
    rows = [{"criterion": c, "measure": "m", "worst": 0, "best": 1} for c in "xy"]
    write(tmp_path, "measures", rows)
    fact = {"value": 1, "kind": "measured", "source_title": "by hand"}
    rows = [{"framework": f, "criterion": c} | fact for f in "ab" for c in "xy"]
    write(tmp_path, "facts", rows)
    problem = load_problem(tmp_path)
    assert names(problem, {}) == ["within:Criteria"]
    answers: dict[str, Answer] = {"within:Criteria": {"x": 50, "y": 100}}
    assert points_from(problem, answers) == {"x": 5, "y": 10}
    # x is worth half of y: a quarter and three quarters lie on either side. Shares stay shares.
    trades = questions(problem, answers)[1:]
    assert [t.name for t in trades] == ["trade:y:x:1", "trade:y:x:3"]
    assert [t.level for t in trades] == [0.25, 0.75]
