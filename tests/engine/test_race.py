"""Every claim about what would change the answer is tried by brute force."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small import NAMES, THREE, measured_again, small, tables

from framework_report.export.view import safe_finding
from framework_report.mcda.sensitivity import REACH
from framework_report.outcome import Outcome
from framework_report.race import SAMPLES
from framework_report.state import State, scaled_points, theme_points
from framework_report.tables import Problem, load_problem
from framework_report.words import doubts, verdict
from framework_report.words.text import joined, phrases

FIGURES = {"a": (10, 0), "b": (1, 9), "c": (5, 6), "d": (7, "unknown")}
QUIET = {"a": 8, "b": 2, "c": 5, "d": 4}
LEVEL = {"a": (10, 0), "b": (0, 10), "c": (5, 5), "d": (5, 5)}
LEVEL_QUIET = {"a": 10, "b": 0, "c": 5, "d": 0}


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return small(tmp_path_factory.mktemp("race"), FIGURES, half_width=1, quiet=QUIET)


@pytest.fixture(scope="module")
def level(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    """Return a problem in which many states have exact ties."""
    return small(tmp_path_factory.mktemp("level"), LEVEL, quiet=LEVEL_QUIET)


@st.composite
def states(draw: st.DrawFn, most: int = 10) -> State:
    points = st.integers(0, most)
    levels = {"bond": 3, "running": 2}
    team = {
        name: {f: draw(st.integers(0, top)) for f in draw(st.sets(st.sampled_from("abcd")))}
        for name, top in levels.items()
    }
    return State(
        {name: draw(points) for name in ("power", "peace", "bond", "running")},
        team={name: said for name, said in team.items() if said},
        candidates=tuple(sorted(draw(st.sets(st.sampled_from("abcd"), min_size=2)))),
        measures=draw(st.sampled_from([{}, {"peace": "quiet"}])),
    )


def settings_of(outcome: Outcome) -> Iterator[tuple[str, bool, int, list[str]]]:
    """Yield slider, whether it is a theme's, step and who is first, for every slider and step."""
    problem, state = outcome.problem, outcome.state
    for step in range(11):
        for name in problem.scored:
            moved = Outcome(problem, replace(state, points={**state.points, name: step}))
            yield name, False, step, moved.tied
        for theme in problem.themes:
            points = scaled_points(problem, state.points, theme, step)
            yield theme, True, step, Outcome(problem, replace(state, points=points)).tied


def names(problem: Problem, found: Sequence[str]) -> str:
    """Say who leads, as a sentence does."""
    said = joined(problem.labels[name] for name in found)
    return f"{said} {'leads' if len(found) == 1 else 'are level'}"


def check_flips(outcome: Outcome) -> None:
    """Try every step of every slider: what is said of them is so, and nothing is left out."""
    problem, state, race, first = outcome.problem, outcome.state, outcome.race, set(outcome.tied)
    tried = {(n, t, step): tied for n, t, step, tied in settings_of(outcome)}
    for flip in race.flips:
        end = (11 if flip.up else -1) if flip.further else flip.step + (1 if flip.up else -1)
        for step in range(flip.step, end, 1 if flip.up else -1):
            assert list(flip.leaders) == tried[flip.slider, flip.is_theme, step]
        assert not first <= set(flip.leaders)
    for (name, is_theme, step), tied in tried.items():
        low, high = race.stays(name, is_theme)
        now = theme_points(problem, state.points, name) if is_theme else state.points[name]
        if low <= step <= high:
            assert not tied or first <= set(tied), (name, step, now)
    flipping = {(n, t) for (n, t, _), tied in tried.items() if tied and not first <= set(tied)}
    assert flipping == {(flip.slider, flip.is_theme) for flip in race.flips}
    labels = {
        (n, t): problem.criteria.at[n, "label"] if not t else f"{n} as a whole" for n, t in flipping
    }
    said = {p.name: p.text for p in verdict(outcome)}["flip"]
    assert said.startswith("No slider alone") == (not flipping)
    told = re.findall(r"with ([\w ]+) at (\d+)(?: or \w+)?, (.*?)[;.]", f"w{said[1:]}")
    assert len(told) == min(len(race.flips), 3)
    for label, step, who in told:
        slider = next(slider for slider, name in labels.items() if name == label)
        assert who == names(problem, tried[*slider, int(step)])
    more = len(flipping) - len({label for label, *_ in told})
    words = {0: "No other slider changes it alone.", 1: "One more slider changes it alone."}
    if flipping:
        assert said.endswith(words.get(more, f" {more} more sliders change it alone."))


