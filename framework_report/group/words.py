"""What the command `group` says: where all agree first, then who differs and where they differ."""

from collections.abc import Iterator, Sequence
from functools import partial

from framework_report.group.group import Group
from framework_report.group.parting import Parting
from framework_report.group.people import RULES, Person, combined_state
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem
from framework_report.words.facts import first_of_100, leads_words
from framework_report.words.text import (
    figure,
    fill,
    in_sentence,
    joined,
    of_100,
    phrases,
    points_text,
    rounded,
)
from framework_report.words.text import say as say_of

say = partial(say_of, "group")


def report_lines(
    problem: Problem, people: Sequence[Person], faults: Sequence[str], base: State | None = None
) -> list[str]:
    """Return what is to be said of several people: agreement, leaders, side by side, partings.

    `faults` has a line for each file that could not be read; `base`, the team's decision, holds
    where somebody left parts out.
    """
    refused = [say_of("people", "fault", fault=fault) for fault in faults]
    odd = [
        say_of("people", "warning", warning=text) for person in people for text in person.warnings
    ]
    if not people:
        return [say_of("people", "nobody", folder=problem.folder), *refused]
    group = Group(problem, people, base)
    lines = [agreement(group)] if group.people else []
    sure = phrases()["group"]["sure"]
    lines += [say("left_out", name=name, why=sure[why]) for name, why in group.left_out.items()]
    if group.people:
        parts = (_each, _side_by_side, _partings, _combined)
        lines += [line for part in parts for line in part(group)]
    return [*lines, "", *refused, *odd] if refused or odd else lines


def _names(group: Group, names: Sequence[str]) -> str:
    return joined(group.problem.labels[name] for name in names)


def agreement(group: Group) -> str:
    """Say whether all agree, and for how many each one leads; there is one person at least."""
    count = len(group.people)
    if count == 1:
        leads = leads_words(group.outcomes[0], group.leaders[0])
        return say("one", name=group.people[0].name, leads=leads)
    if group.agreed:
        return say("agreed", leader=group.problem.labels[group.agreed], count=count)
    places = [
        say("place", leader=group.problem.labels[name], places=figure(n))
        for name, n in sorted(group.first_places.items(), key=lambda item: -item[1])
        if n
    ]
    return say("not_agreed", count=count, each=joined(places))


def _each(group: Group) -> Iterator[str]:
    yield from ("", say("each_title"))
    for person, tied, sure in zip(group.people, group.leaders, sure_words(group), strict=True):
        yield say("person", name=person.name, leader=_names(group, tied), sure=sure)


def sure_words(group: Group) -> list[str]:
    """Say how sure each person's answer is; where another one wins more simulations, that too."""
    found, said = [], phrases()["group"]["sure"]
    for outcome in group.outcomes:
        race = outcome.race
        if race is None:
            found.append(said[outcome.case])
            continue
        text = fill(said[race.verdict], {"first": first_of_100(race)})
        shares = race.first_shares
        winner = max(shares, key=shares.__getitem__)
        if shares[winner] > max(shares[name] for name in outcome.tied):
            label = group.problem.labels[winner]
            text += say("wins_more", winner=label, of_100=of_100(shares[winner]))
        found.append(text)
    return found


def _side_by_side(group: Group) -> Iterator[str]:
    if not group.means:
        yield from ("", say("no_common"))
    elif len(group.people) > 1:
        yield from ("", say("side_title"))
        most, mean, lowest = group.most_first, group.highest_mean, group.best_lowest
        if most:
            places = figure(group.first_places[most[0]])
            yield say("most_first", names=_names(group, most), places=places)
        score = rounded(100 * group.means[mean[0]])
        yield say("highest_mean", names=_names(group, mean), score=score)
        score = rounded(100 * group.lowest[lowest[0]])
        yield say("best_lowest", names=_names(group, lowest), score=score)
        yield from ("", say("table_title"))
        for name in group.common:
            yield say(
                "row",
                name=group.problem.labels[name],
                places=figure(group.first_places[name]),
                mean=rounded(100 * group.means[name]),
                lowest=rounded(100 * group.lowest[name]),
                who=joined(group.least_happy(name)),
            )
    for name, by in group.out.items():
        yield say("out", name=group.problem.labels[name], who=joined(by))


def _partings(group: Group) -> Iterator[str]:
    found = group.nearest_partings
    if found:
        yield from ("", say("partings_title"))
    yield from (say("item", text=parting_line(group, parting)) for parting in found)


def _combined(group: Group) -> Iterator[str]:
    """Say who would lead if one state were made of everybody's."""
    if len(group.people) < 2:
        return
    yield from ("", say("combined_title"))
    for rule in RULES:
        state, words = combined_state(group.problem, group.people, rule, group.base)
        leaders = Outcome(group.problem, state).tied
        names = _names(group, leaders) or say("no_leader")
        yield say("combined", rule=words, leader=names)


def parting_line(group: Group, parting: Parting) -> str:
    """Say which sliders one person would have to move, and how far, to agree with another."""
    slots: dict[str, object] = {
        "mover": parting.mover,
        "towards": parting.towards,
        "leader": group.problem.labels[parting.leader],
    }
    if not parting.moves:
        said = phrases()["group"]["parts"]
        parts = [said[part] for part in group.differing(parting.mover, parting.towards)]
        return say("no_slider", parts=joined(parts) or said["ties"], **slots)
    moves = [
        say(
            "move",
            label=in_sentence(str(group.problem.criteria.at[move.criterion, "label"])),
            points=points_text(move.points),
            to=points_text(move.to),
        )
        for move in parting.moves
    ]
    phrase = "parting" if parting.exact else "parting_many"
    return say(phrase, moves=joined(moves), **slots)
