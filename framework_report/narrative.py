"""From facts to sentences: the verdict in words, computed from an outcome and never typed.

`facts` turns an outcome into conditions (True, False) and slots (text); `verdict` puts them into
the sentences of phrases.toml. The exported page does the same with the same file, so facts are
made of comparisons and of text that travels along, and numbers are rounded by one rule.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from framework_report.model import TIE
from framework_report.outcome import CLEAR, CLOSE, MAXIMUM_POINTS, SAMPLES, Outcome, base
from framework_report.problem import Problem

ARGUMENTS_FOR, ARGUMENTS_AGAINST, FLIPS, OTHERS = 3, 2, 3, 2
"""How many of each the verdict names."""
WORTH_SAYING = 0.005
"""Points of 100 below which knowing a figure better is worth nothing."""
MOST_DECIMALS = 9
SHIPPED = 2
"""The familiarity from which on somebody in the team has shipped with the framework."""


@lru_cache
def phrases() -> dict:
    """Return the report's sentences and the pieces they are joined from."""
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


def fill(text: str, slots: Mapping[str, object]) -> str:
    """Fill each {slot} once; braces inside what is filled in stay as they are.

    >>> fill("{a} or {b}", {"a": "{b}", "b": "Flask"})
    '{b} or Flask'
    """
    return re.sub(r"\{(\w+)\}", lambda match: str(slots[match[1]]), text)


def rounded(x: float, decimals: int = 0) -> str:
    """Round half up, the same in every language: floor(x · 10^decimals + 1/2).

    >>> rounded(72.5), rounded(0.25, 1), rounded(7, 1)
    ('73', '0.3', '7.0')
    """
    n = math.floor(x * 10**decimals + 0.5)
    if not decimals:
        return str(n)
    return f"{n // 10**decimals}.{n % 10**decimals:0{decimals}d}"


def figure(x: float) -> str:
    """Write a raw figure as a person would: three digits that matter, thousands set apart.

    Halves are rounded up, by the same steps in every language.

    >>> [figure(x) for x in (131748, 962, 28.6, 12.5, 11.28, 0.5, 17.0, 10.25, 1.125, 0.00001)]
    ['131,748', '962', '28.6', '12.5', '11.3', '0.5', '17', '10.3', '1.13', '0.00001']
    """
    if x == int(x) or abs(x) >= 100:
        return f"{math.floor(x + 0.5):,}"
    decimals = 0
    while decimals < MOST_DECIMALS and abs(x) * 10**decimals < 100:
        decimals += 1
    n = math.floor(abs(x) * 10**decimals + 0.5)
    text = f"{n // 10**decimals}.{n % 10**decimals:0{decimals}d}".rstrip("0").rstrip(".")
    return f"-{text}" if x < 0 else text


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Join a list as a sentence does.

    >>> joined(["Django", "Flask", "FastAPI"], "or")
    'Django, Flask or FastAPI'
    """
    lists, parts = phrases()["lists"], list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return lists["comma"].join(parts[:-1]) + lists[last] + parts[-1]


def in_sentence(label: str) -> str:
    """Begin a label in lower case, unless it begins with an abbreviation.

    >>> in_sentence("Safe defaults"), in_sentence("API contract")
    ('safe defaults', 'API contract')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@lru_cache(maxsize=8)
def figures(problem: Problem) -> pd.DataFrame:
    """Return the attributes as text, frameworks x criteria with evidence."""
    return problem.attributes.map(figure).astype(object)


def label(problem: Problem, framework: str) -> str:
    """Return a framework's name as people write it."""
    return _labels(problem)[framework]


@lru_cache(maxsize=8)
def _labels(problem: Problem) -> dict[str, str]:
    return problem.frameworks["label"].to_dict()


def attribute(outcome: Outcome, framework: str, criterion: str) -> str:
    """Return an attribute as text; that of a criterion of the team comes from the state.

    Where its parts are known and the team has asked for some of them, only those count, and the
    parts that every application has.
    """
    if outcome.problem.criteria.at[criterion, "subject"] == "team":
        return str(outcome.known(framework))
    if in_parts(outcome, criterion):
        parts = parts_of(outcome.problem)[criterion][framework]
        needed = outcome.state.must_haves
        return figure(sum(x for feature, x in parts if not feature or feature in needed))
    return figures(outcome.problem).at[framework, criterion]


