"""What the answer rests on: scenarios, audiences, evidence, candidates, claims, each as a table."""

from collections.abc import Mapping

import pandas as pd

from framework_report.audience import audience
from framework_report.charts.measured import probes as probe_table
from framework_report.charts.values import figure_words
from framework_report.claims import TALLIED, check_claims
from framework_report.files import read_text
from framework_report.notebook import markup
from framework_report.notebook.part import Part, part_of_table
from framework_report.outcome import Outcome, elsewhere
from framework_report.tables import Problem
from framework_report.words.facts import first_of_100, label_of
from framework_report.words.text import (
    capital,
    figure,
    joined,
    of_100,
    rounded,
    say,
    score_texts,
)

ABOUT = "about.md"
"""What people say of the tables beside it, as Markdown."""
CARED_FOR = 3
"""How many criteria describe the team that a framework is right for."""


def scenarios(outcome: Outcome) -> Part:
    """Return every scenario with who leads in it, beside what the piece of opinion recommends.

    What the team said, who is compared and how things are measured count in each of them.
    """
    others = elsewhere(outcome)
    key = tuple(others.values())  # the same ones, as long as what they follow from is the same
    return outcome.problem.keep_last("scenarios", key, lambda: _scenarios(outcome, others))


def _scenarios(outcome: Outcome, others: Mapping[str, Outcome]) -> Part:
    problem, rows, agrees = outcome.problem, [], 0
    piece = problem.report.piece
    for name, found in others.items():
        scenario = problem.scenarios.loc[name]
        says = scenario["article_says"]
        agrees += any(problem.base[n] == says for n in found.tied)
        second = found.second
        texts = score_texts({n: found.scores[n] for n in (found.leader, second) if n})
        row = {
            say("page", "scenario"): scenario["label"],
            say("page", "leads"): joined(problem.labels[n] for n in found.tied)
            or say("claims", "nobody"),
            say("charts", "score"): texts.get(found.leader or "", ""),
            say("page", "runner_up"): problem.labels[second] if second else "",
            say("panel", "its_score"): texts.get(second or "", ""),
            say("panel", "first_of_100"): first_of_100(found.race) if found.race else "",
        }
        if piece:
            row[say("page", "piece_says", piece=piece)] = problem.labels.get(says, says)
            row[say("panel", "in_its_words")] = scenario["article_because"]
        rows.append(row)
    if not rows:
        return Part("", "")
    frame = pd.DataFrame(rows).set_index(say("page", "scenario"))
    slots = {"agrees": agrees, "all": len(frame), "piece": piece}
    caption = say("page", "agree", **slots) if piece else say("panel", "scenarios", **slots)
    if not outcome.active:
        caption = say("charts", "none_compared", alternative=problem.report.alternative)
    return part_of_table(frame, "scenarios", caption)


def for_whom(outcome: Outcome) -> Part:
    """Return for which priorities each framework comes first; sliders and must-haves aside."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return outcome.problem.keep_last("for_whom", key, lambda: _for_whom(outcome))


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
    return part_of_table(frame, "for-whom", say("panel", "for_whom", each=each))


def evidence(outcome: Outcome) -> Part:
    """Return the evidence criterion by criterion, one fold each: figures, sources, levels."""
    key = (tuple(outcome.active), repr(outcome.state.measures))
    return outcome.problem.keep_last("evidence", key, lambda: _evidence(outcome))


def _evidence(outcome: Outcome) -> Part:
    problem, html, words = outcome.problem, [], []
    for name in problem.criteria.index:
        if name in problem.team:
            continue
        codebook = outcome.codebook(name)
        rows = problem.figures(name, outcome.measure(name)).loc[outcome.active]
        label = problem.criteria.at[name, "label"]
        each = joined(f"{problem.labels[n]} {_short(x)}" for n, x in rows["value"].items())
        unit = f" ({codebook['unit']})" if codebook["unit"] else ""
        summary = say("claims", "figures", label=label, each=each, unit=unit)
        table = markup.table(_figures(problem, rows), "evidence", links="source_url")
        html.append(markup.fold(summary, _about(outcome, name) + table))
        words.append(summary)
    caption = say("panel", "evidence", digest=problem.digest)
    return Part(f'<div class="fr-evidence">{"".join(html)}</div>', "\n".join(words), caption)


def _short(x: float) -> str:
    return figure(x) if x == x else say("lists", "unknown_value")


def _about(outcome: Outcome, name: str) -> str:
    """Return a criterion's question, its levels with their reason, and how else it is measured."""
    problem, codebook = outcome.problem, outcome.codebook(name)
    lines = [problem.criteria.at[name, "question"]]
    if name not in problem.shown:
        ends = {end: figure(codebook[end]) for end in ("worst", "best")}
        lines.append(say("page", "levels", **ends, unit=codebook["unit"], why=codebook["reason"]))
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


