"""The page's words and lengths for a state, by name: what the template fills in, and the script.

One template has a place for each name; Python fills it when the page is written, the script of the
page (`script/view/`, the same names) when a slider moves. None means that there is nothing to show,
a list is as many rows. A length is a share of a drawing's width, in per cent.
"""

from collections.abc import Mapping
from itertools import accumulate
from math import floor
from typing import TYPE_CHECKING, Any

from framework_report.charts.against import against_title, differences, raw_figures
from framework_report.charts.values import values_title
from framework_report.decision import committed_state
from framework_report.outcome import Outcome, elsewhere
from framework_report.race import WIDE, Flip, Race
from framework_report.state import MAXIMUM_POINTS, State
from framework_report.words import doubts, verdict
from framework_report.words.answer import chosen
from framework_report.words.facts import (
    argument,
    argument_criteria,
    attribute,
    first_of_100,
    flip_at,
    leads_words,
    must_have_words,
    names_of,
    needs_words,
    separates,
)
from framework_report.words.text import (
    apart,
    capital,
    joined,
    of_100,
    phrases,
    points_text,
    rounded,
    say,
    score_texts,
)

if TYPE_CHECKING:
    from framework_report.decision import Decision
    from framework_report.tables import Problem

View = dict[str, Any]
MARKS = "●■◆▼▲✚✖★"
"""How candidates are told apart beside their figures, in the order of the tables."""
ARGUMENTS, DEPARTURES, LONG = 3, 3, 40
"""How many reasons and how many differences from the decision are named; letters from which on a
headline is set smaller."""


def view(name: str, outcome: Outcome, decision: "Decision | None" = None) -> View:
    """Return what the page shows of a part of the report; nothing where it shows no such part.

    Args:
        name: the part: `panel` has the whole first screen, `doubts` how safe the answer is.
        outcome: the state on screen.
        decision: what the team committed.
    """
    if name == "panel":
        first = answer(outcome) | {"ranking": ranking(outcome)}
        return first | notice(outcome, decision) | priorities(outcome)
    parts = {"against": against, "doubts": safe, "scenarios": situations, "evidence": evidence}
    return parts[name](outcome) if name in parts else {}


def percent(share: float) -> str:
    """Write a share as a length."""
    return f"{floor(10000 * share + 0.5) / 100:.7g}%"


# The first screen


def answer(outcome: Outcome) -> View:
    """Return the verdict's paragraphs by name, and the strongest reasons in raw figures."""
    found: View = {paragraph["name"]: None for paragraph in phrases()["paragraph"]}
    found |= {name: text for name, _, text in verdict(outcome)}
    found["look"] = "fr-headline" + (" fr-long" if len(found["headline"]) > LONG else "")
    for_it, against_it = argument_criteria(outcome)
    leader = outcome.problem.labels[outcome.leader] if for_it and outcome.leader else ""
    found |= {
        "for": say("page", "for", leader=leader) if leader else None,
        "reasons": _arguments(outcome, for_it),
        "prices": _arguments(outcome, against_it if outcome.race else []),
    }
    found["give_up"] = "yes" if outcome.race and found["price"] else None
    found["price"] = None if found["prices"] else found["price"]
    return found


def _arguments(outcome: Outcome, names: list[str]) -> list[View]:
    return [{"says": capital(argument(outcome, name))} for name in names[:ARGUMENTS]]


def ranking(outcome: Outcome) -> list[View]:
    """Return the ranking row by row: those with a rank, without one, and out by a must-have."""
    problem, order = outcome.problem, list(outcome.order)
    texts = score_texts({name: outcome.scores[name] for name in order})
    rest = [name for name in outcome.eligible if name not in order]
    rows = []
    for name in [*order, *rest, *outcome.removed]:
        out = name in outcome.removed
        weighs = name in texts
        parts = outcome.contributions.loc[name].to_dict() if weighs else {}
        sums = [sum(parts.get(c, 0.0) for c in of) for of in problem.themes.values()]
        row: View = {"id": name, "name": problem.labels[name]}
        row["score"] = texts.get(name, "–" if out else "0")
        row["out"] = say("page", "out", needs=needs_words(outcome, name)) if out else None
        rows.append(row | {f"end{t}": percent(end) for t, end in enumerate(accumulate(sums))})
    return rows


