"""What follows from a state: who is in, who leads, what the team's familiarity does."""

import random

import pytest
from rows import change
from tiny import outcome, tiny

from framework_report.outcome import (
    Outcome,
    State,
    scaled_points,
    scenario_state,
    theme_stays,
    value_frames,
)
from framework_report.problem import ProblemError, load_problem


@pytest.fixture
def small(tmp_path):
    return tiny(tmp_path)


def test_scores_ranks_and_margin_by_hand(small):
    found = outcome(small, power=3, peace=1)
    assert found.scores.tolist() == pytest.approx([0.75, 0.25, 0.4])
    assert found.ranks.to_dict() == {"a": 1, "b": 3, "c": 2}
    assert (found.leader, found.runner_up) == ("a", "c")
    assert found.margin == pytest.approx(0.35)


def test_familiarity_counts_only_once_something_is_said(small):
    silent = outcome(small, power=3, peace=1, team=10)
    assert silent.points["familiarity"] == 0
    said = outcome(small, power=3, peace=1, team=10, familiarity={"b": 4})
    assert said.points["familiarity"] == 10
    assert said.leader == "b"
    assert said.leader_without_familiarity == "a"


def test_who_could_lead_if_the_team_knew_only_them(small):
    assert outcome(small, power=3, peace=1, team=10).familiarity_rivals == ["b", "c"]
    # a leads c by 1.4 of 4 points; 1 more point for c cannot close that.
    assert outcome(small, power=3, peace=1, team=1).familiarity_rivals == []


def test_must_haves_remove_at_their_level(small):
    core = outcome(small, power=1, peace=1, must_haves={"desk": "core"})
    assert core.eligible == ["a"]
    assert core.removed == {"b": ["desk"], "c": ["desk"]}
    add_on = outcome(small, power=1, peace=1, must_haves={"desk": "add-on", "door": "add-on"})
    assert add_on.eligible == ["a", "b"]
    assert add_on.removed == {"c": ["desk"]}


def test_the_smallest_concession_brings_a_framework_back(small):
    found = outcome(small, power=1, peace=1, must_haves={"desk": "core", "door": "core"})
    assert found.eligible == []
    assert found.leader is None
    # Ash needs an add-on for the door, Birch one for the desk; Cedar has no desk at all.
    assert found.concessions == [("a", ["door"], []), ("b", ["desk"], [])]


def test_nothing_to_weigh_has_no_leader(small):
    found = outcome(small, power=0, peace=0)
    assert found.nothing_to_weigh
    assert found.leader is None
    assert found.ranks.empty


def test_whole_steps_beyond_a_tipping_point_do_tip(problem):
    for scenario in problem.scenarios.index:
        state = scenario_state(problem, scenario)
        found = Outcome(problem, state)
        for name, step in found.tipping_steps.iterrows():
            for side in ("below", "above"):
                if step[side] == step[side]:
                    points = {**state.points, name: int(step[side])}
                    assert Outcome(problem, State(points)).leader == step[f"{side}_leader"]


def test_inside_the_interval_the_leader_stays(problem):
    state = scenario_state(problem, "api")
    found = Outcome(problem, state)
    for name, step in found.tipping_steps.iterrows():
        if name == "familiarity":
            continue
        low = 0 if step["below"] != step["below"] else int(step["below"]) + 1
        high = 10 if step["above"] != step["above"] else int(step["above"]) - 1
        for p in {low, high}:
            assert Outcome(problem, State({**state.points, name: p})).leader == found.leader


def test_intervals_hold_their_value(problem):
    value, low, high = value_frames(problem)
    assert ((low <= value) & (value <= high)).all().all()
    # Fewer breaking releases are better, so the low end of the value is the high end of the figure.
    assert low.at["fastapi", "breaking_releases"] == value.at["fastapi", "breaking_releases"]
    assert high.at["fastapi", "breaking_releases"] > value.at["fastapi", "breaking_releases"]


def test_certain_evidence_and_priorities_leave_no_doubt(tmp_path):
    sure = tiny(tmp_path, {"a": (10, 10), "b": (0, 0)})
    assert outcome(sure, power=5, peace=5).confidence == 1


