// Who leads in each scenario, with the team's levels, candidates and measures as set; the same as in view.py.

import {Outcome} from "../engine/outcome.js";
import {scenarioState} from "../engine/state.js";
import {fill, of100, scoreTexts} from "../engine/text.js";
import {leadersOf} from "./first.js";

export function situationsOf(problem, state, spread) {
  return problem.data.scenarios.map(row => new Outcome(problem, scenarioState(problem, row, state), spread));
}

export function situationsView(words, outcomes) {
  const {scenarios, report: {piece}} = words.problem.data, {page: PAGE} = words.phrases, counts = new Map();
  let agrees = 0;
  const scenes = outcomes.map((outcome, i) => {
    if (outcome.tied.some(id => outcome.problem.base(id) === scenarios[i].article_says)) agrees++;
    const leads = leadersOf(words, outcome), {problem, leader, runnerUp, race} = outcome;
    counts.set(leads, (counts.get(leads) || 0) + 1);
    const [score = "", its = ""] = scoreTexts(outcome.order.slice(0, 2).map(id => outcome.scores[id]));
    return {leads, score, second: runnerUp ? problem.label(runnerUp) : "", its,
      sure: race ? fill(PAGE[race.verdict], {first: of100(race.shares[race.leader])}) : leader ? PAGE.alone : ""};
  });
  const each = words.joined([...counts].map(([name, count]) => fill(PAGE.leads_in, {name, count})));
  const key = !outcomes.length ? "situations_none" : piece ? "agree" : "situations";
  return {situations: fill(PAGE[key], {agrees, all: outcomes.length, piece, each}), scenes};
}
