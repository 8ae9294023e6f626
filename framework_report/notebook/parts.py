"""The report part by part, each as HTML and as words: what notebook and exported page show.

Parts that follow the state take an outcome; the others show what no slider changes.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from framework_report import charts
from framework_report.audience import audience
from framework_report.charts import Chart
from framework_report.charts.measured import probes as probe_table
from framework_report.charts.ranking import ranking_title, theme_contributions
from framework_report.charts.values import figure_words
from framework_report.claims import TALLIED, check_claims
from framework_report.notebook import markup
from framework_report.outcome import Outcome
from framework_report.state import scenario_state
from framework_report.tables import Problem
from framework_report.words import Paragraph
from framework_report.words import doubts as doubt_paragraphs
from framework_report.words import verdict as paragraphs
from framework_report.words.facts import (
    argument,
    argument_criteria,
    label_of,
    needs_words,
)
from framework_report.words.text import (
    capital,
    figure,
    joined,
    of_100,
    points_text,
    rounded,
    say,
    score_texts,
)

REASONS, PRICES = 3, 2
"""How many arguments for and against the panel names."""
CARED_FOR = 3
"""How many criteria describe the team that a framework is right for."""


class Part(NamedTuple):
    """One part of the report; its finding in a line, where it has one."""

    html: str
    words: str
    finding: str = ""


def part_of_chart(found: Chart, name: str) -> Part:
    """Return a chart as a part, its figures folded behind it."""
    html = markup.chart(found, name, say("panel", "numbers"))
    words = f"{found.words}.\n{_rows(found.table)}".strip()
    return Part(html, words, found.words.split(". ")[0])


def _rows(frame: pd.DataFrame) -> str:
    return frame.to_csv(sep="\t") if len(frame) else ""


def _table(frame: pd.DataFrame, name: str, caption: str = "", links: str = "") -> Part:
    shown = frame.drop(columns=links) if links else frame
    words = f"{caption}.\n{_rows(shown)}" if caption else _rows(shown)
    return Part(markup.table(frame, name, caption, links), words, caption)


def _kept(problem: Problem, name: str, key: Hashable, make: Callable[[], Part]) -> Part:
    """Return what was made last, where what it depends on has not changed."""
    kept = problem.kept.get(("part", name))
    if kept is None or kept[0] != key:
        kept = problem.kept["part", name] = key, make()
    found: Part = kept[1]
    return found


# Parts that follow the state


@lru_cache(maxsize=3)  # the panel says it beside the sliders, above them and where there are none
def told(outcome: Outcome) -> tuple[Paragraph, ...]:
    """Return the verdict's paragraphs."""
    return tuple(paragraphs(outcome))


def verdict(outcome: Outcome) -> Part:
    """Return the verdict in words."""
    words = "\n".join(f"{title}. {text}" if title else text for _, title, text in told(outcome))
    return Part(markup.verdict(told(outcome)), words, told(outcome)[0].text)


def standing(outcome: Outcome) -> Part:
    """Return what stands beside the sliders: answer, how sure, ranking, reasons, what flips it.

    It is made while a handle moves, so it has only what follows at once.
    """
    said = {paragraph.name: paragraph for paragraph in told(outcome)}
    for_it, against_it = _arguments(outcome)
    html = [f'<h3 class="fr-headline">{markup.text(said["headline"].text)}</h3>']
    html += [_small(said, name) for name in ("way_out", "advice", "sure")]
    html.append(markup.ranking(ranking_rows(outcome), ranking_title(outcome)))
    html += [markup.items("why", say("panel", "why"), for_it)]
    html += [markup.items("price", say("panel", "price"), against_it)]
    html += [
        _small(said, name) for name in ("flip", "measures", "unknown", "inactive", "must_haves")
    ]
    lines = [said["headline"].text]
    lines += [said[name].text for name in ("way_out", "advice", "sure") if name in said]
    lines += [f"{name}: {score}" for name, score, _ in ranking_rows(outcome)]
    lines += [f"+ {line}" for line in for_it] + [f"− {line}" for line in against_it]
    lines += [said["flip"].text] if "flip" in said else []
    return Part(f'<div class="fr-standing">{"".join(html)}</div>', "\n".join(lines))


