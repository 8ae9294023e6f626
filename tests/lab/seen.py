"""What stands on the screen of a JupyterLab, and what should stand there for a state."""

from typing import Any

from lab import Lab, soon

from framework_report import charts
from framework_report.decision import read_decision
from framework_report.notebook import moves
from framework_report.outcome import Outcome
from framework_report.state import State, scenario_state, theme_points
from framework_report.tables import Problem
from framework_report.words import verdict
from framework_report.words.text import score_texts

SEEN = """
() => {
  const words = query => document.querySelector(query)?.textContent.trim();
  const alts = query => [...document.querySelectorAll(query)].map(x => x.alt);
  const sliders = [...document.querySelectorAll('.fr-panel .widget-slider')];
  const rows = [...document.querySelectorAll('.fr-panel .fr-ranking tr:has(.fr-score)')];
  return {
    sliders: Object.fromEntries(sliders.map(x => [
      x.querySelector('label').textContent.trim(),
      +x.querySelector('.noUi-handle').getAttribute('aria-valuenow')])),
    verdict: words('.fr-verdict .fr-headline'),
    panel: words('.fr-panel .fr-headline'),
    ranking: rows.map(row => [...row.querySelectorAll('th, .fr-score')].map(x => x.textContent)),
    charts: [...alts('.fr-ranking > img'), ...alts('.fr-against > img')],
  }
}
"""


def start(problem: Problem) -> State:
    """Return the state that the panel starts from."""
    decision = read_decision(problem)
    return decision.state if decision else scenario_state(problem)


def at(problem: Problem, name: str) -> State:
    """Return the state after a scenario was chosen from the start."""
    return moves.scenario(start(problem), problem, name)


def seen(lab: Lab) -> dict[str, Any]:
    """Return positions, words and what the charts say."""
    return dict(lab.page.evaluate(SEEN))


def follows(problem: Problem, state: State) -> dict[str, Any]:
    """Return what should stand on the screen."""
    outcome = Outcome(problem, state)
    points = {theme: theme_points(problem, state.points, theme) for theme in problem.themes}
    own = {problem.criteria.at[n, "label"]: state.points.get(n, 0) for n in problem.scored}
    headline = verdict(outcome)[0].text
    texts = score_texts({name: outcome.scores[name] for name in outcome.order})
    makers = (charts.ranking_chart, charts.against_chart)
    return {
        "sliders": points | own,
        "verdict": headline,
        "panel": headline,
        "ranking": [[problem.labels[name], texts[name]] for name in outcome.order],
        "charts": [make(outcome).words for make in makers],
    }


def agrees(lab: Lab, problem: Problem, state: State) -> None:
    """Wait until all of the screen is that of a state."""
    soon(lambda: seen(lab), follows(problem, state))
