// Who leads in each scenario, with the team's levels, candidates and measures as set; the same as in view.py.

import {Outcome} from "../engine/outcome.js";
import {scenarioState} from "../engine/state.js";
import {fill, of100, scoreTexts} from "../engine/text.js";
import {leadersOf} from "./notice.js";

export function situationsOf(problem, state, spread) {
  return problem.data.scenarios.map(row => new Outcome(problem, scenarioState(problem, row, state), spread));
}

export function situationsView(words, outcomes) {
  const {problem} = words, {scenarios, report: {piece}} = problem.data, {page: PAGE} = words.phrases, counts = new Map();
  let agrees = 0;
  const view = {};
  outcomes.forEach((outcome, i) => {
    if (outcome.tied.some(id => problem.base(id) === scenarios[i].article_says)) agrees++;
    const who = leadersOf(words, outcome);
    counts.set(who, (counts.get(who) || 0) + 1);
    Object.assign(view, situation(words, outcome, `t${i}`));
  });
  const each = words.joined([...counts].map(([name, count]) => fill(PAGE.leads_in, {name, count})));
  const key = !outcomes.length ? "situations_none" : piece ? "agree" : "situations";
  view.situations = fill(PAGE[key], {agrees, all: outcomes.length, piece, each});
  return view;
}

function situation(words, outcome, row) {
  const {page: PAGE} = words.phrases, {problem, leader, runnerUp, race} = outcome;
  const [own = "", its = ""] = scoreTexts(outcome.order.slice(0, 2).map(id => outcome.scores[id]));
  return {
    [`${row}.leads`]: leadersOf(words, outcome), [`${row}.score`]: own,
    [`${row}.second`]: runnerUp ? problem.label(runnerUp) : "", [`${row}.its`]: its,
    [`${row}.sure`]: race ? fill(PAGE[race.verdict], {first: of100(race.shares[race.leader])}) : leader ? PAGE.alone : "",
  };
}
