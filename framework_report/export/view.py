"""The page's words and lengths for a state, by name: what the template fills in, and the script.

One template has a place for each name; Python fills it when the page is written, the script of the
page (`script/view/`, the same names) when a slider moves. None means that there is nothing to show.
A length is a share of a drawing's width, in per cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from framework_report.mcda import TIE
from framework_report.outcome import Outcome
from framework_report.race import WIDE, Confidence, Flip, Race
from framework_report.state import MAXIMUM_POINTS, State, scenario_state
from framework_report.words import Paragraph, doubts, verdict
from framework_report.words.facts import (
    argument,
    argument_criteria,
    attribute,
    label_of,
    must_have_words,
    name_of,
    needs_words,
)
from framework_report.words.text import (
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

View = dict[str, str | None]
ARGUMENTS_FOR, ARGUMENTS_AGAINST = 3, 3
"""How many reasons stand on the first screen."""
DIFFERENCES = 3
"""How many differences from the decision are named."""
LONG = 40
"""Letters from which on a headline is set smaller."""


def view(name: str, outcome: Outcome, decision: "Decision | None" = None) -> View:
    """Return what the page shows of a part of the report; nothing where it shows no such part.

    Args:
        name: the part: `panel` has the whole first screen, `doubts` how safe the answer is.
        outcome: the state on screen.
        decision: what the team committed.
    """
    if name == "panel":
        first = answer(outcome) | ranking(outcome) | arguments(outcome)
        return first | notice(outcome, decision) | priorities(outcome)
    parts = {
        "against": against,
        "doubts": safe,
        "scenarios": situations,
        "frameworks": costs,
        "evidence": evidence,
    }
    return parts[name](outcome) if name in parts else {}


def percent(share: float) -> str:
    """Write a share as a length."""
    return f"{rounded(100 * share, 2)}%"


# The first screen


@lru_cache(maxsize=2)  # several parts of the first screen ask for them
def told(outcome: Outcome) -> tuple[Paragraph, ...]:
    """Return the verdict's paragraphs."""
    return tuple(verdict(outcome))


def answer(outcome: Outcome) -> View:
    """Return the verdict's paragraphs by name."""
    found: View = {paragraph["name"]: None for paragraph in phrases()["paragraph"]}
    found |= {name: text for name, _, text in told(outcome)}
    headline = found["headline"] or ""
    return found | {"headline_class": "fr-headline" + (" fr-long" if len(headline) > LONG else "")}


def ranking(outcome: Outcome) -> View:
    """Return the rows of the ranking: those with a rank, without one, and out by a must-have."""
    problem, found = outcome.problem, View()
    order = list(outcome.order)
    texts = score_texts({name: outcome.scores[name] for name in order})
    order += [name for name in outcome.eligible if name not in order]
    order += list(outcome.removed)
    for i in range(len(problem.names)):
        row, name = f"r{i}", order[i] if i < len(order) else None
        found |= {row: name, f"{row}.name": problem.labels[name] if name else None}
        out = name in outcome.removed if name else False
        found[f"{row}.score"] = (texts.get(name, "–" if out else "0")) if name else None
        needs = needs_words(outcome, name) if name and out else ""
        found[f"{row}.out"] = say("page", "out", needs=needs) if needs else None
        weighs = name is not None and outcome.case in ("ranked", "alone")
        parts = _themes(outcome, name) if weighs and not out else [0.0] * len(problem.themes)
        ends = [0.0, *accumulate(parts)]
        for t in range(len(parts)):
            found |= {f"{row}.{t}a": percent(ends[t]), f"{row}.{t}b": percent(ends[t + 1])}
    return found


def _themes(outcome: Outcome, name: str | None) -> list[float]:
    """Return what each theme adds to a score, summed in the order of the tables."""
    row = outcome.contributions.loc[name].to_dict()
    return [sum(row[criterion] for criterion in of) for of in outcome.problem.themes.values()]


def arguments(outcome: Outcome) -> View:
    """Return the strongest reasons for the leader and against it, in raw figures."""
    leader, found = outcome.leader, View()
    for_it, against_it = argument_criteria(outcome)
    against_it = against_it if outcome.race else []
    name = outcome.problem.labels[leader] if leader else ""
    found["for"] = say("page", "for", leader=name) if for_it else None
    for side, most, names in (
        ("for", ARGUMENTS_FOR, for_it),
        ("give_up", ARGUMENTS_AGAINST, against_it),
    ):
        for i in range(most):
            said = capital(argument(outcome, names[i])) if i < len(names) else None
            found[f"{side}.{i}"] = said
    price = {p.name: p.text for p in told(outcome)}.get("price") if outcome.race else None
    found["price_instead"] = None if against_it else price
    return found | {"give_up": "yes" if against_it or price else None}


