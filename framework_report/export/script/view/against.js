// Leader against runner-up, criterion by criterion; the same as against() in view.py.

import {fill, rounded} from "../engine/text.js";
import {lookOf, percent} from "./first.js";

export function againstView(words, outcome) {
  const {problem, race, leader, runnerUp, weighed} = outcome;
  const rows = (race ? weighed : []).map(k => [k, 100 * (outcome.contribution(leader, k) - outcome.contribution(runnerUp, k))])
    .sort((a, b) => Math.floor(1e7 * b[1] + 0.5) - Math.floor(1e7 * a[1] + 0.5));
  const reach = Math.max(0.5, ...rows.map(([, x]) => Math.abs(x)));
  const ahead = rows.map(([k, x]) => {
    const points = rounded(Math.abs(x), 1), {label, theme} = problem.scored[k];
    return {label, to: percent(0.5 + x / reach / 2), look: lookOf(problem.themes.indexOf(theme)),
      points: (points === "0.0" ? "" : x < 0 ? "−" : "+") + points, raw: versus(words, outcome, k)};
  });
  const names = race && {leader: problem.label(leader), runner_up: problem.label(runnerUp)};
  return {against: finding(words, outcome, rows, names), against_axis: race && fill(words.phrases.page.against_axis, names), ahead};
}

function versus(words, outcome, k) {
  const {leader, runnerUp, problem} = outcome, criterion = problem.scored[k], {unit = ""} = outcome.codebook(criterion);
  return words.say("charts", "versus", {value: words.attribute(outcome, leader, criterion),
    rival: words.attribute(outcome, runnerUp, criterion), unit: unit ? ` ${unit}` : ""});
}

function finding(words, outcome, rows, names) {
  const {problem, race, leader} = outcome, {alternative} = problem.data.report;
  if (!leader) return words.say("charts", outcome.case, {alternative});
  if (!race) return words.say("charts", "against_alone", {leader: problem.label(leader), alternative});
  const won = rows.filter(([, x]) => x > 100 * problem.C.tie), slots = {...names, ahead: won.length, all: rows.length};
  if (!won.length) return words.say("charts", "against_nowhere", slots);
  return words.say("charts", "against", {...slots, most: words.label(problem.scored[won[0][0]])});
}
