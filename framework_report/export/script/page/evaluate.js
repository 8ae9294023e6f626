// What tests ask: figures and words for any state, missing parts as the team decided.

import {doubts} from "../engine/doubts.js";
import {Outcome} from "../engine/outcome.js";
import {stateFrom} from "../engine/state.js";
import {headline, verdict} from "../engine/verdict.js";

export function evaluate(words, team, given = {}) {
  const {problem} = words, outcome = new Outcome(problem, stateFrom(problem, {...team, ...given}));
  const {race} = outcome, {samples} = problem.C;
  const simulation = race && race.simulation().upTo(samples), paragraphs = verdict(words, outcome);
  return {
    scores: {...outcome.scores}, ranks: {...outcome.ranks}, paragraphs, headline: headline(words, outcome),
    verdict: paragraphs.map(({title, text}) => title ? `${title}. ${text}` : text).join("\n"),
    tipping_points: race ? Object.fromEntries(race.tipping.map((row, k) => [problem.scored[k].id, row])) : {},
    rank_acceptability: race ? Object.fromEntries(outcome.eligible.map((id, i) =>
      [id, simulation.ranks[i].map(count => count / simulation.read)])) : {},
    doubts: doubts(words, outcome),
  };
}