def notice(outcome: Outcome, decision: "Decision | None") -> View:
    """Say how the state on screen stands to the team's decision, and what the team said of it."""
    problem, state = outcome.problem, outcome.state
    team = Outcome(problem, committed_state(problem, decision), outcome.spread)
    told = departures(problem, state, team.state)
    slots: dict[str, object] = {"differences": _few(told)}
    kind = "decided" if decision else "undecided" if len(problem.scenarios) else "equal"
    if decision:
        slots |= {"date": day(str(decision.date)), "review_by": day(str(decision.review_by))}
        slots["leader"] = chosen(problem, decision)
    elif len(problem.scenarios):
        slots["scenario"] = problem.scenarios["label"].iloc[0]
    badge = "badge_whatif" if told else "badge_team" if decision else "badge_undecided"
    return {
        "badge": say("page", badge),
        "badge_look": badge,
        "notice": say("page", f"{'whatif' if told else 'same'}_{kind}", **slots),
        "why_decided": " ".join(decision.why.split()) or None if decision else None,
        "switch_if": capital(" ".join(decision.switch_if.split())) or None if decision else None,
    }


def leaders(outcome: Outcome) -> str:
    """Name who leads; several where they are level."""
    return joined(outcome.problem.labels[n] for n in outcome.tied) or say("page", "nobody")


def day(date: str) -> str:
    """Write a day as people say it.

    >>> day("2026-11-04")
    '4 Nov 2026'
    """
    year, month, number = date.split("-")
    return f"{int(number)} {phrases()['page']['months'][int(month) - 1]} {year}"


def _few(told: list[str]) -> str:
    text = say("lists", "comma").join(told[:DEPARTURES])
    more = len(told) - DEPARTURES
    return say("page", "whatif_more", differences=text, count=more) if more > 0 else text


def departures(problem: "Problem", state: State, other: State) -> list[str]:
    """Return what a state sets otherwise than another one, in words, in the order of the tables."""
    found, page, labels = [], phrases()["page"], problem.criteria["label"]

    def told(part: str, name: str, now: str, before: str) -> None:
        if now != before:
            found.append(say("page", f"difference_{part}", name=name, now=now, before=before))

    for name in problem.scored:
        pair = [points_text(s.points.get(name, 0)) for s in (state, other)]
        told("points", labels[name], *pair)
    needs = {"core": page["need_core"], "add-on": page["need_add_on"], "": page["not_needed"]}
    for name in problem.feature_names:
        told("must_haves", name, *[needs[s.must_haves.get(name, "")] for s in (state, other)])
    for criterion in problem.team:
        for name in problem.names:
            pair = [_level(problem, s, criterion, name) for s in (state, other)]
            told("team", f"{labels[criterion]}, {problem.labels[name]}", *pair)
    for name in problem.measures_of:
        pair = [_measure_label(problem, name, s.measures) for s in (state, other)]
        told("measures", labels[name], *pair)
    compared = [s.candidates or () for s in (state, other)]
    pair = [joined(problem.labels[n] for n in names) or page["nobody"] for names in compared]
    told("candidates", "", *pair)
    return found


def _level(problem: "Problem", state: State, criterion: str, name: str) -> str:
    level = state.team.get(criterion, {}).get(name)
    return say("page", "not_said") if level is None else problem.level_labels[criterion][level]


def _measure_label(problem: "Problem", criterion: str, measures: Mapping[str, str]) -> str:
    return str(problem.measures.at[(criterion, problem.measure(criterion, measures)), "label"])


