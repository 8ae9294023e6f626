// How the state on screen stands to the team's decision; the same as notice() in view.py.

import {differences} from "../engine/state.js";
import {fill} from "../engine/text.js";

const DIFFERENCES = 3;

// 2026-11-04 as people say it.
export function day(words, date) {
  const [year, month, number] = date.split("-");
  return `${Number(number)} ${words.phrases.page.months[Number(month) - 1]} ${year}`;
}

export function leadersOf(words, outcome) {
  return words.joined(outcome.tied.map(id => outcome.problem.label(id))) || words.phrases.page.nobody;
}

export function few(words, told) {
  const {page: PAGE, lists: LISTS} = words.phrases, text = told.slice(0, DIFFERENCES).join(LISTS.comma);
  const more = told.length - DIFFERENCES;
  return more > 0 ? fill(PAGE.whatif_more, {differences: text, count: more}) : text;
}

export function noticeView(words, outcome, team) {
  const {problem} = outcome, {page: PAGE} = words.phrases, {decision, scenarios} = problem.data;
  const told = differences(problem, outcome.state, team.state), slots = {differences: few(words, told)};
  const kind = decision.date ? "" : scenarios.length ? "_undecided" : "_equal";
  if (decision.date) {
    slots.date = day(words, decision.date);
    slots.review_by = day(words, decision.review_by);
    slots.leader = leadersOf(words, team);
  }
  else if (scenarios.length) slots.scenario = scenarios[0].label;
  const badge = told.length ? "badge_whatif" : kind ? "badge_undecided" : "badge_team";
  return {badge: PAGE[badge], badge_class: badge, notice: fill(PAGE[(told.length ? "whatif" : "same") + kind], slots)};
}
