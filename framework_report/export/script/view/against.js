// Leader against runner-up, criterion by criterion; the same as against() in view.py.

import {range} from "../engine/problem.js";
import {fill, rounded} from "../engine/text.js";
import {percent} from "./first.js";

// Criteria that count with the leader's contribution less the runner-up's, largest first.
export function ahead(outcome) {
  const {leader, runnerUp} = outcome;
  return outcome.weighed.map(k => [k, outcome.contribution(leader, k) - outcome.contribution(runnerUp, k)])
    .sort((a, b) => b[1] - a[1]);
}

export function themeClass(problem, k) { return `theme-${problem.themes.indexOf(problem.scored[k].theme) % 7 + 1}`; }

export function versus(words, outcome, k) {
  const {leader, runnerUp, problem} = outcome, criterion = problem.scored[k], {unit = ""} = outcome.codebook(criterion);
  return words.say("charts", "versus", {value: words.attribute(outcome, leader, criterion),
    rival: words.attribute(outcome, runnerUp, criterion), unit: unit ? ` ${unit}` : ""});
}

export function againstView(words, outcome) {
  const {problem, race} = outcome, {page: PAGE} = words.phrases, rows = race ? ahead(outcome) : [];
  const reach = Math.max(0.005, ...rows.map(([, x]) => Math.abs(x)));
  const view = {against: againstFinding(words, outcome, rows), against_axis: race && fill(PAGE.against_axis,
    {leader: problem.label(race.leader), runner_up: problem.label(race.runnerUp)})};
  for (const j of range(problem.K)) {
    const row = `a${j}`, [k, x] = rows[j] || [null, 0], points = rounded(100 * Math.abs(x), 1);
    view[row] = k === null ? null : problem.scored[k].label;
    view[`${row}.to`] = percent(0.5 + x / reach / 2);
    view[`${row}.class`] = k === null ? null : themeClass(problem, k);
    view[`${row}.points`] = k === null ? null : (points === "0.0" ? "" : x < 0 ? "−" : "+") + points;
    view[`${row}.raw`] = k === null ? null : versus(words, outcome, k);
  }
  return view;
}

function againstFinding(words, outcome, rows) {
  const {problem, race, leader} = outcome, {alternative} = problem.data.report;
  if (!leader) return words.say("charts", outcome.case, {alternative});
  if (!race) return words.say("charts", "against_alone", {leader: problem.label(leader), alternative});
  const won = rows.filter(([, x]) => x > problem.C.tie);
  const slots = {leader: problem.label(leader), runner_up: problem.label(race.runnerUp), ahead: won.length, all: rows.length};
  if (!won.length) return words.say("charts", "against_nowhere", slots);
  return words.say("charts", "against", {...slots, most: words.label(problem.scored[won[0][0]])});
}
