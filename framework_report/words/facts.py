"""What the sentences of the verdict need: conditions (True, False) and slots (text).

The exported page computes the same from the same phrases, so facts are made of comparisons and of
text that travels along, and numbers are rounded by one rule.
"""

import math
from collections.abc import Iterable, Sequence

from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.race import Flip, Race
from framework_report.state import MAXIMUM_POINTS
from framework_report.words.text import (
    apart,
    capital,
    figure,
    in_sentence,
    joined,
    of_100,
    rounded,
    say,
    score_texts,
)

ARGUMENTS_FOR, ARGUMENTS_AGAINST, FLIPS, FEATURES, TEAM_SENTENCES, INACTIVE = 3, 2, 3, 4, 2, 2
"""How many of each the verdict names."""
RARELY = 0.9
"""The share of simulations that keep the answer from which on changes are called rare."""

CONDITIONS = (
    "none_compared none_left nothing alone has_removed only_team inactive_meet tie close open firm "
    "stays moves runner_up_runs undecided several knows_one knowledge_said asks_knowledge "
    "has_reasons "
    "rival_wins_more third_wins rarely has_measures has_for has_against ranked flips more_flips "
    "dominated_runner_up measure_flips incumbent_out incumbent_inactive runs_everywhere "
    "break_even break_even_below break_even_above swing_words inactive_lead unknown could_lead "
    "find_out decided team_words consequences leader_known watch weak_spots next_step"
)

Facts = dict[str, bool | str]


def name_of(outcome: Outcome, framework: str) -> str:
    """Return a framework as a sentence says it: "the sedan"."""
    return str(outcome.problem.frameworks.at[framework, "in_sentence"])


def names_of(outcome: Outcome, frameworks: Iterable[str]) -> str:
    """Return frameworks as a sentence says them together."""
    return joined(name_of(outcome, name) for name in frameworks)


def leads_words(outcome: Outcome, leaders: Sequence[str]) -> str:
    """Say who leads, or that several are level: "the sedan leads"."""
    names = names_of(outcome, leaders) or say("claims", "nobody")
    return say("lists", "leads" if len(leaders) < 2 else "level", names=names)


def label_of(outcome: Outcome, criterion: str) -> str:
    """Return a criterion's label as it stands within a sentence."""
    return in_sentence(str(outcome.problem.criteria.at[criterion, "label"]))


def measure_slots(outcome: Outcome, criterion: str, measure: str) -> dict[str, str]:
    """Return a criterion, and a measure of it, as they stand within a sentence."""
    label = str(outcome.problem.measures.at[(criterion, measure), "label"])
    return {"label": label_of(outcome, criterion), "measure": label}


def attribute(outcome: Outcome, framework: str, criterion: str) -> str:
    """Return an attribute as text: a figure, a level of the team's, or "not known".

    Where the parts of a figure are known and the team has asked for some of them, only those count,
    and the parts that every application has. A figure that is only shown is told with its interval.
    """
    problem = outcome.problem
    if criterion in problem.team:
        return problem.level_labels[criterion][outcome.level(criterion, framework)]
    if in_parts(outcome, criterion):
        needed, parts = outcome.state.must_haves, problem.parts[criterion].get(framework, [])
        return figure(sum(x for feature, x in parts if not feature or feature in needed))
    row = problem.figures(criterion, outcome.measure(criterion)).loc[framework]
    if math.isnan(row["value"]):
        return say("lists", "unknown_value")
    if criterion in problem.shown and row["low"] != row["high"]:
        return say("doubts", "sure_range", low=figure(row["low"]), high=figure(row["high"]))
    return figure(row["value"])


def in_parts(outcome: Outcome, criterion: str) -> bool:
    """Say whether a figure counts only what the team has asked for."""
    parts = outcome.problem.parts.get(criterion, {})
    known = {feature for rows in parts.values() for feature, _ in rows}
    return not known.isdisjoint(outcome.state.must_haves)