def priorities(outcome: Outcome) -> View:
    """Return points and weights, must-haves, and what the team said: for print."""
    problem, state, rows, team = outcome.problem, outcome.state, [], []
    for name in problem.scored:
        if points := state.points.get(name, 0):
            several = len(problem.measures_of.get(name, [])) > 1
            rows.append(
                {
                    "label": problem.criteria.at[name, "label"],
                    "points": points_text(points),
                    "weight": say("page", "weight", weight=rounded(100 * outcome.weights[name])),
                    "measure": _measure_label(problem, name, state.measures) if several else "",
                }
            )
    for name in problem.team:
        each = [
            f"{problem.labels[n]}: {problem.level_labels[name][level]}"
            for n, level in state.team.get(name, {}).items()
        ]
        said = apart(each) or say("page", "not_said")
        label = problem.criteria.at[name, "label"]
        team.append({"says": say("page", "set_team", label=label, levels=said)})
    needs = must_have_words(outcome) or say("page", "none")
    return {
        "priorities": rows,
        "team_said": team,
        "set_must_haves": say("page", "set_must_haves", must_haves=needs),
    }


# Leader against runner-up


def against(outcome: Outcome) -> View:
    """Return by how much the leader is ahead on each criterion that counts, most first."""
    problem, race, ahead, rows = outcome.problem, outcome.race, differences(outcome), []
    themes, reach = list(problem.themes), max([0.5, *ahead.abs()])
    for name, x in ahead.items():
        points = rounded(abs(x), 1)
        theme = themes.index(problem.criteria.at[name, "theme"])
        rows.append(
            {
                "label": problem.criteria.at[name, "label"],
                "to": percent(0.5 + x / reach / 2),
                "look": f"theme-{theme % 7 + 1}",
                "points": ("" if points == "0.0" else "−" if x < 0 else "+") + points,
                "raw": raw_figures(outcome, str(name)),
            }
        )
    axis = None
    if race:
        slots = {"leader": problem.labels[race.leader], "runner_up": problem.labels[race.runner_up]}
        axis = say("page", "against_axis", **slots)
    return {"against": against_title(outcome), "against_axis": axis, "ahead": rows}


# How safe


def safe(outcome: Outcome) -> View:
    """Return how sure the answer is in three steps, and what would change it."""
    problem, race = outcome.problem, outcome.race
    found: View = {"safe": safe_finding(outcome), "sure_axis": None, "sliders": None}
    found |= {"steps": [], "flips": []}
    if race:
        found["sure_axis"] = say("page", "sure_axis", leader=problem.labels[race.leader])
        found["steps"] = [row for s in (outcome.spread, WIDE) for row in _steps(outcome, race, s)]
        key = "sliders" if race.flips else "sliders_none"
        slots = {"tied": names_of(outcome, outcome.tied), "separates": separates(outcome)}
        found["sliders"] = say("page", key, **slots)
        by: dict[tuple[str, bool], list[Flip]] = {}
        for flip in race.flips:
            by.setdefault((flip.slider, flip.is_theme), []).append(flip)
        found["flips"] = [_flips(outcome, race, *slider, of) for slider, of in by.items()]
    said = {name: text for name, _, text in doubts(outcome)}
    names = ("sure", "measures", "several", "judgements", "measure")
    return found | {f"doubt_{name}": said.get(name) for name in names}


def safe_finding(outcome: Outcome) -> str:
    """Say in a line how safe the answer is."""
    problem, race = outcome.problem, outcome.race
    if race is None:
        leader = problem.labels[outcome.leader] if outcome.leader else ""
        return say("page", "safe_alone" if leader else "safe_none", leader=leader)
    slots = {"leader": problem.labels[race.leader]}
    slots |= {"first": first_of_100(race), "leads": leads_words(outcome, outcome.tied)}
    kind: str = "level" if race.tie else race.verdict
    if kind == "open":
        rivals = dict.fromkeys(name for *_, leaders in race.measure_flips for name in leaders)
        slots["rival"] = joined((problem.labels[name] for name in rivals), "or")
    if kind == "firm" and not problem.has_measures:
        kind = "firm_alone"
    return say("page", f"safe_{kind}", **slots)