def test_even_priorities_between_two_specialists_are_a_coin_toss(tmp_path):
    even = tiny(tmp_path, {"a": (10, 0), "b": (0, 10)})
    found = outcome(even, power=5, peace=5)
    # Within the 95 % half-width that 10,000 samples give.
    assert found.confidence == pytest.approx(0.5, abs=0.01)


def test_removed_frameworks_leave_the_others_confidence_as_if_they_were_not_there(tmp_path):
    both = tiny(tmp_path / "three")
    without = tiny(tmp_path / "two", {"a": (10, 0), "c": (4, 4)})
    removed = outcome(both, power=3, peace=2, must_haves={"door": "add-on", "desk": "add-on"})
    assert removed.eligible == ["a", "b"]
    kept = outcome(both, power=3, peace=2)
    alone = outcome(without, power=3, peace=2)
    assert kept.rank_acceptability.index.tolist() == ["a", "b", "c"]
    assert alone.rank_acceptability.loc["a"].iloc[0] >= kept.rank_acceptability.loc["a"].iloc[0]


def test_a_theme_scales_in_proportion_and_comes_back(problem):
    profile = {"product_parts": 8, "api_contract": 3, "type_errors": 3, "support_months": 6}
    half = scaled_points(problem, profile, "Build", 4)
    # 3 · 4 / 8 = 1.5, and halves round up.
    assert (half["product_parts"], half["api_contract"]) == (4, 2)
    assert half["support_months"] == 6
    back = scaled_points(problem, profile, "Build", 8)
    assert {name: p for name, p in back.items() if p} == profile


def test_a_theme_at_nothing_moves_together(problem):
    scaled = scaled_points(problem, {}, "Run", 3)
    assert set(scaled.values()) == {3}
    assert "waiting_rps" in scaled


def test_where_a_theme_stays_is_where_setting_it_keeps_the_leader(problem):
    state = scenario_state(problem, "microservice")
    found = Outcome(problem, state)
    for theme in ("Build", "Run", "Keep"):
        low, high = theme_stays(found, state.points, theme)
        leaders = [
            Outcome(problem, State(scaled_points(problem, state.points, theme, p))).leader
            for p in range(11)
        ]
        assert all(leader == found.leader for leader in leaders[low : high + 1])
        assert low == 0 or leaders[low - 1] != found.leader
        assert high == 10 or leaders[high + 1] != found.leader


def test_what_is_wrong_in_a_state_is_named_all_at_once(problem):
    given = {
        "points": {"charm": 3, "addons": 11, "used_by": True},
        "must_haves": {"ORM": "yes"},
        "familiarity": {"rails": 4},
        "mood": {},
    }
    with pytest.raises(ProblemError) as error:
        State.from_dict(given, problem)
    text = str(error.value)
    for words in (
        "unknown part 'mood'",
        "points: found unknown name 'charm'",
        "points, addons: found 11, expected a whole number from 0 to 10",
        "points, used_by: found True",
        "must_haves, ORM: found 'yes', expected 'core' or 'add-on'",
        "familiarity: found unknown name 'rails'",
    ):
        assert words in text


def test_a_state_survives_the_way_to_a_dictionary_and_back(problem):
    state = scenario_state(problem, "mvp", {"django": 4})
    assert State.from_dict(state.to_dict(), problem) == state
    assert state.must_haves == {"user accounts": "add-on"}