def argument_criteria(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return the criteria that speak for the leader against the runner-up, and those against it.

    The strongest first, by the difference in contribution; ties in the order of the criteria.
    Without a runner-up, all that the leader has any contribution from speaks for it.
    """
    if outcome.leader is None:
        return [], []
    difference = outcome.contributions.loc[outcome.leader].to_dict()
    if outcome.runner_up:
        rival = outcome.contributions.loc[outcome.runner_up].to_dict()
        difference = {name: x - rival[name] for name, x in difference.items()}
    strongest = sorted(difference, key=lambda name: -difference[name])
    weakest = sorted(difference, key=lambda name: difference[name])
    return (
        [name for name in strongest if difference[name] > TIE],
        [name for name in weakest if difference[name] < -TIE],
    )


def argument(outcome: Outcome, criterion: str) -> str:
    """Say one criterion in raw figures: "ships 12.5 of 13 product parts (Flask 3.5)"."""
    if outcome.leader is None:
        return ""
    says = str(outcome.codebook(criterion)["says"])
    told = says.replace("{value}", attribute(outcome, outcome.leader, criterion))
    rival = ""
    if outcome.runner_up:
        rival = say(
            "lists",
            "rival",
            rival=outcome.problem.labels[outcome.runner_up],
            value=attribute(outcome, outcome.runner_up, criterion),
        )
    return say("lists", "argument", says=told, rival=rival)


def facts(outcome: Outcome) -> Facts:
    """Return what the sentences need."""
    problem, race = outcome.problem, outcome.race
    found: Facts = dict.fromkeys(CONDITIONS.split(), False)
    meeting = [name for name in outcome.inactive if not outcome.unmet(name)]
    found |= {
        outcome.case: True,
        "has_removed": bool(outcome.removed),
        "only_team": any(outcome.state.points.values()),
        "alternative": problem.report.alternative,
        "must_haves": must_have_words(outcome),
        "removed": _removed(outcome),
        "concessions": _concessions(outcome) if outcome.case == "none_left" else "",
        "inactive_meet": bool(meeting),
        "inactive_meeting": joined(problem.labels[name] for name in meeting),
        "next_step": problem.report.next_step,
        "maximum": str(MAXIMUM_POINTS),
    }
    if outcome.leader is not None:
        found |= _about_leader(outcome, outcome.leader)
    if race is not None:
        found |= _about_race(outcome, race)
        found |= _about_moving(outcome, race)
        found |= _about_unknown(outcome, race)
    elif outcome.leader and outcome.leader == outcome.incumbent:
        found |= {"runs_everywhere": True, "incumbent": name_of(outcome, outcome.leader)}
    return found


def _about_leader(outcome: Outcome, leader: str) -> Facts:
    row = outcome.problem.frameworks.loc[leader]
    for_it, against_it = argument_criteria(outcome)
    known = outcome.knows(leader)
    return {
        "leader": name_of(outcome, leader),
        "decided": True,
        "has_for": bool(for_it),
        "has_against": bool(against_it),
        "arguments_for": joined(argument(outcome, name) for name in for_it[:ARGUMENTS_FOR]),
        "arguments_against": joined(
            argument(outcome, name) for name in against_it[:ARGUMENTS_AGAINST]
        ),
        "consequences": _consequences(outcome, leader),
        "weak_spots": row["weak_spots"],
        "leader_known": known,
        "watch": row["watch_known"] if known else row["watch_new"],
        "team_words": team_words(outcome),
    }


def _about_race(outcome: Outcome, race: Race) -> Facts:
    leader, runner_up = race.leader, race.runner_up
    for_it, against_it = argument_criteria(outcome)
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    shares = race.first_shares
    winner = max(shares, key=shares.__getitem__)
    close, first = race.verdict == "close", first_of_100(race)
    return {
        race.verdict: True,
        "tie": race.tie,
        "several": len(outcome.tied) > 2,
        "tied": names_of(outcome, outcome.tied),
        "separates": separates(outcome),
        "undecided": close,
        "runner_up": name_of(outcome, runner_up),
        "leader_score": texts[leader],
        "runner_up_score": texts[runner_up],
        "first_of_100": first,
        "keep": say("lists", "keep", first_of_100=first),
        "rarely": shares[leader] >= RARELY,
        "rival_wins_more": shares[winner] > shares[leader],
        "third_wins": winner not in (*outcome.tied, runner_up),
        "winner": name_of(outcome, winner),
        "winner_of_100": of_100(shares[winner]),
        "has_measures": outcome.problem.has_measures,
        "has_reasons": bool(for_it and against_it),
        "leader_reason": label_of(outcome, for_it[0]) if for_it else "",
        "runner_up_reason": label_of(outcome, against_it[0]) if against_it else "",
        "open": _open(outcome, race) if race.verdict == "open" else False,
        "measure_flips": capital(
            apart(_measured(outcome, "measure_flip", *flip) for flip in race.measure_flips)
        ),
        "dominated_runner_up": bool(race.dominated.at[runner_up, leader]),
        **_knowledge(outcome, race),
        **flip_words(outcome, race),
        **_inactive(outcome, race),
    }


def first_of_100(race: Race) -> str:
    """Write the leader's count of 100 simulations; where several are level, each one's."""
    return joined(of_100(race.first_shares[name]) for name in race.outcome.tied)


def separates(outcome: Outcome) -> str:
    """Say what nothing does that leaves the first place as it is."""
    tied, alternative = outcome.tied, outcome.problem.report.alternative
    kind = "ahead" if len(tied) == 1 else "separates"
    return say("lists", kind, alternative=alternative, tied=names_of(outcome, tied))


def _knowledge(outcome: Outcome, race: Race) -> Facts:
    """Say which of those that are close the team knows best."""
    marked = list(outcome.problem.mark("known"))
    said = [name for name in marked if outcome.said(name)]
    levels = {
        name: sum(outcome.level(criterion, name) for criterion in said)
        for name in (outcome.tied if race.tie else outcome.order[:2])
    }
    best = max(levels, key=levels.__getitem__)
    return {
        "knowledge_said": bool(said),
        "asks_knowledge": bool(marked) and not said,
        "knows_one": bool(said) and list(levels.values()).count(levels[best]) == 1,
        "known": name_of(outcome, best),
    }


def flip_words(outcome: Outcome, race: Race) -> Facts:
    """Say at which steps which slider changes who leads, the nearest first."""
    problem, said = outcome.problem, []
    for flip in race.flips[:FLIPS]:
        label = flip.slider if flip.is_theme else problem.criteria.at[flip.slider, "label"]
        label = say("lists", "theme", theme=label) if flip.is_theme else label
        said.append(say("lists", "flip", label=label, at=flip_at(outcome, flip)))
    told = {(flip.slider, flip.is_theme) for flip in race.flips[:FLIPS]}
    more = len({(flip.slider, flip.is_theme) for flip in race.flips} - told)
    words = say("lists", "more_flips_one" if more == 1 else "more_flips", count=more)
    return {"flips": apart(said), "more_flips": words if more else ""}


def flip_at(outcome: Outcome, flip: Flip) -> str:
    """Say at which steps of a slider who leads: "at 7 or more, the sedan leads"."""
    direction = say("lists", "more" if flip.up else "less") if flip.further else ""
    slots = {"points": flip.step, "direction": direction}
    return say("lists", "at", leads=leads_words(outcome, flip.leaders), **slots)


def _open(outcome: Outcome, race: Race) -> str:
    """Say the heaviest change of measure that has another leader, and how many more there are."""
    flips = sorted(race.measure_flips, key=lambda flip: -outcome.weights[flip[0]])
    more = len(flips) - 1
    words = say("lists", "open_more_one" if more == 1 else "open_more", count=more)
    return _measured(outcome, "open", *flips[0]) + (words if more else "")


def _measured(
    outcome: Outcome, kind: str, criterion: str, measure: str, leaders: Sequence[str]
) -> str:
    slots = measure_slots(outcome, criterion, measure)
    return say("lists", kind, **slots, leads=leads_words(outcome, leaders))


def _inactive(outcome: Outcome, race: Race) -> Facts:
    ahead, problem = race.inactive_ahead[:INACTIVE], outcome.problem
    said = []
    for name in ahead:
        scores = {race.leader: outcome.scores[race.leader], name: outcome.scores[name]}
        texts = score_texts(scores)
        said.append(
            say(
                "lists",
                "inactive",
                label=problem.labels[name],
                score=texts[name],
                leader_score=texts[race.leader],
            )
        )
    return {"inactive_lead": bool(ahead), "inactive": apart(said)}


def _consequences(outcome: Outcome, leader: str) -> str:
    """Say what is shown and not scored, of the leader beside the runner-up."""
    problem, found = outcome.problem, []
    for name in problem.shown:
        label, unit = problem.criteria.at[name, "label"], problem.criteria.at[name, "unit"]
        slots = {
            "label": say("lists", "for_must_haves", label=label)
            if in_parts(outcome, name)
            else label,
            "unit": f" {unit}" if unit else "",
            "leader": problem.labels[leader],
            "value": attribute(outcome, leader, name),
        }
        kind = "consequence_alone"
        if outcome.runner_up:
            kind = "consequence"
            slots["runner_up"] = problem.labels[outcome.runner_up]
            slots["rival_value"] = attribute(outcome, outcome.runner_up, name)
        found.append(say("lists", kind, **slots))
    return " ".join(found)


# Must-haves


def must_have_words(outcome: Outcome) -> str:
    """Say the must-haves with their levels."""
    return joined(must_have_list(outcome))


def must_have_list(outcome: Outcome) -> list[str]:
    """Say each must-have with its level."""
    return [
        say("lists", "must_have_core" if level == "core" else "must_have_add_on", feature=name)
        for name, level in outcome.state.must_haves.items()
    ]


def needs_words(outcome: Outcome, framework: str) -> str:
    """Say what a framework lacks of the must-haves."""
    said = []
    for feature in outcome.removed[framework]:
        core = outcome.state.must_haves[feature] == "core"
        unknown = outcome.support(framework, feature) not in outcome.problem.report.supports
        kind = "lacks_unknown" if unknown else "lacks_core" if core else "lacks"
        said.append(say("lists", kind, feature=feature))
    return joined(said)


def _removed(outcome: Outcome) -> str:
    """Say which frameworks the must-haves removed, for what, and where they would stand."""
    said, scores = [], [outcome.scores[name] for name in outcome.active]
    for name in outcome.removed:
        rank = 1 + sum(s > outcome.scores[name] + TIE for s in scores)
        slots = {"alternative": name_of(outcome, name), "needs": needs_words(outcome, name)}
        if outcome.points.any():
            said.append(say("lists", "removed", rank=rank, all=len(scores), **slots))
        else:
            said.append(say("lists", "removed_unranked", **slots))
    return capital(joined(said))


def _concessions(outcome: Outcome) -> str:
    said = []
    for name, soften, drop in outcome.concessions:
        steps = [say("lists", "accept", features=joined(soften))] if soften else []
        steps += [say("lists", "give_up", features=joined(drop))] if drop else []
        said.append(
            say("lists", "concession", steps=joined(steps), alternative=name_of(outcome, name))
        )
    return " ".join(said)


# What the team says of itself


def team_words(outcome: Outcome) -> str:
    """Say what the team's own criteria do, or could do, to the answer."""
    problem, said, silent, none = outcome.problem, [], [], []
    if outcome.race is None:
        return ""
    for name in problem.team:
        label, points = label_of(outcome, name), outcome.state.points.get(name, 0)
        if not outcome.said(name):
            if points:
                silent.append(name)
                found = _if_said(outcome, outcome.race, name)
                said += found
                none += [] if found else [label]
            continue
        if not points:
            said.append(say("lists", "team_zero", label=label))
            continue
        if without := outcome.with_team(name, {}).tied:
            kind = "team_same" if without == outcome.tied else "team_decides"
            said.append(say("lists", kind, label=label, leads=leads_words(outcome, without)))
    if silent:
        labels = joined(label_of(outcome, name) for name in silent)
        said.insert(0, say("lists", "not_counted", labels=labels))
    if none:
        slots = {"labels": joined(none, "or"), "separates": separates(outcome)}
        said.append(say("lists", "team_none", **slots))
    if len(none) == len(silent) > 1:
        said += _if_all_said(outcome, silent)
    return " ".join(said)


def _if_said(outcome: Outcome, race: Race, criterion: str) -> list[str]:
    """Say which answer on a criterion of the team's would change the leader."""
    labels = outcome.problem.level_labels[criterion]
    found = []
    for name in outcome.eligible:
        rival = race.tie or name != race.leader
        level = race.leads_from(criterion, name) if rival else None
        if level is not None:
            found.append(
                say(
                    "lists",
                    "team_leads",
                    label=label_of(outcome, criterion),
                    level=labels[level],
                    lowest=labels[0],
                    alternative=name_of(outcome, name),
                )
            )
    return found[:TEAM_SENTENCES]


def _if_all_said(outcome: Outcome, criteria: Sequence[str]) -> list[str]:
    """Say whom answers on several criteria of the team's together would put first."""
    could = []
    for name in outcome.eligible:
        there = outcome
        for criterion in criteria:
            top = len(outcome.problem.level_labels[criterion]) - 1
            nobody = dict.fromkeys(outcome.problem.names, 0)
            there = there.with_team(criterion, nobody | {name: top})
        if there.tied == [name] != outcome.tied:
            could.append(name_of(outcome, name))
    return [say("lists", "team_together", alternatives=joined(could, "or"))] if could else []


# Stay or move


def _about_moving(outcome: Outcome, race: Race) -> Facts:
    """Say whether to stay with what runs, at which weight that turns, and what moving rebuilds."""
    stays = outcome.incumbent
    if stays is None:
        return {}
    found: Facts = {"incumbent": name_of(outcome, stays)}
    if stays in outcome.inactive:
        return found | {"incumbent_inactive": True}
    if stays in outcome.removed:
        return found | {"incumbent_out": True, "moves": True}
    to = race.runner_up if race.leader == stays else race.leader
    found |= {
        "stays": race.leader == stays,
        "moves": race.leader != stays,
        "runner_up_runs": race.runner_up == stays,
        "rebuild": _rebuild(outcome, stays, to),
    }
    if race.break_even is None:
        return found
    step = math.ceil(race.break_even - TIE)
    found["break_even_below"] = step <= 0
    found["break_even_above"] = step > MAXIMUM_POINTS
    if 0 < step <= MAXIMUM_POINTS:
        words = say("lists", "point" if step == 1 else "points", points=step)
        found |= {"break_even": words, "swing_words": _swing(outcome, step, stays, to)}
    return found


def _swing(outcome: Outcome, kept: int, stays: str, to: str) -> str:
    """Say the swing of another criterion that weighs as much as `kept` points on what runs."""
    criterion = next(iter(outcome.problem.mark("incumbent")))
    keeps = outcome.values.at[stays, criterion] - outcome.values.at[to, criterion]
    amount = kept * keeps
    gains = outcome.contributions.loc[to] - outcome.contributions.loc[stays]
    for name in sorted(gains.index, key=lambda n: -gains[n]):
        points = outcome.points[name]
        if name in outcome.problem.team or points < amount or points <= 0 or amount <= 0:
            continue
        row, share = outcome.codebook(name), amount / points
        if row["scale"] == "log":
            end = row["worst"] * (row["best"] / row["worst"]) ** share
        else:
            end = row["worst"] + share * (row["best"] - row["worst"])
        # Of what is counted there are no parts.
        figures = outcome.problem.figures(name, outcome.measure(name))["value"]
        if all("." not in figure(x) for x in [row["worst"], row["best"], *figures.dropna()]):
            end = float(rounded(end))
        worst, best = figure(row["worst"]), figure(end)
        if worst != best:
            slots = {"worst": worst, "to": best, "unit": row["unit"]}
            return say("lists", "swing", label=label_of(outcome, name), **slots)
    return ""


def _rebuild(outcome: Outcome, stays: str, to: str) -> str:
    """Say what moving rebuilds, by what can be counted."""
    problem, said = outcome.problem, []
    core = {
        name: [f for f in problem.feature_names if problem.meets(name, f, "core")]
        for name in (stays, to)
    }
    slots = {"incumbent": name_of(outcome, stays), "leader": name_of(outcome, to)}
    for kind, one, other in (("rebuild_lost", stays, to), ("rebuild_won", to, stays)):
        features = [feature for feature in core[one] if feature not in core[other]]
        if features:
            more = len(features) - FEATURES
            told = features[:FEATURES] + ([f"{more} more"] if more > 0 else [])
            said.append(say("lists", kind, features=joined(told), **slots))
    if "own_lines" in problem.shown:
        values = [attribute(outcome, name, "own_lines") for name in (to, stays)]
        what = say("lists", "reference")
        if in_parts(outcome, "own_lines"):
            what = say("lists", "for_must_haves", label=what)
        told_lines = {"what": what, "value": values[0], "rival_value": values[1]}
        said.append(say("lists", "rebuild_lines", **told_lines, **slots))
    half = [problem.labels[n] for n, base in problem.base.items() if base == stays and n != stays]
    half += [problem.report.half_way] if problem.report.half_way else []
    if half and outcome.leader != stays:
        said.append(say("lists", "half_way", alternatives=apart(half)))
    return " ".join(capital(text) for text in said)


# What is not known


def _about_unknown(outcome: Outcome, race: Race) -> Facts:
    by: dict[str, list[str]] = {}
    for framework, criterion in race.unknown:
        by.setdefault(framework, []).append(label_of(outcome, criterion))
    said = [
        say("lists", "unknown", alternative=name_of(outcome, name), criteria=joined(labels))
        for name, labels in by.items()
    ]
    find = race.worth_finding_out
    return {
        "unknown": apart(capital(text) for text in said),
        "could_lead": names_of(outcome, race.could_lead),
        "find_out": say(
            "lists",
            "find_out",
            criterion=label_of(outcome, find[1]),
            alternative=name_of(outcome, find[0]),
        )
        if find
        else "",
    }


def margin_text(outcome: Outcome, race: Race) -> str:
    """Write the lead as the difference of the two scores as they are printed."""
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    one, other = texts[race.leader], texts[race.runner_up]
    decimals = len(one.partition(".")[2])
    return rounded(float(one) - float(other), decimals)
