// What tests ask: figures and words for any state, and what the page shows of it; missing parts as the team decided.

import {doubts} from "../engine/doubts.js";
import {Outcome} from "../engine/outcome.js";
import {stateFrom} from "../engine/state.js";
import {headline, verdict} from "../engine/verdict.js";
import {againstView} from "../view/against.js";
import {evidenceView} from "../view/evidence.js";
import {noticeView, paragraphsView, prioritiesView, rankingView} from "../view/first.js";
import {safeView} from "../view/safe.js";
import {situationsOf, situationsView} from "../view/situations.js";

function whole(words, team, given) {
  const {problem} = words, outcome = new Outcome(problem, stateFrom(problem, {...team.state, ...given}));
  if (outcome.race) outcome.race.simulation().ranked().upTo(problem.C.samples);
  return outcome;
}

export function evaluate(words, team, given = {}) {
  const outcome = whole(words, team, given), {race} = outcome, paragraphs = verdict(words, outcome);
  const simulation = race && race.simulation();
  return {
    scores: {...outcome.scores}, ranks: {...outcome.ranks}, paragraphs, headline: headline(words, outcome),
    verdict: paragraphs.map(({title, text}) => title ? `${title}. ${text}` : text).join("\n"),
    rank_acceptability: race ? Object.fromEntries(outcome.eligible.map((id, i) =>
      [id, simulation.ranks[i].map(count => count / simulation.read)])) : {},
    doubts: doubts(words, outcome),
  };
}

export function shown(words, team, given = {}) {
  const outcome = whole(words, team, given), others = situationsOf(words.problem, outcome.state, outcome.spread);
  for (const {race} of others) if (race) race.simulation().upTo(words.problem.C.samples);
  return {...paragraphsView(words, outcome), ...rankingView(words, outcome), ...noticeView(words, outcome, team),
    ...prioritiesView(words, outcome), ...againstView(words, outcome), ...safeView(words, outcome),
    ...situationsView(words, others), ...evidenceView(words, outcome)};
}