@settings(max_examples=12)
@given(state=states())
def test_what_is_said_to_flip_flips_and_nothing_else_does(problem: Problem, state: State) -> None:
    outcome = Outcome(problem, state)
    assume(outcome.case == "ranked")
    check_flips(outcome)


def test_at_a_tie_it_is_said_what_breaks_it_and_for_whom(level: Problem) -> None:
    points, said = product((0, 1, 2), (0, 1, 2), (0, 1), (0, 3)), {"bond": {"a": 1, "b": 1}}
    some = [candidates for n in (2, 3, 4) for candidates in combinations("abcd", n)]
    tried = [
        Outcome(level, State(dict(zip(level.scored, p, strict=True)), {}, said, who))
        for p, who in product(points, some)
    ]
    ties = [outcome for outcome in tried if outcome.race and outcome.race.tie]
    for outcome in Random(3).sample(ties, 15):
        check_flips(outcome)
        text = " ".join(p.text for p in [*verdict(outcome), *doubts(outcome)])
        assert "stays first" not in text
        assert "puts another" not in text
        assert safe_finding(outcome).startswith(names(level, outcome.tied))
        if len(outcome.tied) > 2:
            assert not re.search("either|neither", text)


def test_at_a_tie_that_one_slider_breaks_by_hand(tmp_path: Path) -> None:
    """Both have 5 of 10 on power, and Birch more peace: with any point on it Birch leads."""
    problem = small(tmp_path, {"a": (5, 0), "b": (5, 10)}, team=False)
    outcome = Outcome(problem, State({"power": 5}))
    said = {p.name: p.text for p in verdict(outcome)}
    assert said["flip"] == (
        "With Peace at 1 or more, Birch leads; with Calm as a whole at 1 or more, Birch leads. "
        "No other slider changes it alone."
    )
    alike = small(tmp_path / "alike", {"a": (5, 5), "b": (5, 5)}, team=False)
    said = {p.name: p.text for p in verdict(Outcome(alike, State({"power": 5})))}
    assert said["flip"] == "No slider alone separates Ash and Birch."


def test_who_are_level_beyond_a_slider_s_step_are_named_together(tmp_path: Path) -> None:
    problem = small(tmp_path, {"a": (10, 0), "b": (0, 10), "c": (0, 10)}, team=False)
    outcome = Outcome(problem, State({"power": 2, "peace": 1}))
    said = {p.name: p.text for p in verdict(outcome)}["flip"]
    assert said.startswith("With Power at 0, Birch and Cedar are level")


@settings(max_examples=20)
@given(state=states(), few=states(most=2))
def test_changes_of_measure_flip_as_said_and_the_smallest_set_is_smallest(
    problem: Problem, level: Problem, state: State, few: State
) -> None:
    for outcome in (Outcome(problem, state), Outcome(level, few)):
        if outcome.case == "ranked":
            check_measures(outcome)


def check_measures(outcome: Outcome) -> None:
    problem, state, race, first = outcome.problem, outcome.state, outcome.race, set(outcome.tied)
    flips = {(c, m): list(leaders) for c, m, leaders in race.measure_flips}
    sizes = []
    for choice in product(*[[(c, m) for m in of] for c, of in problem.measures_of.items()]):
        changed = [(c, m) for c, m in choice if m != outcome.measure(c)]
        there = Outcome(problem, replace(state, measures=dict(choice)))
        if not first <= set(there.tied):
            sizes.append(len(changed))
            if len(changed) == 1:
                assert flips[changed[0]] == there.tied
        elif len(changed) == 1:
            assert changed[0] not in flips
    found = race.smallest_measures
    assert (len(found[0]) if found else None) == (min(sizes) if sizes else None)
    if race.verdict == "firm":
        assert not flips
    if race.verdict == "open":
        assert flips


