"""The report part by part, each as HTML and as words: what notebook and exported page show.

A part that follows the state takes an outcome; the others show what no slider changes.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from framework_report import charts, markup, measurements, narrative
from framework_report.claims import check_claims
from framework_report.narrative import figure, in_sentence, joined, label, of_100, rounded
from framework_report.outcome import Outcome, audience, base, scenario_state
from framework_report.problem import Problem

ARGUMENTS = 3
"""How many arguments for and against the panel names."""
CARED_FOR = 3
"""How many criteria describe the team that a framework is right for."""


class Part(NamedTuple):
    """One part of the report."""

    html: str
    words: str


@lru_cache(maxsize=12)  # four charts of the few outcomes that the panel keeps
def _chart(name: str, outcome: Outcome) -> Part:
    svg, words = charts.chart(name, outcome)
    return Part(markup.chart(svg, words, name), words)


def _table(frame: pd.DataFrame, name: str, caption: str = "", links: str = "") -> Part:
    shown = frame.drop(columns=links) if links else frame
    return Part(markup.table(frame, name, caption, links), shown.to_csv(sep="\t"))


def verdict(outcome: Outcome) -> Part:
    """Return the verdict in words."""
    paragraphs = narrative.verdict(outcome)
    words = "\n".join(f"{title}. {text}" if title else text for _, title, text in paragraphs)
    return Part(markup.verdict(paragraphs), words)


def arguments(outcome: Outcome) -> Part:
    """Return the strongest arguments for the leader and against it, in raw figures."""
    if not outcome.leader:
        return Part("", "")
    for_it, against_it = narrative.arguments(outcome)
    name = label(outcome.problem, outcome.leader)
    html, words = [], []
    for heading, criteria in ((f"For {name}", for_it), (f"Against {name}", against_it)):
        said = [narrative.argument(outcome, criterion) for criterion in criteria[:ARGUMENTS]]
        said = said or ["nothing that you weigh"]
        items = "".join(f"<li>{markup.text(line)}</li>" for line in said)
        html.append(f"<div><b>{markup.text(heading)}</b><ul>{items}</ul></div>")
        words.append(f"{heading}: {'; '.join(said)}.")
    return Part(f'<div class="fr-arguments">{"".join(html)}</div>', "\n".join(words))


@lru_cache(maxsize=3)  # the panel shows it twice: beside the sliders, and where no sliders are
def standing(outcome: Outcome) -> Part:
    """Return what stands beside the sliders: headline, ranking, arguments, and what would flip it.

    It is drawn while a handle moves, so it has only what follows at once.
    """
    said = {name: text for name, _, text in narrative.verdict(outcome)}
    ranking, argued = _chart("ranking", outcome), arguments(outcome)
    flip = said.get("flip", "")
    html = (
        f'<p class="fr-headline"><b>{markup.text(narrative.headline(outcome))}</b></p>'
        f'{ranking.html}{argued.html}<p class="fr-flip">{markup.text(flip)}</p>'
    )
    lines = [narrative.headline(outcome), ranking.words, argued.words, flip]
    return Part(html, "\n".join(line for line in lines if line))


def points(outcome: Outcome) -> pd.DataFrame:
    """Return the state as a frame: points, weight in percent and swing per scored criterion."""
    problem = outcome.problem
    criteria = problem.criteria.loc[problem.points.columns]
    return pd.DataFrame(
        {
            "theme": criteria["theme"],
            "criterion": criteria["label"],
            "points": [outcome.state.points.get(name, 0) for name in criteria.index],
            "weight, %": [rounded(100 * outcome.weights[name]) for name in criteria.index],
            "swing": criteria["swing"],
        }
    ).set_index("criterion")


def panel(outcome: Outcome) -> Part:
    """Return the panel as it stands, for where no sliders are: standing, points, must-haves."""
    problem, stands = outcome.problem, standing(outcome)
    frame = points(outcome)
    table = _table(frame[frame["points"] > 0], "points", "The priorities behind this verdict")
    said = [
        f"{label(problem, name)} {outcome.state.familiarity[name]} of 4"
        for name in outcome.state.familiarity
    ]
    musts = [f"{name} ({level})" for name, level in outcome.state.must_haves.items()]
    lines = [
        f"Who has shipped with what: {', '.join(said) or 'not said'}.",
        f"Must-haves: {', '.join(musts) or 'none'}.",
    ]
    rest = "".join(f"<p>{markup.text(line)}</p>" for line in lines)
    words = "\n".join([stands.words, table.words, *lines])
    return Part(f'<div class="fr-fallback">{stands.html}{table.html}{rest}</div>', words)


def doubts(outcome: Outcome) -> Part:
    """Return what would change the answer besides one slider, in words."""
    paragraphs = narrative.doubts(outcome)
    words = "\n".join(f"{title}. {text}" for _, title, text in paragraphs)
    html = "".join(
        f'<p class="fr-{name}"><b>{markup.text(title)}.</b> {markup.text(text)}</p>'
        for name, title, text in paragraphs
    )
    return Part(f'<div class="fr-doubts">{html}</div>', words)


def scenarios(outcome: Outcome) -> Part:
    """Return every scenario with who leads in it, beside what the article recommends.

    The team's familiarity counts in each of them, as it does in the panel.
    """
    return _scenarios(outcome.problem, tuple(outcome.state.familiarity.items()), outcome.spread)


@lru_cache(maxsize=4)
def _scenarios(problem: Problem, familiarity: tuple[tuple[str, int], ...], spread: float) -> Part:
    rows, agrees, labels = [], 0, problem.everyone.frameworks["label"]
    for name, scenario in problem.scenarios.iterrows():
        found = Outcome(problem, scenario_state(problem, name, dict(familiarity)), spread)
        says = scenario["article_says"]
        agrees += found.leader is not None and base(problem, found.leader) == says
        rows.append(
            {
                "scenario": scenario["label"],
                "leads": label(problem, found.leader) if found.leader else "nobody",
                "score, of 100": rounded(100 * found.scores[found.leader], 1)
                if found.leader
                else "",
                "runner-up": label(problem, found.runner_up) if found.runner_up else "",
                "its score": rounded(100 * found.scores[found.runner_up], 1)
                if found.runner_up
                else "",
                "first in, of 100": of_100(found.confidence) if found.runner_up else "100",
                "the article says": labels.get(says, says),
                "in its words": scenario["article_because"],
            }
        )
    frame = pd.DataFrame(rows).set_index("scenario")
    caption = f"The evidence and the article agree in {agrees} of {len(frame)} situations"
    return _table(frame, "scenarios", caption)


def frameworks(outcome: Outcome) -> Part:
    """Return the article's table of the frameworks, with the stack that was looked at."""
    frame = outcome.problem.frameworks.set_index("label").rename_axis("framework")
    columns = {
        "best_for": "best for",
        "strengths": "strengths",
        "weak_spots": "weak spots",
        "stack": "the stack behind the figures",
        "licence": "licence",
    }
    return _table(frame[list(columns)].rename(columns=columns), "frameworks")


