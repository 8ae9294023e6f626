// How safe the answer is, and what would change it; the same as safe() in view.py.

import {doubts} from "../engine/doubts.js";
import {range} from "../engine/problem.js";
import {fill, of100} from "../engine/text.js";
import {percent} from "./first.js";

export function hasMeasures(problem) { return problem.scored.some(({measures}) => measures && measures.length > 1); }

// What follows at once with a slider.
export function slidersView(words, outcome) {
  const {problem, race} = outcome, {page: PAGE} = words.phrases, view = {sliders: null};
  const flips = race && !race.tie ? bySlider(race.flips) : [];
  if (race && !race.tie) {
    view.sliders = fill(flips.length ? PAGE.sliders : PAGE.sliders_none,
      {leader: problem.label(race.leader), alternative: problem.data.report.alternative});
  }
  for (const j of range(problem.K + problem.themes.length)) {
    if (j < flips.length) Object.assign(view, sliderRow(words, race, `f${j}`, flips[j]));
    else view[`f${j}`] = null;
  }
  return view;
}

function bySlider(flips) {
  const found = new Map();
  for (const flip of flips) {
    const key = `${flip.isTheme} ${flip.slider}`;
    found.set(key, [...(found.get(key) || []), flip]);
  }
  return [...found.values()];
}

function sliderRow(words, race, row, flips) {
  const {problem} = race, {page: PAGE, lists: LISTS} = words.phrases, {maximum} = problem.C;
  const [{slider, isTheme, step, distance}] = flips, [low, high] = race.stays(slider, isTheme);
  const said = [...flips].sort((a, b) => a.up - b.up).map(({up, leader}) =>
    fill(PAGE[up ? "beyond_above" : "beyond_below"], {low, high, rival: problem.label(leader)}));
  return {
    [row]: isTheme ? fill(PAGE.slider_theme, {theme: slider}) : problem.criteria[slider].label,
    [`${row}.a`]: percent(low / maximum), [`${row}.b`]: percent(high / maximum),
    [`${row}.at`]: percent((step - distance) / maximum), [`${row}.words`]: said.join(LISTS.semicolon),
  };
}

export function safeFinding(words, outcome) {
  const {problem, race, leader} = outcome, {page: PAGE} = words.phrases;
  if (!race) return fill(leader ? PAGE.safe_alone : PAGE.safe_none, {leader: leader ? problem.label(leader) : ""});
  const slots = {leader: problem.label(race.leader), first: of100(race.shares[race.leader])};
  let kind = race.verdict;
  if (kind === "open") {
    slots.rival = words.joined([...new Set(race.measureFlips.map(flip => flip.leader))].map(id => problem.label(id)), "or");
  }
  if (kind === "firm" && !hasMeasures(problem)) kind = "firm_alone";
  return fill(PAGE[`safe_${kind}`], slots);
}

// All of it; asks for every simulation.
export function safeView(words, outcome) {
  const {problem, race} = outcome, {page: PAGE} = words.phrases, several = hasMeasures(problem);
  const view = {safe: safeFinding(words, outcome),
    sure_axis: race && fill(PAGE.sure_axis, {leader: problem.label(race.leader)}), ...slidersView(words, outcome)};
  [outcome.spread, problem.C.wide].forEach((spread, i) => {
    view[`s${i}`] = race && fill(PAGE.sure_spread, {spread});
    Object.assign(view, steps(words, `s${i}`, race && race.confidence(spread), several));
  });
  const said = doubts(words, outcome);
  for (const name of ["sure", "measures", "several", "judgements", "measure"]) {
    view[`d_${name}`] = (said.find(doubt => doubt.name === name) || {text: null}).text;
  }
  return view;
}

function steps(words, row, found, several) {
  const view = {};
  for (const step of ["priorities", "figures"]) {
    view[`${row}.${step}`] = found && of100(found[step]);
    if (found) view[`${row}.${step}b`] = percent(found[step]);
  }
  view[`${row}.measures`] = null;
  if (!found || !several) return view;
  const low = of100(found.lowest), high = of100(found.highest);
  view[`${row}.measures`] = low === high ? low : words.say("doubts", "sure_range", {low, high});
  view[`${row}.measuresa`] = percent(found.lowest);
  view[`${row}.measuresb`] = percent(found.highest);
  return view;
}