def in_parts(outcome: Outcome, criterion: str) -> bool:
    """Say whether a figure counts only what the team has asked for."""
    parts = parts_of(outcome.problem).get(criterion, {})
    known = {feature for rows in parts.values() for feature, _ in rows}
    return not known.isdisjoint(outcome.state.must_haves)


@lru_cache(maxsize=8)
def parts_of(problem: Problem) -> dict[str, dict[str, list[tuple[str, float]]]]:
    """Return criterion -> framework -> (feature or nothing, figure) of each part."""
    found: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for row in problem.breakdown.itertuples():
        rows = found.setdefault(row.criterion, {}).setdefault(row.framework, [])
        rows.append((row.feature, row.value))
    return found


@lru_cache(maxsize=4)  # verdict and panel argue from the same
def arguments(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return the criteria that speak for the leader against the runner-up, and those against it.

    The strongest first, by the difference in contribution; ties in the order of the criteria.
    Without a runner-up, all that the leader has any contribution from speaks for it.
    """
    difference = outcome.contributions.loc[outcome.leader]
    if outcome.runner_up:
        difference = difference - outcome.contributions.loc[outcome.runner_up]
    strongest = difference.sort_values(ascending=False, kind="stable")
    weakest = difference.sort_values(kind="stable")
    return list(strongest.index[strongest > TIE]), list(weakest.index[weakest < -TIE])


def argument(outcome: Outcome, criterion: str) -> str:
    """Say one criterion in raw figures: "ships 12.5 of 13 product parts (Flask 3.5)"."""
    lists, problem = phrases()["lists"], outcome.problem
    rival = ""
    if outcome.runner_up:
        rival = fill(
            lists["rival"],
            {
                "rival": label(problem, outcome.runner_up),
                "value": attribute(outcome, outcome.runner_up, criterion),
            },
        )
    value = attribute(outcome, outcome.leader, criterion)
    says = fill(problem.criteria.at[criterion, "says"], {"value": value})
    return fill(lists["argument"], {"says": says, "rival": rival})


def flips(outcome: Outcome) -> list[str]:
    """Say at which whole steps which slider makes somebody else lead, the nearest first."""
    lists, problem, found = phrases()["lists"], outcome.problem, []
    for criterion, step in outcome.tipping_steps.to_dict("index").items():
        for side, direction in (("below", "less"), ("above", "more")):
            if step[side] == step[side]:
                at_the_end = step[side] in (0, MAXIMUM_POINTS)
                text = fill(
                    lists["flip_end" if at_the_end else "flip"],
                    {
                        "label": problem.criteria.at[criterion, "label"],
                        "points": rounded(step[side]),
                        "direction": lists[direction],
                        "rival": label(problem, step[f"{side}_leader"]),
                    },
                )
                found.append((abs(step[side] - outcome.points[criterion]), text))
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]


def facts(outcome: Outcome) -> dict[str, bool | str]:
    """Return what the sentences need: conditions as True or False, slots as text."""
    found: dict[str, bool | str] = {
        "none_left": not outcome.eligible,
        "nothing_to_weigh": outcome.nothing_to_weigh and bool(outcome.eligible),
        "only_familiarity": bool(any(outcome.state.points.values())),
        "has_removed": bool(outcome.removed),
        "must_haves": _must_haves(outcome),
        "removed": _removed(outcome),
        "concessions": _concessions(outcome) if not outcome.eligible else "",
        "others_meet": bool(outcome.others_meeting),
        "others_meeting": joined(
            outcome.problem.everyone.frameworks.at[name, "label"] for name in outcome.others_meeting
        ),
        "samples": f"{SAMPLES:,}",
        "spread": f"{outcome.spread:g}",
    }
    conditions = (
        "ranked alone tie clear close decided undecided has_for has_against has_reasons flips "
        "has_dominated familiarity_said familiarity_prefers familiarity_weighed "
        "familiarity_decides familiarity_can leader_known others_lead"
    )
    found.update(dict.fromkeys(conditions.split(), False))
    if outcome.leader:
        found.update(_about_leader(outcome))
        found.update(_about_familiarity(outcome))
    if outcome.runner_up:
        found.update(_about_both(outcome))
    return found


def _about_leader(outcome: Outcome) -> dict[str, bool | str]:
    problem, leader = outcome.problem, outcome.leader
    for_it, against_it = arguments(outcome)
    row = problem.frameworks.loc[leader]
    known = outcome.known(leader) >= SHIPPED
    return {
        "leader": row["label"],
        "alone": outcome.runner_up is None,
        "decided": True,
        "has_for": bool(for_it),
        "has_against": bool(against_it),
        "arguments_for": joined(argument(outcome, name) for name in for_it[:ARGUMENTS_FOR]),
        "arguments_against": joined(
            argument(outcome, name) for name in against_it[:ARGUMENTS_AGAINST]
        ),
        "consequences": _consequences(outcome),
        "others_lead": bool(others := others_ahead(outcome, variants=False)),
        "others": phrases()["lists"]["flip_also"].join(others),
        "weak_spots": row["weak_spots"],
        "leader_known": known,
        "watch": row["watch_known"] if known else row["watch_new"],
    }


def _about_familiarity(outcome: Outcome) -> dict[str, bool | str]:
    problem, without = outcome.problem, outcome.leader_without_familiarity
    rivals = outcome.familiarity_rivals
    return {
        "familiarity_said": outcome.familiarity_said,
        "familiarity_weighed": any(
            outcome.state.points.get(name, 0)
            for name in problem.points.columns
            if problem.criteria.at[name, "subject"] == "team"
        ),
        "familiarity_decides": without is not None and without != outcome.leader,
        "leader_without": label(problem, without) if without else "",
        "familiarity_can": bool(rivals),
        "familiarity_rivals": joined((label(problem, name) for name in rivals), "or"),
    }


def _about_both(outcome: Outcome) -> dict[str, bool | str]:
    problem, leader, runner_up = outcome.problem, outcome.leader, outcome.runner_up
    for_it, against_it = arguments(outcome)
    tie, confidence = len(outcome.tied) > 1, outcome.confidence
    close = tie or confidence < CLOSE
    said = [outcome.known(name) for name in (leader, runner_up)]
    flipping, criteria = flips(outcome), problem.criteria
    behind = [
        (name, over)
        for name in outcome.order[1:]
        for over in [next((o for o in outcome.order if outcome.dominated.at[name, o]), None)]
        if over
    ]
    return {
        "ranked": not tie,
        "tie": tie,
        "tied": joined(label(problem, name) for name in outcome.tied),
        "clear": confidence >= CLEAR and not tie,
        "close": close,
        "undecided": close,
        "runner_up": label(problem, runner_up),
        "leader_score": rounded(100 * outcome.scores[leader], 1),
        "runner_up_score": rounded(100 * outcome.scores[runner_up], 1),
        "first_of_100": of_100(confidence),
        "has_reasons": bool(for_it and against_it),
        "leader_reason": in_sentence(criteria.at[for_it[0], "label"]) if for_it else "",
        "runner_up_reason": in_sentence(criteria.at[against_it[0], "label"]) if against_it else "",
        "familiarity_prefers": outcome.familiarity_said and said[0] != said[1],
        "familiar": label(problem, leader if said[0] > said[1] else runner_up),
        "flips": bool(flipping) and phrases()["lists"]["flip_also"].join(flipping[:FLIPS]),
        "has_dominated": bool(behind),
        "dominated": joined(
            fill(
                phrases()["lists"]["dominated"],
                {"framework": label(problem, name), "over": label(problem, over)},
            )
            for name, over in behind
        ),
    }


def of_100(share: float) -> str:
    """Write a share as a count of 100, never 0 or 100 unless it is.

    >>> of_100(0.9996), of_100(1), of_100(0.001)
    ('99', '100', '1')
    """
    if 0 < share < 1:
        share = min(max(share, 0.01), 0.99)
    return rounded(100 * share)


def _consequences(outcome: Outcome) -> str:
    """Say what is shown and not scored, of the leader beside the runner-up."""
    problem, lists, found = outcome.problem, phrases()["lists"], []
    for name, words, unit in _shown(problem):
        slots = {
            "label": fill(
                lists["for_must_haves"] if in_parts(outcome, name) else "{label}", {"label": words}
            ),
            "unit": unit,
            "leader": label(problem, outcome.leader),
            "value": attribute(outcome, outcome.leader, name),
        }
        if outcome.runner_up:
            slots["runner_up"] = label(problem, outcome.runner_up)
            slots["rival_value"] = attribute(outcome, outcome.runner_up, name)
        found.append(
            fill(lists["consequence" if outcome.runner_up else "consequence_alone"], slots)
        )
    return " ".join(found)


@lru_cache(maxsize=8)
def _shown(problem: Problem) -> list[tuple[str, str, str]]:
    """Return criterion, label and unit of what is shown and not scored."""
    rows = problem.criteria[problem.criteria["scale"] == "shown"]
    return list(zip(rows.index, rows["label"], rows["unit"], strict=True))


def others_ahead(outcome: Outcome, variants: bool = True) -> list[str]:
    """Say which set-ups that are switched off would score more than the leader, the best first.

    Args:
        variants: those of the leader's own framework too, which change no choice.
    """
    lists, leader = phrases()["lists"], outcome.leader
    frame, least = outcome.problem.everyone.frameworks, outcome.scores[leader] + TIE
    said = []
    for name, score in outcome.others.items():
        same = base(outcome.problem, name) == base(outcome.problem, leader)
        if score > least and (variants or not same):
            slots = {
                "label": frame.at[name, "label"],
                "score": rounded(100 * score, 1),
                "leader": frame.at[leader, "label"],
                "leader_score": rounded(100 * outcome.scores[leader], 1),
            }
            said.append(fill(lists["other_same" if same else "other_leads"], slots))
    return said[:OTHERS]


def _must_haves(outcome: Outcome) -> str:
    lists = phrases()["lists"]
    return joined(
        fill(lists["must_have_core" if level == "core" else "must_have_add_on"], {"feature": name})
        for name, level in outcome.state.must_haves.items()
    )


def _removed(outcome: Outcome) -> str:
    """Say which frameworks the must-haves removed, for what, and where they would stand."""
    lists, problem = phrases()["lists"], outcome.problem
    everyone = [s for s in outcome.scores if s == s]
    texts = []
    for name, unmet in outcome.removed.items():
        needs = joined(
            fill(
                lists["lacks_core" if outcome.state.must_haves[feature] == "core" else "lacks"],
                {"feature": feature},
            )
            for feature in unmet
        )
        rank = 1 + sum(s > outcome.scores[name] + TIE for s in everyone)
        template = "removed_unranked" if outcome.nothing_to_weigh else "removed"
        texts.append(
            fill(
                lists[template],
                {
                    "framework": label(problem, name),
                    "needs": needs,
                    "rank": rank,
                    "all": len(everyone),
                },
            )
        )
    return joined(texts)


def _concessions(outcome: Outcome) -> str:
    lists, texts = phrases()["lists"], []
    for name, soften, drop in outcome.concessions:
        steps = [fill(lists["accept"], {"features": joined(soften)})] if soften else []
        steps += [fill(lists["give_up"], {"features": joined(drop)})] if drop else []
        text = joined(steps)
        texts.append(
            fill(
                lists["concession"],
                {
                    "steps": text[:1].upper() + text[1:],
                    "framework": label(outcome.problem, name),
                },
            )
        )
    return " ".join(texts)


@lru_cache(maxsize=4)  # verdict, headline and panel say the same outcome
def verdict(outcome: Outcome) -> tuple[tuple[str, str, str], ...]:
    """Return the verdict's paragraphs: (name, title, text), in the order of phrases.toml."""
    known = facts(outcome)
    said = []
    for paragraph in phrases()["paragraph"]:
        for rule in paragraph["rules"]:
            if all(_holds(condition, known) for condition in rule["when"]):
                said.append(
                    (paragraph["name"], paragraph["title"], fill(rule["say"], known).strip())
                )
                break
    return tuple(said)


def doubts(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return what would change the answer besides one slider: paragraphs as `verdict` gives them.

    Several sliders at once, single judgements, figures that are worth measuring better, and set-ups
    that were measured and are switched off.
    """
    if not outcome.runner_up:
        return []
    said, lists = phrases()["doubts"], phrases()["lists"]
    paragraphs = [
        ("several", said["several_title"], _several(outcome, said)),
        ("judgements", said["judgements_title"], _judgements(outcome, said, lists)),
        ("measure", said["measure_title"], _measure(outcome, said)),
    ]
    if outcome.problem.extras:
        paragraphs.append(("setups", said["setups_title"], _setups(outcome, said, lists)))
    return paragraphs


def _setups(outcome: Outcome, said: Mapping[str, str], lists: Mapping[str, str]) -> str:
    others, ahead = outcome.others, others_ahead(outcome)
    slots: dict[str, object] = {"all": len(outcome.problem.extras)}
    if others.empty:
        return fill(said["setups_out"], slots)
    if ahead:
        return fill(said["setups"], slots | {"others": lists["flip_also"].join(ahead)})
    slots |= {
        "label": outcome.problem.everyone.frameworks.at[others.index[0], "label"],
        "score": rounded(100 * others.iloc[0], 1),
        "leader": label(outcome.problem, outcome.leader),
        "leader_score": rounded(100 * outcome.scores[outcome.leader], 1),
    }
    return fill(said["setups_none"], slots)


def _several(outcome: Outcome, said: Mapping[str, str]) -> str:
    change, criteria = outcome.smallest_change, outcome.problem.criteria
    if change is None:
        return fill(said["several_none"], {"leader": label(outcome.problem, outcome.leader)})
    moves = [
        fill(
            said["move"],
            {"label": in_sentence(criteria.at[name, "label"]), "points": row.points, "to": row.to},
        )
        for name, row in zip(change.moves.index, change.moves.itertuples(), strict=True)
    ]
    slots = {
        "moves": joined(moves),
        "steps": change.steps,
        "rival": label(outcome.problem, change.leader),
    }
    return fill(said["several_one" if change.steps == 1 else "several"], slots)


def _judgements(outcome: Outcome, said: Mapping[str, str], lists: Mapping[str, str]) -> str:
    problem, found = outcome.problem, outcome.judgement_flips
    judged = rounded(100 * outcome.judged_weight)
    slots = {"judged": judged, "leader": label(problem, outcome.leader)}
    if found.empty:
        return fill(said["judgements_none"], slots)
    flips_ = [
        fill(
            said["judgement_level" if row.judgement in ("worst", "best") else "judgement_figure"],
            {
                "label": in_sentence(problem.criteria.at[row.criterion, "label"]),
                "what": row.judgement
                if row.judgement in ("worst", "best")
                else label(problem, row.judgement),
                "now": figure(row.now),
                "to": figure(row.to),
                "unit": problem.criteria.at[row.criterion, "unit"],
                "rival": label(problem, row.leader),
            },
        )
        for row in found.itertuples()
    ]
    slots |= {"flips": lists["flip_also"].join(flips_)}
    return fill(said["judgements"], slots)


def _measure(outcome: Outcome, said: Mapping[str, str]) -> str:
    worth = 100 * outcome.information.criteria
    worth = worth[worth >= WORTH_SAYING].sort_values(ascending=False, kind="stable")
    if worth.empty:
        return said["measure_none"]
    each = [
        fill(
            said["worth"],
            {
                "label": in_sentence(outcome.problem.criteria.at[name, "label"]),
                "points": rounded(x, 2),
            },
        )
        for name, x in worth.items()
    ]
    perfect = rounded(100 * outcome.information.perfect, 2)
    return fill(said["measure"], {"each": joined(each), "perfect": perfect})


def _holds(condition: str, known: Mapping[str, bool | str]) -> bool:
    if condition.startswith("not "):
        return not known[condition[4:]]
    return bool(known[condition])


def headline(outcome: Outcome) -> str:
    """Return the verdict's first sentence, with the advice behind it where nothing is decided."""
    said = {name: text for name, _, text in verdict(outcome)}
    return " ".join(said[name] for name in ("headline", "way_out", "advice") if name in said)