def values(outcome: Outcome) -> Part:
    """Return the values by criterion with their evidence intervals."""
    svg, words = charts.values_chart(outcome.problem)
    return Part(markup.chart(svg, words, "values"), words)


def setups(outcome: Outcome) -> Part:
    """Return what server and set-up do to a framework's speed, in one picture."""
    problem = outcome.problem
    found = measurements.compared_setups(problem)
    return _measured(found, lambda: measurements.setups_chart(problem), "setups")


def windows(outcome: Outcome) -> Part:
    """Return the spread of the timed figures, window by window."""
    problem = outcome.problem
    found = measurements.own_stacks(problem)
    return _measured(found, lambda: measurements.windows_chart(problem), "windows")


def _measured(found: pd.DataFrame, draw: Callable[[], tuple[str, str]], name: str) -> Part:
    if found.empty:
        words = "data/timed.csv has nothing that could be shown here."
        return Part(f"<p>{markup.text(words)}</p>", words)
    svg, words = draw()
    return Part(markup.chart(svg, words, name), words)


def probes(outcome: Outcome) -> Part:
    """Return every yes-or-no measure, with what was found."""
    return _table(measurements.probes(outcome.problem), "probes")


def evidence(outcome: Outcome) -> Part:
    """Return every attribute with its interval, kind, set-up, source, date and note."""
    problem, rows = outcome.problem, _evidence_frame(outcome.problem)
    return _table(rows, "evidence", f"Evidence {problem.digest}", links="source_url")


def _evidence_frame(problem: Problem) -> pd.DataFrame:
    """Return the evidence as a frame of texts for reading, one row per attribute."""
    rows = problem.evidence
    figures = [
        f"{figure(row.value)} {row.unit}"
        + ("" if row.low == row.high else f" ({figure(row.low)} to {figure(row.high)})")
        for row in rows.itertuples()
    ]
    return pd.DataFrame(
        {
            "criterion": problem.criteria["label"].loc[rows["criterion"]].to_numpy(),
            "framework": problem.frameworks["label"].loc[rows["framework"]].to_numpy(),
            "figure": figures,
            "kind": rows["kind"].to_numpy(),
            "set-up": rows["setup"].to_numpy(),
            "source": rows["source_title"].to_numpy(),
            "source_url": rows["source_url"].to_numpy(),
            "as of": rows["as_of"].to_numpy(),
            "note": rows["note"].to_numpy(),
        }
    ).set_index("criterion")