def test_a_universe_that_flips(tmp_path: Path) -> None:
    """M6: weights .4 and .6; B leads by x, A by y; a copy of x changes nothing."""
    figures, quiet = {"a": (10, 0), "b": (0, 10)}, {"a": 10, "b": 0}
    problem = small(tmp_path / "two", figures, quiet=quiet, team=False)
    race = Outcome(problem, State({"power": 4, "peace": 6}), spread=0).race
    assert race.leader == "b"
    assert race.verdict == "open"
    assert race.measure_flips == [("peace", "quiet", ("a",))]
    sure = race.confidence_within(0)
    assert sure == (1.0, 1.0, 0.0, 1.0, ("peace", "quiet", 0.0))
    assert race.smallest_measures == ([("peace", "quiet")], ["a"])
    measured_again(tmp_path / "two", "peace,still", "peace,again")
    more = Outcome(load_problem(tmp_path / "two"), State({"power": 4, "peace": 6}), spread=0).race
    assert more.confidence_within(0)[:4] == sure[:4]
    assert (more.measure_flips, more.verdict) == (race.measure_flips, "open")


def test_the_heaviest_change_of_measure_stands_in_the_headline(tmp_path: Path) -> None:
    """Ash has 40 + 36 and Birch 30 of 100; either other measure gives Birch 70 or more to it."""
    folder = tables(tmp_path, {"a": (10, 6), "b": (0, 5)}, quiet={"a": 0, "b": 10}, team=False)
    measured_again(folder, "peace,quiet", "power,pull")
    outcome = Outcome(load_problem(folder), State({"power": 4, "peace": 6}), spread=0)
    assert [criterion for criterion, _, _ in outcome.race.measure_flips] == ["power", "peace"]
    said = verdict(outcome)[0].text
    assert said.endswith(
        "unless you measure peace by quiet: then Birch leads (one other measure changes it too)."
    )


def test_how_far_a_judgement_is_moved_is_said_as_it_is() -> None:
    said = [text for text in phrases()["doubts"].values() if "of its span" in text]
    assert len(said) == 2
    assert all("by up to a quarter of its span" in text for text in said)
    assert REACH == 1 / 4


def test_mean_draws_of_weights_equal_the_sliders(problem: Problem) -> None:
    state = State({"power": 10, "peace": 1}, team={"bond": {"a": 1}})
    for spread in (2.0, 5.0):
        drawn = Outcome(problem, state, spread).race._weights(spread)
        assert drawn.mean(axis=1)[:2] == pytest.approx([10, 1], abs=0.05)


def test_a_leader_by_a_hair_wins_about_half_of_the_simulations(tmp_path: Path) -> None:
    figures = {"a": (10, 0), "b": (0, 10)}
    state = State({"power": 10, "peace": 9.9})
    shares = Outcome(small(tmp_path, figures, team=False), state).race.first_shares
    assert 0.45 < shares["a"] < 0.6
    assert sum(shares.values()) == pytest.approx(1)


def test_who_wins_fewer_simulations_than_a_rival_has_a_close_call(problem: Problem) -> None:
    found = 0
    for p, q in product(range(11), range(11)):
        outcome = Outcome(problem, State({"power": p, "peace": q}))
        if outcome.case != "ranked":
            continue
        race = outcome.race
        if max(race.first_shares.values()) > race.first_shares[race.leader]:
            assert race.verdict == "close"
            found += 1
    assert found


def test_an_alternative_of_which_nothing_is_known_stands_last_and_could_lead(
    tmp_path: Path,
) -> None:
    problem = small(tmp_path, THREE | {"d": ("unknown", "unknown")}, team=False)
    race = Outcome(problem, State({"power": 5, "peace": 5})).race
    assert race.outcome.order[-1] == "d"
    assert race.could_lead == ["d"]
    assert race.worth_finding_out[0] == "d"
    assert 0 < race.first_shares["d"] < 1
    said = {p.name: p.text for p in verdict(race.outcome)}["unknown"]
    assert said.startswith("Dogwood: power and peace. Dogwood could lead")


def test_unknown_figures_are_drawn_evenly_between_the_levels(tmp_path: Path) -> None:
    problem = small(tmp_path, {"a": (5, 5), "d": ("unknown", 5)}, team=False)
    race = Outcome(problem, State({"power": 1})).race
    drawn = race._drawn[0][1]
    assert np.histogram(drawn, bins=4, range=(0, 1))[0] == pytest.approx(
        [SAMPLES / 4] * 4, rel=0.06
    )


