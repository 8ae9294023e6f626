// How safe the answer is, and what would change it; the same as safe() in view.py.

import {doubts} from "../engine/doubts.js";
import {fill, of100} from "../engine/text.js";
import {percent} from "./first.js";

// What follows at once with a slider.
export function slidersView(words, outcome) {
  const {race} = outcome, by = new Map();
  if (!race) return {sliders: null, flips: []};
  for (const flip of race.flips) {
    const key = `${flip.isTheme} ${flip.slider}`;
    by.set(key, [...(by.get(key) || []), flip]);
  }
  return {sliders: fill(words.phrases.page[by.size ? "sliders" : "sliders_none"],
    {tied: words.names(outcome.tied), separates: words.separates(outcome)}),
  flips: [...by.values()].map(flips => sliderRow(words, race, flips))};
}

function sliderRow(words, race, flips) {
  const {problem} = race, {maximum} = problem.C;
  const [{slider, isTheme, step, distance}] = flips, [low, high] = race.stays(slider, isTheme);
  return {
    label: isTheme ? words.list("theme", {theme: slider}) : problem.criteria[slider].label,
    a: percent(low / maximum), b: percent(high / maximum), at: percent((step - distance) / maximum),
    words: [...flips].sort((a, b) => a.up - b.up).map(flip => words.at(flip)).join(words.lists.semicolon),
  };
}

export function safeFinding(words, outcome) {
  const {problem, race, leader} = outcome, {page: PAGE} = words.phrases;
  if (!race) return fill(leader ? PAGE.safe_alone : PAGE.safe_none, {leader: leader ? problem.label(leader) : ""});
  const slots = {leader: problem.label(race.leader), first: words.firstOf100(race), leads: words.leads(outcome.tied)};
  let kind = race.tie ? "level" : race.verdict;
  if (kind === "open") {
    slots.rival = words.joined([...new Set(race.measureFlips.flatMap(flip => flip.leaders))].map(id => problem.label(id)), "or");
  }
  if (kind === "firm" && !problem.hasMeasures) kind = "firm_alone";
  return fill(PAGE[`safe_${kind}`], slots);
}

// All of it; asks for every simulation.
export function safeView(words, outcome) {
  const {problem, race} = outcome, said = doubts(words, outcome);
  const view = {safe: safeFinding(words, outcome), ...slidersView(words, outcome),
    sure_axis: race && fill(words.phrases.page.sure_axis, {leader: problem.label(race.leader)}),
    steps: race ? [outcome.spread, problem.C.wide].flatMap(spread => steps(words, race, spread)) : []};
  for (const name of ["sure", "measures", "several", "judgements", "measure"]) {
    view[`doubt_${name}`] = (said.find(doubt => doubt.name === name) || {text: null}).text;
  }
  return view;
}

function steps(words, race, spread) {
  const {priorities, figures, lowest, highest} = race.confidence(spread), low = of100(lowest), high = of100(highest);
  const rows = [["priorities", 0, priorities, of100(priorities)], ["figures", 0, figures, of100(figures)],
    ["measures", lowest, highest, low === high ? low : words.say("doubts", "sure_range", {low, high})]];
  return rows.slice(0, race.problem.hasMeasures ? 3 : 2).map(([name, start, end, share]) =>
    ({label: fill(words.phrases.page[`sure_${name}`], {spread}), a: percent(start), b: percent(end), share}));
}