def criteria(outcome: Outcome) -> Part:
    """Return the criteria: question, unit, reference levels and their reason."""
    problem = outcome.problem
    rows = problem.criteria.loc[problem.points.columns]
    frame = pd.DataFrame(
        {
            "criterion": rows["label"],
            "theme": rows["theme"],
            "question": rows["question"],
            "unit": rows["unit"],
            "worst": rows["worst"].map(figure),
            "best": rows["best"].map(figure),
            "scale": rows["scale"],
            "why these levels": rows["reason"],
        }
    ).set_index("criterion")
    return _table(frame, "criteria")


def features(outcome: Outcome) -> Part:
    """Return who ships what: features by framework with their support levels."""
    problem = outcome.problem
    frame = problem.features.pivot(index="feature", columns="framework", values="support")
    frame = frame.loc[problem.features["feature"].unique(), problem.frameworks.index]
    frame.columns = [label(problem, name) for name in frame.columns]
    return _table(frame, "features")


def for_whom(outcome: Outcome) -> Part:
    """Return for which priorities each framework comes first, beside the article's "best for"."""
    problem, found, rows = outcome.problem, audience(outcome.problem), []
    for name in problem.frameworks.index:
        never = not found.first[name]
        weights = (found.nearest if never else found.central).loc[name]
        more = (weights - found.average).sort_values(ascending=False, kind="stable")
        cares = joined(
            f"{in_sentence(problem.criteria.at[criterion, 'label'])} "
            f"({rounded(100 * weights[criterion])} %, "
            f"not {rounded(100 * found.average[criterion])})"
            for criterion in more.index[:CARED_FOR]
        )
        if never:
            cares = (
                f"never first; closest, {rounded(100 * found.behind[name], 1)} behind, at {cares}"
            )
        rows.append(
            {
                "framework": label(problem, name),
                "first in, of 100": of_100(found.first[name]),
                "all criteria alike": of_100(found.first_alike[name]),
                "right for a team that cares more than most about": cares,
                "how surely": "" if never else of_100(found.confidence[name]),
                "the article: best for": problem.frameworks.at[name, "best_for"],
                "situations it is given and leads in": _given_and_led(problem, name),
            }
        )
    frame = pd.DataFrame(rows).set_index("framework")
    ranked = found.first.sort_values(ascending=False, kind="stable")
    caption = "Over all priorities that a team could have, " + joined(
        f"{label(problem, name)} comes first in {of_100(share)} of 100"
        for name, share in ranked.items()
    )
    return _table(frame, "for-whom", caption)


def _given_and_led(problem: Problem, framework: str) -> str:
    given = problem.scenarios.index[problem.scenarios["article_says"] == framework]
    tied = [Outcome(problem, scenario_state(problem, name)).tied for name in given]
    led = [{base(problem, name) for name in names} == {framework} for names in tied]
    return f"{sum(led)} of {len(led)}"


def claims(outcome: Outcome) -> Part:
    """Return the article's claims beside what the evidence says of each."""
    return _table(check_claims(outcome.problem), "claims", _claims_in_short(outcome.problem))


def claims_in_short(outcome: Outcome) -> Part:
    """Return how many of the article's claims hold, and name those that do not."""
    problem = outcome.problem
    checked = check_claims(problem)
    lines = [_claims_in_short(problem) + "."]
    for verdict_, heading in (("not supported", "Not supported"), ("mixed", "Mixed")):
        rows = checked[checked["verdict"] == verdict_]
        lines += [f"{heading}: {row.article}. {row.evidence}" for row in rows.itertuples()]
    html = "".join(f"<p>{markup.text(line)}</p>" for line in lines)
    return Part(f'<div class="fr-claims-short">{html}</div>', "\n".join(lines))


def _claims_in_short(problem: Problem) -> str:
    counts = check_claims(problem)["verdict"].value_counts()
    each = (
        f"{counts[v]} {v}"
        for v in ("supported", "mixed", "not supported", "not tested")
        if v in counts
    )
    return f"Of {counts.sum()} claims of the article: {joined(each)}"


FOLLOWING: dict[str, Callable[[Outcome], Part]] = {
    "verdict": verdict,
    "panel": panel,
    "against": lambda outcome: _chart("against", outcome),
    "tipping": lambda outcome: _chart("tipping", outcome),
    "confidence": lambda outcome: _chart("confidence", outcome),
    "doubts": doubts,
    "scenarios": scenarios,
}
"""The parts that follow the state, in the order in which they are brought up to date."""
STILL: dict[str, Callable[[Outcome], Part]] = {
    "frameworks": frameworks,
    "values": values,
    "criteria": criteria,
    "features": features,
    "for_whom": for_whom,
    "claims": claims,
    "claims_in_short": claims_in_short,
    "setups": setups,
    "windows": windows,
    "probes": probes,
    "evidence": evidence,
}
"""The parts that no slider changes."""