@settings(max_examples=20)
@given(state=states())
def test_what_an_answer_of_the_team_s_would_do_is_true(problem: Problem, state: State) -> None:
    silent = replace(state, team={})
    outcome = Outcome(problem, silent)
    assume(outcome.case == "ranked" and len(outcome.tied) == 1)
    labels = problem.level_labels
    said = {p.name: p.text for p in verdict(outcome)}.get("team", "")
    for name in problem.team:
        if not state.points[name]:
            continue
        nobody = dict.fromkeys(problem.names, 0)
        for rival in outcome.eligible:
            level = outcome.race.leads_from(name, rival)
            if level is not None:
                for step in range(level, len(labels[name])):
                    assert outcome.with_team(name, {**nobody, rival: step}).tied == [rival]
        none = said.partition("No answer on ")[2].partition(" alone ")[0]
        if problem.criteria.at[name, "label"].lower() in none:
            levels = range(len(labels[name]))
            for answer in product(levels, repeat=len(outcome.active)):
                given_ = dict(zip(outcome.active, answer, strict=True))
                assert outcome.race.leader in outcome.with_team(name, given_).tied


@settings(max_examples=20)
@given(state=states())
def test_whom_all_answers_of_the_team_together_could_put_first(
    problem: Problem, state: State
) -> None:
    asked = [name for name in problem.team if state.points[name]]
    outcome = Outcome(problem, replace(state, team={}))
    assume(outcome.case == "ranked" and len(outcome.tied) == 1 and len(asked) == 2)
    said = {p.name: p.text for p in verdict(outcome)}.get("team", "")
    nobody = {name: dict.fromkeys(outcome.active, 0) for name in asked}
    scores = Outcome(problem, replace(state, team=nobody)).scores[outcome.eligible].to_numpy()
    total = sum(p for n, p in state.points.items() if n in asked or n not in problem.team)
    for name in asked:
        top = len(problem.level_labels[name]) - 1
        each = np.array(list(product(range(top + 1), repeat=len(outcome.eligible)))) / top
        scores = scores[..., None, :] + state.points[name] / total * each
    first = scores >= scores.max(axis=-1, keepdims=True) - 1e-9
    alone_first = first[first.sum(axis=-1) == 1].any(axis=0)
    could = {name for name, led in zip(outcome.eligible, alone_first, strict=True) if led}
    told = said.partition("together could put ")[2]
    named = {name for name in outcome.eligible if problem.labels[name] in told}
    alone = any(
        outcome.race.leads_from(n, r) is not None
        for n in asked
        for r in outcome.eligible
        if r != outcome.leader
    )
    assert named == (set() if alone else could - {outcome.leader})


@settings(max_examples=12)
@given(state=states(), runs=st.sampled_from("abcd"))
def test_the_break_even_of_moving_is_where_the_leader_changes(
    problem: Problem, state: State, runs: str
) -> None:
    state = replace(state, team={**state.team, "running": {runs: 2}})
    outcome = Outcome(problem, state)
    assume(outcome.case == "ranked" and runs in outcome.eligible)
    race = outcome.race
    even = race.break_even
    assert even is not None
    for step in range(11):
        at = Outcome(problem, replace(state, points={**state.points, "running": step}))
        if at.case != "ranked":
            continue
        if step > even + 1e-9:
            assert at.tied == [runs]
        elif step < even - 1e-9:
            assert runs not in at.tied
    said = {p.name: p.text for p in verdict(outcome)}
    if not race.tie and race.verdict != "close":
        verb = "Stay with" if race.leader == runs else "Move to"
        assert said["headline"].startswith(f"{verb} {NAMES[race.leader]}")


def test_staying_and_moving_by_hand(tmp_path: Path) -> None:
    """Ash runs; Birch is ahead by 5 - 3 = 2 points; keeping is worth a slider's whole length."""
    problem = small(tmp_path, {"a": (10, 0), "b": (0, 10)})
    state = State({"power": 3, "peace": 5, "running": 1}, team={"running": {"a": 2}})
    outcome = Outcome(problem, state)
    assert outcome.race.break_even == pytest.approx(2)
    said = {p.name: p.text for p in verdict(outcome)}
    assert said["headline"] == "Move to Birch."
    assert (
        "less than 2 points to you, about as much as going from 0 to 4 units (peace)"
        in said["move"]
    )