def _small(said: dict[str, Paragraph], name: str) -> str:
    if name not in said:
        return ""
    title = "" if name in ("sure", "way_out", "advice") else said[name].title
    return markup.paragraph(name, title, said[name].text)


def _arguments(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return the strongest arguments for the leader and against it, in raw figures."""
    if outcome.leader is None:
        return [], []
    for_it, against_it = argument_criteria(outcome)
    against_it = against_it if outcome.race else []
    return (
        [argument(outcome, name) for name in for_it[:REASONS]],
        [argument(outcome, name) for name in against_it[:PRICES]],
    )


def ranking_rows(outcome: Outcome) -> list[markup.Row]:
    """Return the ranking row by row; those that a must-have removed come last, with the reason."""
    problem, parts = outcome.problem, theme_contributions(outcome)
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    rows: list[markup.Row] = []
    for name in outcome.order:
        ends = [0.0, *parts.loc[name].cumsum()]
        bars = [(i, ends[i], ends[i + 1]) for i in range(len(ends) - 1)]
        rows.append((problem.labels[name], texts[name], bars))
    for name in outcome.removed:
        rows.append(
            (problem.labels[name], say("panel", "out", needs=needs_words(outcome, name)), ())
        )
    return rows


def points(outcome: Outcome) -> pd.DataFrame:
    """Return the state as a frame: points, weight in percent and swing per criterion."""
    problem, names = outcome.problem, outcome.problem.scored
    return pd.DataFrame(
        {
            say("panel", "theme"): problem.criteria.loc[names, "theme"],
            say("charts", "criterion"): problem.criteria.loc[names, "label"],
            say("panel", "points"): [points_text(outcome.state.points.get(n, 0)) for n in names],
            say("panel", "weight_percent"): [rounded(100 * outcome.weights[n]) for n in names],
            say("panel", "measured"): [measure_label(outcome, n) for n in names],
            say("panel", "swing"): [outcome.codebook(n)["swing"] for n in names],
        }
    ).set_index(say("charts", "criterion"))


def measure_label(outcome: Outcome, criterion: str) -> str:
    """Return the name of the measure that a criterion is counted by."""
    measure = outcome.measure(criterion)
    return str(outcome.problem.measures.at[(criterion, measure), "label"]) if measure else ""


def team_lines(outcome: Outcome) -> list[str]:
    """Say what the team said of itself, one line a criterion."""
    problem, lines = outcome.problem, []
    for name in problem.team:
        said, labels = outcome.state.team.get(name, {}), problem.level_labels[name]
        each = joined(f"{problem.labels[n]}: {labels[level]}" for n, level in said.items())
        label = problem.criteria.at[name, "label"]
        lines.append(say("panel", "said", label=label, said=each or say("panel", "not_said")))
    return lines


def must_have_line(outcome: Outcome) -> str:
    """Say the must-haves."""
    from framework_report.words.facts import must_have_words

    none = say("panel", "none")
    return say("panel", "must_haves_are", must_haves=must_have_words(outcome) or none)


def panel(outcome: Outcome) -> Part:
    """Return the panel as it stands, for where no sliders are."""
    beside, frame = standing(outcome), points(outcome)
    weighed = frame[(outcome.points > 0).to_numpy()]
    table = _table(weighed, "points", say("panel", "priorities"))
    lines = [*team_lines(outcome), must_have_line(outcome)]
    rest = "".join(f"<p>{markup.text(line)}</p>" for line in lines)
    html = f'<div class="fr-fallback">{beside.html}{table.html}{rest}</div>'
    return Part(html, "\n".join([beside.words, table.words, *lines]))


def doubts(outcome: Outcome) -> Part:
    """Return what would change the answer besides one slider, in words."""
    found = doubt_paragraphs(outcome)
    words = "\n".join(f"{title}. {text}" for _, title, text in found)
    html = "".join(markup.paragraph(*paragraph) for paragraph in found)
    none = say("panel", "no_doubts")
    html = html or f"<p>{markup.text(none)}</p>"
    return Part(f'<div class="fr-doubts">{html}</div>', words or none)


def scenarios(outcome: Outcome) -> Part:
    """Return every scenario with who leads in it, beside what the piece of opinion recommends.

    What the team said, who is compared and how things are measured count in each of them.
    """
    state = outcome.state
    key = (repr(state.team), state.candidates, repr(state.measures))
    return _kept(outcome.problem, "scenarios", key, lambda: _scenarios(outcome))


def _scenarios(outcome: Outcome) -> Part:
    from dataclasses import replace

    problem, rows, agrees = outcome.problem, [], 0
    piece = problem.report.piece
    for name, scenario in problem.scenarios.iterrows():
        kept = {"candidates": outcome.state.candidates, "measures": outcome.state.measures}
        state = replace(scenario_state(problem, name, outcome.state.team), **kept)
        found = Outcome(problem, state, outcome.spread)
        says = scenario["article_says"]
        agrees += any(problem.base[n] == says for n in found.tied)
        texts = score_texts({n: found.scores[n] for n in found.order[:2]})
        second = found.runner_up
        row = {
            say("panel", "scenario"): scenario["label"],
            say("panel", "leads"): joined(problem.labels[n] for n in found.tied)
            or say("claims", "nobody"),
            say("charts", "score"): texts.get(found.leader or "", ""),
            say("panel", "runner_up"): problem.labels[second] if second else "",
            say("panel", "its_score"): texts.get(second or "", ""),
            say("panel", "first_of_100"): of_100(found.race.first_shares[found.race.leader])
            if found.race
            else "",
        }
        if piece:
            row[say("panel", "piece_says", piece=piece)] = problem.labels.get(says, says)
            row[say("panel", "in_its_words")] = scenario["article_because"]
        rows.append(row)
    if not rows:
        return Part("", say("panel", "no_scenarios"))
    frame = pd.DataFrame(rows).set_index(say("panel", "scenario"))
    slots = {"agrees": agrees, "all": len(frame), "piece": piece}
    caption = say("panel", "agree" if piece else "scenarios", **slots)
    return _table(frame, "scenarios", caption)


def for_whom(outcome: Outcome) -> Part:
    """Return for which priorities each framework comes first; sliders and must-haves aside."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return _kept(outcome.problem, "for_whom", key, lambda: _for_whom(outcome))


def _for_whom(outcome: Outcome) -> Part:
    problem, rows = outcome.problem, []
    if not outcome.active:
        return Part("", say("charts", "none_compared", alternative=problem.report.alternative))
    found = audience(outcome)
    for name in outcome.active:
        never = not found.first[name]
        weights = (found.nearest if never else found.central).loc[name]
        more = (weights - found.average).sort_values(ascending=False, kind="stable")
        cares = joined(
            say(
                "panel",
                "cares",
                label=label_of(outcome, str(criterion)),
                weight=rounded(100 * weights[criterion]),
                average=rounded(100 * found.average[criterion]),
            )
            for criterion in more.index[:CARED_FOR]
        )
        if never:
            behind = rounded(100 * found.behind[name], 1)
            cares = say("panel", "never_first", behind=behind, cares=cares)
        row = {
            capital(problem.report.alternative): problem.labels[name],
            say("panel", "first_of_100"): of_100(found.first[name]),
            say("panel", "right_for"): capital(cares),
        }
        if problem.frameworks["best_for"].any():
            row[say("panel", "best_for")] = problem.frameworks.at[name, "best_for"]
        rows.append(row)
    frame = pd.DataFrame(rows).set_index(capital(problem.report.alternative))
    ranked = found.first.sort_values(ascending=False, kind="stable")
    each = joined(
        say("panel", "comes_first", name=problem.labels[str(name)], share=of_100(share))
        for name, share in ranked.items()
    )
    return _table(frame, "for-whom", say("panel", "for_whom", each=each))


def values(outcome: Outcome) -> Part:
    """Return the values by criterion with their intervals, by the measures that count."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return _kept(
        outcome.problem,
        "values",
        key,
        lambda: part_of_chart(charts.values_chart(outcome), "values"),
    )


def evidence(outcome: Outcome) -> Part:
    """Return the evidence criterion by criterion, one fold each: figures, sources, levels."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return _kept(outcome.problem, "evidence", key, lambda: _evidence(outcome))


def _evidence(outcome: Outcome) -> Part:
    problem, html, words = outcome.problem, [], []
    for name in problem.criteria.index:
        if name in problem.team:
            continue
        codebook = outcome.codebook(name)
        rows = problem.figures(name, outcome.measure(name)).loc[outcome.active]
        label = problem.criteria.at[name, "label"]
        each = joined(f"{problem.labels[n]} {figure_words(row)}" for n, row in rows.iterrows())
        unit = f" ({codebook['unit']})" if codebook["unit"] else ""
        summary = say("claims", "figures", label=label, each=each, unit=unit)
        table = markup.table(_figures(problem, rows), "evidence", links="source_url")
        html.append(markup.fold(summary, _about(outcome, name) + table))
        words.append(summary)
    caption = say("panel", "evidence", digest=problem.digest)
    return Part(f'<div class="fr-evidence">{"".join(html)}</div>', "\n".join(words), caption)


def _about(outcome: Outcome, name: str) -> str:
    """Return a criterion's question, its levels with their reason, and how else it is measured."""
    problem, codebook = outcome.problem, outcome.codebook(name)
    lines = [problem.criteria.at[name, "question"]]
    if name not in problem.shown:
        ends = {end: figure(codebook[end]) for end in ("worst", "best")}
        lines.append(say("panel", "levels", **ends, unit=codebook["unit"], why=codebook["reason"]))
        for measure in problem.measures_of[name]:
            if measure != outcome.measure(name):
                row = problem.measures.loc[(name, measure)]
                slots = {"label": row["label"], "prefer": row["prefer"]}
                lines.append(say("panel", "also_measured", **slots))
    return "".join(f"<p>{markup.text(line)}</p>" for line in lines if line)


def _figures(problem: Problem, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence of one measure as a frame of texts for reading."""
    index = pd.Index(
        [problem.labels[str(name)] for name in rows.index],
        name=capital(problem.report.alternative),
    )
    columns = {
        say("panel", "figure"): [figure_words(row) for _, row in rows.iterrows()],
        **{say("panel", name): rows[name].to_numpy() for name in ("kind", "setup")},
        say("panel", "source"): rows["source_title"].to_numpy(),
        "source_url": rows["source_url"].to_numpy(),
        **{say("panel", name): rows[name].to_numpy() for name in ("as_of", "note")},
    }
    return pd.DataFrame(columns, index=index)


# Parts that no slider changes


def frameworks(outcome: Outcome) -> Part:
    """Return the candidates: what each is best for, its strengths, and the stack looked at."""
    problem = outcome.problem
    index = capital(problem.report.alternative)
    frame = problem.frameworks.set_index("label").rename_axis(index)
    columns = ("best_for", "strengths", "weak_spots", "stack", "licence")
    given = [name for name in columns if frame[name].any()]
    return _table(frame[given].rename(columns={n: say("panel", n) for n in given}), "frameworks")


def criteria(outcome: Outcome) -> Part:
    """Return the criteria: question, measures, reference levels and their reason."""
    problem, rows = outcome.problem, []
    for (name, _), row in problem.measures.iterrows():
        rows.append(
            {
                say("charts", "criterion"): problem.criteria.at[name, "label"],
                say("panel", "theme"): problem.criteria.at[name, "theme"],
                say("panel", "question"): problem.criteria.at[name, "question"],
                say("panel", "measured"): row["label"],
                say("charts", "unit"): row["unit"],
                say("charts", "worst_level"): figure(row["worst"]),
                say("charts", "best_level"): figure(row["best"]),
                say("panel", "scale"): row["scale"],
                say("panel", "why_levels"): row["reason"],
            }
        )
    return _table(pd.DataFrame(rows).set_index(say("charts", "criterion")), "criteria")


def features(outcome: Outcome) -> Part:
    """Return who ships what: features by candidate with their support levels."""
    problem = outcome.problem
    if not problem.feature_names:
        return Part("", say("panel", "no_features"))
    frame = pd.DataFrame(
        {
            problem.labels[name]: [problem.supports[name, f] for f in problem.feature_names]
            for name in problem.names
        },
        index=pd.Index(problem.feature_names, name=say("panel", "feature")),
    )
    return _table(frame, "features")


def claims(outcome: Outcome) -> Part:
    """Return the claims of a piece of opinion beside what the evidence says of each."""
    found = check_claims(outcome.problem)
    frame = found.rename(columns={name: say("panel", f"claim_{name}") for name in found})
    frame = frame.rename_axis(say("panel", "claim"))
    return _table(frame, "claims", tally(outcome.problem))


def claims_in_short(outcome: Outcome) -> Part:
    """Return how many claims hold, and name those that do not."""
    problem = outcome.problem
    if problem.claims.empty:
        return Part("", say("panel", "no_claims"))
    checked, lines = check_claims(problem), [f"{tally(problem)}."]
    for verdict_ in ("not supported", "mixed"):
        rows = checked[checked["verdict"] == verdict_]
        lines += [
            f"{capital(verdict_)}: {row.article}. {row.evidence}" for row in rows.itertuples()
        ]
    html = "".join(f"<p>{markup.text(line)}</p>" for line in lines)
    return Part(f'<div class="fr-claims-short">{html}</div>', "\n".join(lines), lines[0])


def tally(problem: Problem) -> str:
    """Say how many claims that could have failed are supported, and how many are not."""
    counts = check_claims(problem)["verdict"].value_counts()
    each = [f"{counts[v]} {v}" for v in TALLIED if v in counts]
    total = sum(counts.get(v, 0) for v in TALLIED)
    words = say("claims", "tally", all=total, piece=problem.report.piece, each=joined(each))
    rest = int(counts.sum()) - total
    return f"{words}; {say('claims', 'by_construction', count=rest)}" if rest else words


def setups(outcome: Outcome) -> Part:
    """Return what server and set-up do to speed, in one picture."""
    return part_of_chart(charts.setups_chart(outcome.problem), "setups")


def windows(outcome: Outcome) -> Part:
    """Return the spread of the timed figures, window by window."""
    return part_of_chart(charts.windows_chart(outcome.problem), "windows")


def probes(outcome: Outcome) -> Part:
    """Return every yes-or-no measure, with what was found."""
    if outcome.problem.probes.empty:
        return Part("", say("charts", "nothing_timed"))
    return _table(probe_table(outcome.problem), "probes")


FOLLOWING: dict[str, Callable[[Outcome], Part]] = {
    "verdict": verdict,
    "panel": panel,
    "ranking": lambda outcome: part_of_chart(charts.ranking_chart(outcome), "ranking"),
    "against": lambda outcome: part_of_chart(charts.against_chart(outcome), "against"),
    "doubts": doubts,
    "scenarios": scenarios,
    "for_whom": for_whom,
    "values": values,
    "evidence": evidence,
}
"""The parts that follow the state, in the order in which they are brought up to date."""
STILL: dict[str, Callable[[Outcome], Part]] = {
    "frameworks": frameworks,
    "criteria": criteria,
    "features": features,
    "claims": claims,
    "claims_in_short": claims_in_short,
    "setups": setups,
    "windows": windows,
    "probes": probes,
}
"""The parts that no slider changes."""
