// The leader's weak spots, and the figures that count, side by side; the same as in view.py.

import {fill} from "../engine/text.js";
import {percent} from "./first.js";
import {safeFinding} from "./safe.js";

export function costsView(words, outcome) {
  const {problem, leader} = outcome, {page: PAGE} = words.phrases;
  if (!leader) return {costs: safeFinding(words, outcome)};
  const {label, weak_spots} = problem.frameworks[problem.place[leader]];
  return {costs: fill(weak_spots ? PAGE.costs : PAGE.costs_none, {leader: label, weak_spots})};
}

export function evidenceView(words, outcome) {
  const {problem} = outcome, {page: PAGE, lists: LISTS} = words.phrases, view = {};
  problem.data.criteria.forEach((criterion, k) => {
    if (criterion.kind === "team") return;
    const row = `e${k}`, {unit} = outcome.codebook(criterion);
    const each = outcome.active.map(id => `${problem.label(id)} ${words.attribute(outcome, id, criterion)}`);
    view[row] = fill(PAGE.figures, {each: each.join(LISTS.comma), unit: unit ? ` ${unit}` : ""});
    if (!criterion.measures) return;
    const measure = outcome.measure(criterion);
    for (const {id} of criterion.measures) view[`${row}.${id}`] = id === measure.id ? PAGE.counts_here : null;
    problem.names.forEach((id, i) => {
      const at = `${row}.${i}`, here = outcome.active.includes(id), ends = here ? measure.ends[i] : null;
      view[at] = here ? percent(measure.value[i]) : null;
      view[`${at}a`] = ends ? percent(ends[0]) : null;
      view[`${at}b`] = ends ? percent(ends[1]) : null;
    });
  });
  return view;
}