def notice(outcome: Outcome, decision: "Decision | None") -> View:
    """Say how the state on screen stands to the team's decision."""
    problem, state = outcome.problem, outcome.state
    committed = decision.state if decision else scenario_state(problem)
    team = Outcome(problem, committed, outcome.spread)
    told = differences(problem, state, team.state)
    slots: dict[str, object] = {"differences": _few(told)}
    if decision:
        slots |= {"date": day(decision.date.isoformat()), "leader": leaders(team)}
        slots["review_by"] = day(decision.review_by.isoformat())
        kind = ""
    elif len(problem.scenarios):
        slots["scenario"], kind = problem.scenarios["label"].iloc[0], "_undecided"
    else:
        kind = "_equal"
    badge = "badge_whatif" if told else "badge_undecided" if kind else "badge_team"
    return {
        "badge": say("page", badge),
        "badge_class": badge,
        "notice": say("page", ("whatif" if told else "same") + kind, **slots),
        "why_decided": " ".join(decision.why.split()) or None if decision else None,
        "switch_if": " ".join(decision.switch_if.split()) or None if decision else None,
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
    text = phrases()["lists"]["comma"].join(told[:DIFFERENCES])
    more = len(told) - DIFFERENCES
    return say("page", "whatif_more", differences=text, count=more) if more > 0 else text


def differences(problem: "Problem", state: State, other: State) -> list[str]:
    """Return what a state sets otherwise than another one, in words, in the order of the tables."""
    found, page = [], phrases()["page"]

    def told(part: str, name: str, now: str, before: str) -> None:
        if now != before:
            found.append(say("page", f"difference_{part}", name=name, now=now, before=before))

    labels = problem.criteria["label"]
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
    pair = [
        joined(problem.labels[n] for n in problem.names if n in (s.candidates or problem.ticked))
        or page["nobody_said"]
        for s in (state, other)
    ]
    told("candidates", "", *pair)
    return found


def _level(problem: "Problem", state: State, criterion: str, name: str) -> str:
    level = state.team.get(criterion, {}).get(name)
    return say("page", "not_said") if level is None else problem.level_labels[criterion][level]


def _measure_label(problem: "Problem", criterion: str, measures: Mapping[str, str]) -> str:
    return str(problem.measures.at[(criterion, problem.measure(criterion, measures)), "label"])


def priorities(outcome: Outcome) -> View:
    """Return points and weights, must-haves, and what the team said."""
    problem, found = outcome.problem, View()
    for k, name in enumerate(problem.scored):
        points = outcome.state.points.get(name, 0)
        found |= {
            f"p{k}": points_text(points) if points else None,
            f"p{k}.weight": say("page", "weight", weight=rounded(100 * outcome.weights[name])),
        }
        if len(problem.measures_of.get(name, [])) > 1:
            found[f"p{k}.measure"] = _measure_label(problem, name, outcome.state.measures)
    none = say("page", "none")
    found["set_must_haves"] = say(
        "page", "set_must_haves", must_haves=must_have_words(outcome) or none
    )
    for i, name in enumerate(problem.team):
        levels, said = problem.level_labels[name], outcome.state.team.get(name, {})
        each = [
            say("page", "set_level", name=problem.labels[n], level=levels[level])
            for n, level in said.items()
        ]
        text = phrases()["lists"]["semicolon"].join(each) or say("page", "not_said")
        label = problem.criteria.at[name, "label"]
        found[f"set_team{i}"] = say("page", "set_team", label=label, levels=text)
    return found


# Leader against runner-up


def against(outcome: Outcome) -> View:
    """Return by how much the leader is ahead on each criterion that counts, most first."""
    problem, race = outcome.problem, outcome.race
    found: View = {"against": against_finding(outcome), "against_axis": None}
    ahead = _ahead(outcome, race) if race else {}
    reach = max([0.005, *map(abs, ahead.values())])
    if race:
        names = {"leader": race.leader, "runner_up": race.runner_up}
        slots = {key: problem.labels[name] for key, name in names.items()}
        found["against_axis"] = say("page", "against_axis", **slots)
    order = list(ahead)
    for j in range(len(problem.scored)):
        name, row = order[j] if j < len(order) else None, f"a{j}"
        found[row] = problem.criteria.at[name, "label"] if name else None
        x = ahead[name] if name else 0.0
        found[f"{row}.to"] = percent(0.5 + x / reach / 2)
        found[f"{row}.class"] = _theme_class(problem, name) if name else None
        points = rounded(100 * abs(x), 1)
        sign = "" if points == "0.0" else "−" if x < 0 else "+"
        found[f"{row}.points"] = f"{sign}{points}" if name else None
        found[f"{row}.raw"] = _versus(outcome, race, name) if name and race else None
    return found


def _ahead(outcome: Outcome, race: Race) -> dict[str, float]:
    """Return the leader's contribution less the runner-up's, largest first."""
    rows = outcome.contributions.loc[[race.leader, race.runner_up]].to_numpy(dtype=float)
    points = outcome.points.to_numpy()
    found = {
        name: float(rows[0, k] - rows[1, k])
        for k, name in enumerate(outcome.problem.scored)
        if points[k]
    }
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _versus(outcome: Outcome, race: Race, name: str) -> str:
    unit = outcome.codebook(name)["unit"]
    return say(
        "charts",
        "versus",
        value=attribute(outcome, race.leader, name),
        rival=attribute(outcome, race.runner_up, name),
        unit=f" {unit}" if unit else "",
    )


def _theme_class(problem: "Problem", criterion: str) -> str:
    return f"theme-{list(problem.themes).index(problem.criteria.at[criterion, 'theme']) % 7 + 1}"


def against_finding(outcome: Outcome) -> str:
    """Say on how many criteria the leader is ahead, and on which most; else why there is none."""
    problem, race = outcome.problem, outcome.race
    nouns = {"alternative": problem.report.alternative}
    if outcome.leader is None:
        return say("charts", outcome.case, **nouns)
    if race is None:
        return say("charts", "against_alone", leader=problem.labels[outcome.leader], **nouns)
    ahead = _ahead(outcome, race)
    won = [name for name, x in ahead.items() if x > TIE]
    slots = {
        "leader": problem.labels[race.leader],
        "runner_up": problem.labels[race.runner_up],
        "ahead": str(len(won)),
        "all": str(len(ahead)),
    }
    if not won:
        return say("charts", "against_nowhere", **slots)
    return say("charts", "against", most=label_of(outcome, won[0]), **slots)


# How safe


def safe(outcome: Outcome) -> View:
    """Return how sure the answer is in three steps, and what would change it."""
    problem, race = outcome.problem, outcome.race
    found: View = {"safe": safe_finding(outcome), "sure_axis": None, "sliders": None}
    if race:
        found["sure_axis"] = say("page", "sure_axis", leader=problem.labels[race.leader])
    for i, spread in enumerate((outcome.spread, WIDE)):
        confidence = race.confidence_within(spread) if race else None
        words = say("page", "sure_spread", spread=f"{spread:g}") if race else None
        found |= {f"s{i}": words} | _steps(f"s{i}", confidence)
    flips = _by_slider(race.flips) if race and not race.tie else {}
    if race and not race.tie:
        key = "sliders" if flips else "sliders_none"
        slots = {"leader": problem.labels[race.leader], "alternative": problem.report.alternative}
        found["sliders"] = say("page", key, **slots)
    rows = list(flips.items())
    for j in range(len(problem.scored) + len(problem.themes)):
        found |= _slider_row(outcome, f"f{j}", *rows[j]) if j < len(rows) else {f"f{j}": None}
    said = {name: text for name, _, text in doubts(outcome)}
    for name in ("sure", "measures", "several", "judgements", "measure"):
        found[f"d_{name}"] = said.get(name)
    return found


def safe_finding(outcome: Outcome) -> str:
    """Say in a line how safe the answer is."""
    problem, race = outcome.problem, outcome.race
    if race is None:
        leader = problem.labels[outcome.leader] if outcome.leader else ""
        return say("page", "safe_alone" if leader else "safe_none", leader=leader)
    slots = {
        "leader": problem.labels[race.leader],
        "first": of_100(race.first_shares[race.leader]),
    }
    kind = race.verdict
    if kind == "open":
        rivals = list(dict.fromkeys(leader for _, _, leader in race.measure_flips))
        slots["rival"] = joined((problem.labels[name] for name in rivals), "or")
    if kind == "firm" and not any(len(of) > 1 for of in problem.measures_of.values()):
        kind = "firm_alone"
    return say("page", f"safe_{kind}", **slots)


def _steps(row: str, found: Confidence | None) -> View:
    if found is None:
        return {f"{row}.{key}": None for key in ("priorities", "figures", "measures")}
    low, high = of_100(found.lowest), of_100(found.highest)
    between = low if low == high else say("doubts", "sure_range", low=low, high=high)
    return {
        f"{row}.priorities": of_100(found.priorities),
        f"{row}.prioritiesb": percent(found.priorities),
        f"{row}.figures": of_100(found.figures),
        f"{row}.figuresb": percent(found.figures),
        f"{row}.measures": between,
        f"{row}.measuresa": percent(found.lowest),
        f"{row}.measuresb": percent(found.highest),
    }


def _by_slider(flips: Iterable[Flip]) -> dict[tuple[str, bool], list[Flip]]:
    found: dict[tuple[str, bool], list[Flip]] = {}
    for flip in flips:
        found.setdefault((flip.slider, flip.is_theme), []).append(flip)
    return found


def _slider_row(outcome: Outcome, row: str, slider: tuple[str, bool], flips: list[Flip]) -> View:
    problem, race, (name, is_theme) = outcome.problem, outcome.race, slider
    assert race is not None  # only races have flips
    low, high = race.stays(name, is_theme)
    now = flips[0].step - flips[0].distance
    label = problem.criteria.at[name, "label"] if not is_theme else ""
    words = []
    for flip in sorted(flips, key=lambda flip: flip.up):
        key = "beyond_above" if flip.up else "beyond_below"
        words.append(say("page", key, low=low, high=high, rival=problem.labels[flip.leader]))
    return {
        row: say("page", "slider_theme", theme=name) if is_theme else label,
        f"{row}.a": percent(low / MAXIMUM_POINTS),
        f"{row}.b": percent(high / MAXIMUM_POINTS),
        f"{row}.at": percent(now / MAXIMUM_POINTS),
        f"{row}.words": phrases()["lists"]["semicolon"].join(words),
    }


# Other situations


def situations(outcome: Outcome) -> View:
    """Return who leads in each scenario, with the team's levels, candidates and measures as set."""
    problem, agrees, found, counts = outcome.problem, 0, View(), dict[str, int]()
    for i, name in enumerate(problem.scenarios.index):
        kept = {"candidates": outcome.state.candidates, "measures": outcome.state.measures}
        state = replace(scenario_state(problem, name, outcome.state.team), **kept)
        other = Outcome(problem, state, outcome.spread)
        agrees += problem.scenarios.at[name, "article_says"] in {
            problem.base[n] for n in other.tied
        }
        who = leaders(other)
        counts[who] = counts.get(who, 0) + 1
        found |= _situation(other, f"t{i}")
    report, total = problem.report, len(problem.scenarios)
    each = joined(say("page", "leads_in", name=n, count=c) for n, c in counts.items())
    slots = {"agrees": agrees, "all": total, "piece": report.piece, "each": each}
    key = "situations_none" if not total else "agree" if report.piece else "situations"
    return {"situations": say("page", key, **slots)} | found


def _situation(outcome: Outcome, row: str) -> View:
    race = outcome.race
    texts = score_texts({name: outcome.scores[name] for name in outcome.order[:2]})
    second = outcome.runner_up
    sure = say("page", "alone") if outcome.leader else ""
    if race:
        sure = say("page", race.verdict, first=of_100(race.first_shares[race.leader]))
    return {
        f"{row}.leads": leaders(outcome),
        f"{row}.score": texts.get(outcome.leader or "", ""),
        f"{row}.second": outcome.problem.labels[second] if second else "",
        f"{row}.its": texts.get(second or "", ""),
        f"{row}.sure": sure,
    }


# Costs, and the evidence


def costs(outcome: Outcome) -> View:
    """Say the leader's weak spots."""
    if outcome.leader is None:
        return {"costs": safe_finding(outcome)}
    row = outcome.problem.frameworks.loc[outcome.leader]
    slots = {"leader": row["label"], "weak_spots": row["weak_spots"]}
    return {"costs": say("page", "costs" if row["weak_spots"] else "costs_none", **slots)}


def evidence(outcome: Outcome) -> View:
    """Return the figures that count, side by side, and where they stand between the levels."""
    problem, found = outcome.problem, View()
    for k, name in enumerate(problem.criteria.index):
        if name in problem.team:
            continue
        measure, row = outcome.measure(name), f"e{k}"
        each = [f"{problem.labels[n]} {attribute(outcome, n, name)}" for n in outcome.active]
        unit = outcome.codebook(name)["unit"]
        words = phrases()["lists"]["comma"].join(each)
        found[row] = say("page", "figures", each=words, unit=f" {unit}" if unit else "")
        if name in problem.shown:
            continue
        for other in problem.measures_of[name]:
            found[f"{row}.{other}"] = say("page", "counts_here") if other == measure else None
        cells = problem.cells[name, measure]
        for i, framework in enumerate(problem.names):
            at, here = f"{row}.{i}", framework in outcome.active
            low, high = cells.low[i], cells.high[i]
            apart = here and low != high
            found |= {
                at: percent(cells.value[i]) if here else None,
                f"{at}a": percent(low) if apart else None,
                f"{at}b": percent(high) if apart else None,
            }
    return found
