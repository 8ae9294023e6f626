"""What would change the answer besides one slider: measures, judgements, figures, several."""

from framework_report.outcome import Outcome
from framework_report.race import SAMPLES, WIDE, Race
from framework_report.words.facts import label_of, measure_slots, name_of, names_of, separates
from framework_report.words.text import apart, figure, joined, of_100, points_text, rounded, say
from framework_report.words.verdict import Paragraph

WORTH_SAYING, HARDLY = 0.005, 0.1
"""Points of 100 below which knowing better is worth nothing, and hardly anything."""


def doubts(outcome: Outcome) -> list[Paragraph]:
    """Return what would change the answer besides one slider; nothing without a race."""
    race = outcome.race
    if race is None:
        return []
    parts = {"sure": how_sure, "measures": _measures, "several": _several}
    parts |= {"judgements": _judgements, "measure": _worth}
    if not outcome.problem.has_measures:
        del parts["measures"]
    return [
        Paragraph(name, say("doubts", f"{name}_title"), part(outcome, race))
        for name, part in parts.items()
    ]


def how_sure(outcome: Outcome, race: Race) -> str:
    """Say the three steps of how sure the answer is, within two steps of the sliders and five."""
    said = []
    for spread in (outcome.spread, WIDE):
        found = race.confidence_within(spread)
        low, high = of_100(found.lowest), of_100(found.highest)
        by, lowest = found.lowest_by, ""
        if by and low != high:
            slots = measure_slots(outcome, by.criterion, by.measure)
            lowest = say("doubts", "sure_lowest", **slots)
        kind = "sure_within" if outcome.problem.has_measures else "sure_within_plain"
        said.append(
            say(
                "doubts",
                kind,
                spread=f"{spread:g}",
                leader=name_of(outcome, race.leader),
                priorities=of_100(found.priorities),
                figures=of_100(found.figures),
                measures=low if low == high else say("doubts", "sure_range", low=low, high=high),
                lowest=lowest,
            )
        )
    return " ".join([*said, say("doubts", "sure_note", samples=f"{SAMPLES:,}")])


def _measures(outcome: Outcome, race: Race) -> str:
    found = race.smallest_measures
    if found is None:
        return say("doubts", "measures_none", separates=separates(outcome))
    changes, leaders = found
    told = joined(say("doubts", "measure", **measure_slots(outcome, *pair)) for pair in changes)
    slots = {"changes": told, "rival": names_of(outcome, leaders), "count": len(changes)}
    return say("doubts", "measures_one" if len(changes) == 1 else "measures_several", **slots)


def _several(outcome: Outcome, race: Race) -> str:
    change = race.smallest_change
    if change is None:
        return say("doubts", "several_none", separates=separates(outcome))
    moves = [
        say(
            "doubts",
            "move",
            label=label_of(outcome, name),
            points=points_text(row.points),
            to=points_text(row.to),
        )
        for name, row in zip(change.moves.index, change.moves.itertuples(), strict=True)
    ]
    slots = {"moves": joined(moves), "rival": names_of(outcome, change.leaders)}
    kind = "several_one" if change.steps == 1 else "several"
    return say("doubts", kind, steps=change.steps, **slots)


def _judgements(outcome: Outcome, race: Race) -> str:
    found, problem = race.judgement_flips, outcome.problem
    slots = {"judged": rounded(100 * race.judged_weight), "separates": separates(outcome)}
    if found.empty:
        return say("doubts", "judgements_none", **slots)
    flips = []
    for row in found.itertuples():
        level = row.judgement in ("worst", "best")
        flips.append(
            say(
                "doubts",
                "judgement_level" if level else "judgement_figure",
                label=label_of(outcome, row.criterion),
                what=row.judgement if level else problem.labels[row.judgement],
                now=figure(row.now),
                to=figure(row.to),
                unit=outcome.codebook(row.criterion)["unit"],
                rival=names_of(outcome, row.leaders),
            )
        )
    return say("doubts", "judgements", flips=apart(flips), **slots)


def _worth(outcome: Outcome, race: Race) -> str:
    worth = {name: 100 * x for name, x in race.information.criteria.items()}
    told = sorted((n for n in worth if worth[n] >= WORTH_SAYING), key=lambda n: -worth[n])
    perfect = 100 * race.information.perfect
    if perfect < WORTH_SAYING:
        return say("doubts", "measure_none")
    if perfect < HARDLY or not told:
        return say("doubts", "measure_hardly")
    each = joined(
        say("doubts", "worth", label=label_of(outcome, name), points=rounded(worth[name], 2))
        for name in told
    )
    return say("doubts", "measure_worth", each=each, perfect=rounded(perfect, 2))