def test_a_narrower_spread_of_priorities_is_surer(tmp_path):
    near = tiny(tmp_path, {"a": (10, 0), "b": (0, 10)})
    state = outcome(near, power=6, peace=5).state
    shares = [Outcome(near, state, spread).confidence for spread in (4, 2, 1, 0.25)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_judged_figure_of_a_framework_that_is_out_flips_nothing(tmp_path):
    """It stood in the way once: its framework has no place among those that are left."""
    tiny(tmp_path)
    change(tmp_path / "evidence.csv", "kind", "judged", framework="b", criterion="power")
    change(tmp_path / "evidence.csv", "note", "by a rule", framework="b", criterion="power")
    found = outcome(load_problem(tmp_path), power=3, peace=2, must_haves={"desk": "add-on"})
    assert found.removed.keys() == {"c"}
    out = outcome(load_problem(tmp_path), power=3, peace=2, must_haves={"desk": "core"})
    assert out.eligible == ["a"]
    assert "b" not in set(out.judgement_flips["judgement"])


@pytest.mark.parametrize("seed", range(40))
def test_the_leader_if_known_is_that_of_the_outcome_with_that_familiarity(problem, seed):
    dice = random.Random(seed)
    points = {name: dice.choice((0, dice.randint(0, 10))) for name in problem.points.columns}
    features = list(problem.features["feature"].unique())
    must_haves = {dice.choice(features): dice.choice(("core", "add-on"))} if seed % 2 else {}
    names = list(problem.frameworks.index)
    known = [{}, *({name: level} for name in names for level in (0, 4)), dict.fromkeys(names, 2)]
    for said in known:
        state = State.from_dict({"points": points, "must_haves": must_haves}, problem)
        found = Outcome(problem, state).leader_if_known(said)
        whole = Outcome(problem, State(state.points, state.must_haves, said))
        assert found == whole.leader


FOUR = {"a": (10, 0), "b": (0, 10), "c": (4, 4), "d": (8, 6)}


def test_a_set_up_that_is_switched_off_is_held_against_the_leader(tmp_path):
    found = outcome(tiny(tmp_path, FOUR, off={"d": ""}), power=3, peace=1)
    assert found.leader == "a"
    assert found.others.to_dict() == pytest.approx({"d": 0.75})
    assert "d" not in found.scores


def test_a_variant_is_as_familiar_as_the_framework_it_is_of(tmp_path):
    small = tiny(tmp_path, FOUR, off={"d": "a"})
    known = outcome(small, power=3, peace=1, team=4, familiarity={"a": 4})
    assert known.others.to_dict() == pytest.approx({"d": (3 * 0.8 + 0.6 + 4) / 8})
    other = outcome(small, power=3, peace=1, team=4, familiarity={"b": 4})
    assert other.others.to_dict() == pytest.approx({"d": (3 * 0.8 + 0.6) / 8})


def test_a_variant_that_is_switched_on_is_as_familiar_as_before_until_it_is_said_otherwise(
    tmp_path,
):
    tiny(tmp_path, FOUR, off={"d": "a"})
    on = load_problem(tmp_path, extras=["d"])
    known = outcome(on, power=3, peace=1, team=4, familiarity={"a": 4})
    assert known.scores["d"] == pytest.approx((3 * 0.8 + 0.6 + 4) / 8)
    said = outcome(on, power=3, peace=1, team=4, familiarity={"a": 4, "d": 0})
    assert said.scores["d"] == pytest.approx((3 * 0.8 + 0.6) / 8)


def test_a_set_up_that_misses_a_must_have_is_left_out(tmp_path):
    small = tiny(tmp_path, FOUR, off={"d": ""})
    assert outcome(small, power=3, peace=1, must_haves={"door": "core"}).others.empty
    assert list(outcome(small, power=3, peace=1, must_haves={"door": "add-on"}).others) != []


def test_with_nothing_to_weigh_no_set_up_has_a_score(tmp_path):
    assert outcome(tiny(tmp_path, FOUR, off={"d": ""}), power=0, peace=0).others.empty


def test_the_weight_on_judged_figures_is_that_of_their_criteria(tmp_path):
    tiny(tmp_path)
    change(tmp_path / "evidence.csv", "kind", "judged", framework="c", criterion="peace")
    change(tmp_path / "evidence.csv", "note", "by a rule", framework="c", criterion="peace")
    judged = load_problem(tmp_path)
    assert outcome(judged, power=3, peace=1).judged_weight == pytest.approx(0.25)
    out = outcome(judged, power=3, peace=1, must_haves={"desk": "core"})
    assert out.eligible == ["a"]
    assert out.judged_weight == 0