def test_who_stays_is_told_what_the_other_ships(tmp_path: Path) -> None:
    """As above, with 5 points on what runs: Ash stays, and Birch is what it would move to."""
    shipped = {("a", "door"): "built-in", ("b", "desk"): "built-in"}
    problem = small(tmp_path, {"a": (10, 0), "b": (0, 10)}, shipped=shipped)
    state = State({"power": 3, "peace": 5, "running": 5}, team={"running": {"a": 2}})
    said = {p.name: p.text for p in verdict(Outcome(problem, state))}
    assert said["headline"] == "Stay with Ash."
    assert "keeping what runs matters 2 points or more to you" in said["move"]
    assert "What Birch ships and Ash does not: desk." in said["move"]


def test_of_two_that_are_level_the_one_that_runs_stays(tmp_path: Path) -> None:
    problem = small(tmp_path, {"a": (4, 4), "b": (4, 4)})
    state = State({"power": 5, "running": 5}, team={"running": {"a": 2}})
    said = {p.name: p.text for p in verdict(Outcome(problem, state))}
    assert said["move"].startswith("Ash scores no lower even where keeping what runs counts")


@pytest.mark.parametrize(("names", "advice"), [("ab", "either will do"), ("abc", "any will do")])
def test_of_those_that_are_level_either_or_any_will_do(
    tmp_path: Path, names: str, advice: str
) -> None:
    problem = small(tmp_path, dict.fromkeys(names, (4, 4)))
    said = {p.name: p.text for p in verdict(Outcome(problem, State({"power": 5})))}
    assert advice in said["advice"]


def test_of_what_is_counted_no_part_is_told(tmp_path: Path) -> None:
    """Keeping is worth 7 - 3 = 4 points, or 3.65 where Ash has half a unit: told as 4 of 7 both."""
    problem = small(tmp_path, {"a": (10, 0), "b": (0, 10)})
    state = State({"power": 3, "peace": 7, "running": 1}, team={"running": {"a": 2}})
    said = {p.name: p.text for p in verdict(Outcome(problem, state))}["move"]
    assert "about as much as going from 0 to 6 units (peace)" in said
    parts = small(tmp_path / "parts", {"a": (10, 0.5), "b": (0, 10)})
    said = {p.name: p.text for p in verdict(Outcome(parts, state))}["move"]
    assert "about as much as going from 0 to 5.71 units (peace)" in said


@settings(max_examples=25)
@given(state=states())
def test_numbers_in_one_sentence_agree_as_printed(problem: Problem, state: State) -> None:
    from framework_report.words.facts import margin_text
    from framework_report.words.text import score_texts

    outcome = Outcome(problem, state)
    assume(outcome.case == "ranked")
    texts = score_texts({n: outcome.scores[n] for n in outcome.order})
    one, other = (float(texts[n]) for n in outcome.order[:2])
    assert float(margin_text(outcome, outcome.race)) == pytest.approx(one - other, abs=1e-9)
    assert outcome.tied[1:] or one > other


@settings(max_examples=12)
@given(states=st.lists(states(), min_size=2, max_size=5))
def test_what_was_drawn_for_one_state_is_no_other_s(problem: Problem, states: list[State]) -> None:
    def shares(of: Problem) -> list[dict[str, float]]:
        races = [Outcome(of, state).race for state in states]
        return [race.first_shares for race in races if race]

    # Draws are kept from state to state; a problem loaded anew has none.
    assert shares(problem) == [
        race.first_shares
        for state in states
        if (race := Outcome(load_problem(problem.folder), state).race)
    ]


def test_moving_a_slider_draws_no_figure_anew(problem: Problem) -> None:
    one, two = (Outcome(problem, State({"power": points, "peace": 5})).race for points in (3, 4))
    assert one
    assert two
    assert one._drawn is two._drawn


def test_doubts_speak_of_three_steps(problem: Problem) -> None:
    outcome = Outcome(problem, State({"power": 6, "peace": 5}))
    said = {p.name: p.text for p in doubts(outcome)}
    assert "up to 2 steps off" in said["sure"]
    assert "up to 5 steps off" in said["sure"]
    assert list(said) == ["sure", "measures", "several", "judgements", "measure"]


@pytest.mark.parametrize(("share", "said"), [(0.7, "firm"), (0.6999, "close")])
def test_a_lead_is_close_where_fewer_than_seventy_of_a_hundred_have_it(
    tmp_path: Path, share: float, said: str
) -> None:
    race = Outcome(small(tmp_path), State({"power": 3, "peace": 1})).race
    vars(race)["first_shares"] = {"a": share, "b": 1 - share, "c": 0.0}
    assert race.verdict == said
