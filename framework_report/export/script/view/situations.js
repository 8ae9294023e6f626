// Who leads in each scenario, with the team's levels, candidates and measures as set; the same as in view.py.

import {Outcome} from "../engine/outcome.js";
import {scenarioState} from "../engine/state.js";
import {fill, scoreTexts} from "../engine/text.js";
import {leadersOf} from "./first.js";

export function situationsOf(problem, state, spread) {
  return problem.data.scenarios.map(row => new Outcome(problem, scenarioState(problem, row, state), spread));
}

export function situationsView(words, outcomes) {
  const {scenarios, report: {piece, alternative}} = words.problem.data, {page: PAGE} = words.phrases, counts = new Map();
  let agrees = 0;
  const scenes = outcomes.map((outcome, i) => {
    if (outcome.tied.some(id => outcome.problem.base(id) === scenarios[i].article_says)) agrees++;
    const leads = leadersOf(words, outcome), {problem, leader, race, order, tied} = outcome, second = order.find(id => !tied.includes(id));
    counts.set(leads, (counts.get(leads) || 0) + 1);
    const [score = "", its = ""] = scoreTexts([leader, second].filter(Boolean).map(id => outcome.scores[id]));
    return {leads, score, second: second ? problem.label(second) : "", its,
      sure: race ? fill(PAGE[race.verdict], {first: words.firstOf100(race)}) : leader ? PAGE.alone : ""};
  });
  if (outcomes.length && !outcomes[0].active.length) return {situations: words.say("charts", "none_compared", {alternative}), scenes};
  const each = words.joined([...counts].map(([name, count]) => fill(PAGE.leads_in, {name, count})));
  const key = !outcomes.length ? "situations_none" : piece ? "agree" : "situations";
  return {situations: fill(PAGE[key], {agrees, all: outcomes.length, piece, each}), scenes};
}