def candidates(outcome: Outcome) -> Part:
    """Return the candidates: what each is best for, its strengths, and the stack looked at."""
    problem = outcome.problem
    index = capital(problem.report.alternative)
    frame = problem.frameworks.set_index("label").rename_axis(index)
    columns = ("best_for", "strengths", "weak_spots", "stack", "licence")
    given = [name for name in columns if frame[name].any()]
    named = frame[given].rename(columns={n: say("panel", n) for n in given})
    return part_of_table(named, "frameworks")


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
    return part_of_table(pd.DataFrame(rows).set_index(say("charts", "criterion")), "criteria")


def features(outcome: Outcome) -> Part:
    """Return who ships what: features by candidate with their support levels."""
    problem = outcome.problem
    if not problem.feature_names:
        return Part("", "")
    frame = pd.DataFrame(
        {
            problem.labels[name]: [problem.supports[name, f] for f in problem.feature_names]
            for name in problem.names
        },
        index=pd.Index(problem.feature_names, name=say("panel", "feature")),
    )
    return part_of_table(frame, "features")


def claims(outcome: Outcome) -> Part:
    """Return the claims of a piece of opinion beside what the evidence says of each."""
    if outcome.problem.claims.empty:
        return Part("", "")
    found = check_claims(outcome.problem)
    frame = found.rename(columns={name: say("panel", f"claim_{name}") for name in found})
    frame = frame.rename_axis(say("panel", "claim"))
    return part_of_table(frame, "claims", "; ".join(tally(outcome.problem)))


def claims_in_short(outcome: Outcome) -> Part:
    """Return how many claims hold, and name those that do not."""
    problem = outcome.problem
    if problem.claims.empty:
        return Part("", "")
    checked = check_claims(problem)
    lines = [f"{capital(words)}." for words in tally(problem)]
    for verdict_ in ("not supported", "mixed"):
        rows = checked[checked["verdict"] == verdict_]
        lines += [
            f"{capital(verdict_)}: {row.article}. {row.evidence}" for row in rows.itertuples()
        ]
    return Part(markup.lines("claims-short", lines), "\n".join(lines), lines[0])


def tally(problem: Problem) -> list[str]:
    """Say how many claims are supported and how many are not, but for who is best for what."""
    counts = check_claims(problem)["verdict"].value_counts()
    each = [f"{counts[v]} {v}" for v in TALLIED if v in counts]
    total = sum(counts.get(v, 0) for v in TALLIED)
    kind = "tally" if total > 1 else "tally_one" if total else "tally_none"
    slots = {"piece": problem.report.piece, "alternatives": problem.report.alternatives}
    words = say("claims", kind, all=total, each=joined(each), **slots)
    rest = int(counts.sum()) - total
    more = say("claims", "by_construction" if rest > 1 else "by_construction_one", count=rest)
    return [words, *([more] if rest else [])]


def probes(outcome: Outcome) -> Part:
    """Return every yes-or-no measure, with what was found."""
    if outcome.problem.probes.empty:
        return Part("", "")
    return part_of_table(probe_table(outcome.problem), "probes")


def title(outcome: Outcome) -> Part:
    """Return the question that the report is about."""
    words = outcome.problem.report.title
    return Part(f"<h1>{markup.text(words)}</h1>", words, words)


def about(outcome: Outcome) -> Part:
    """Return what people say of these tables in ``about.md``: what is left out, and its limits."""
    path = outcome.problem.folder / ABOUT
    return Part("", read_text(path).strip() if path.exists() else "")