def _steps(outcome: Outcome, race: Race, spread: float) -> list[View]:
    """Return the leader's shares within some steps of the sliders, from step to step of doubt."""
    found = race.confidence_within(spread)
    low, high = of_100(found.lowest), of_100(found.highest)
    between = low if low == high else say("doubts", "sure_range", low=low, high=high)
    rows = [
        ("priorities", 0.0, found.priorities, of_100(found.priorities)),
        ("figures", 0.0, found.figures, of_100(found.figures)),
        ("measures", found.lowest, found.highest, between),
    ]
    return [
        {
            "label": say("page", f"sure_{name}", spread=f"{spread:g}"),
            "a": percent(start),
            "b": percent(end),
            "share": words,
        }
        for name, start, end, words in rows[: 3 if outcome.problem.has_measures else 2]
    ]


def _flips(outcome: Outcome, race: Race, name: str, is_theme: bool, flips: list[Flip]) -> View:
    """Return one slider that could change who leads: its band, its place, and who leads beyond."""
    low, high = race.stays(name, is_theme)
    words = [flip_at(outcome, flip) for flip in sorted(flips, key=lambda flip: flip.up)]
    label = outcome.problem.criteria["label"].get(name, name)
    label = say("lists", "theme", theme=name) if is_theme else label
    return {
        "label": label,
        "a": percent(low / MAXIMUM_POINTS),
        "b": percent(high / MAXIMUM_POINTS),
        "at": percent((flips[0].step - flips[0].distance) / MAXIMUM_POINTS),
        "words": apart(words),
    }


# Other situations


def situations(outcome: Outcome) -> View:
    """Return who leads in each scenario, with the team's levels, candidates and measures as set."""
    problem, agrees, rows, counts = outcome.problem, 0, [], dict[str, int]()
    for name, other in elsewhere(outcome).items():
        says = problem.scenarios.at[name, "article_says"]
        agrees += says in {problem.base[n] for n in other.tied}
        counts[leaders(other)] = counts.get(leaders(other), 0) + 1
        rows.append(_situation(other))
    report, total = problem.report, len(rows)
    if rows and not outcome.active:
        said = say("charts", "none_compared", alternative=report.alternative)
        return {"situations": said, "scenes": rows}
    each = joined(say("page", "leads_in", name=n, count=c) for n, c in counts.items())
    key = "situations_none" if not total else "agree" if report.piece else "situations"
    slots = {"agrees": agrees, "all": total, "piece": report.piece, "each": each}
    return {"situations": say("page", key, **slots), "scenes": rows}


def _situation(outcome: Outcome) -> View:
    race, second = outcome.race, outcome.second
    texts = score_texts({n: outcome.scores[n] for n in (outcome.leader, second) if n})
    sure = say("page", "alone") if outcome.leader else ""
    if race:
        sure = say("page", race.verdict, first=first_of_100(race))
    return {
        "leads": leaders(outcome),
        "score": texts.get(outcome.leader or "", ""),
        "second": outcome.problem.labels[second] if second else "",
        "its": texts.get(second or "", ""),
        "sure": sure,
    }


# The evidence


def evidence(outcome: Outcome) -> View:
    """Return the figures that count, side by side."""
    problem, rows = outcome.problem, []
    for name in problem.criteria.index:
        if name in problem.team:
            continue
        each = [f"{problem.labels[n]} {attribute(outcome, n, name)}" for n in outcome.active]
        unit, words = outcome.codebook(name)["unit"], say("lists", "comma").join(each)
        row: View = {"figures": f"{words} {unit}".strip()}
        for other in problem.measures_of.get(name, []):
            here = other == outcome.measure(name)
            row[f"is_{other}"] = say("page", "counts_here") if here else None
        rows.append(row)
    marks = {name: MARKS[i % len(MARKS)] for i, name in enumerate(problem.names)}
    key = say("lists", "comma").join(
        f"{marks[name]} {problem.labels[name]}" for name in outcome.active
    )
    return {"evidence": values_title(outcome), "criteria": rows, "marks": key}
