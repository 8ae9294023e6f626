// The first screen's words and lengths by name; the same names and texts as in view.py. Null: nothing to show.

import {needsWords} from "../engine/facts.js";
import {range} from "../engine/problem.js";
import {capital, fill, pointsText, rounded, scoreTexts} from "../engine/text.js";
import {verdict} from "../engine/verdict.js";

const ARGUMENTS_FOR = 3, ARGUMENTS_AGAINST = 3, LONG = 40;

export function percent(share) { return `${rounded(100 * share, 2)}%`; }

// Paragraphs of the verdict; those named, or all.
export function answerView(words, outcome, names = null) {
  const view = {};
  for (const {name} of words.phrases.paragraph) if (!names || names.includes(name)) view[name] = null;
  for (const {name, text} of verdict(words, outcome, names)) view[name] = text;
  if ("headline" in view) {
    view.headline_class = "fr-headline" + ([...view.headline || ""].length > LONG ? " fr-long" : "");
  }
  return view;
}

export function rankingView(words, outcome) {
  const {problem} = outcome, {page: PAGE} = words.phrases, view = {}, ranked = outcome.order;
  const texts = scoreTexts(ranked.map(id => outcome.scores[id]));
  const rows = [...ranked, ...outcome.eligible.filter(id => !ranked.includes(id)), ...outcome.removed.keys()];
  const weighs = outcome.case === "ranked" || outcome.case === "alone";
  problem.names.forEach((_, i) => {
    const row = `r${i}`, id = i < rows.length ? rows[i] : null, out = id !== null && outcome.removed.has(id);
    view[row] = id;
    view[`${row}.name`] = id && problem.label(id);
    view[`${row}.score`] = id && (i < ranked.length ? texts[i] : out ? "–" : "0");
    view[`${row}.out`] = out ? fill(PAGE.out, {needs: needsWords(words, outcome, id)}) : null;
    let end = 0;
    problem.themes.forEach((theme, t) => {
      const start = end;
      if (id && weighs && !out) end += problem.inTheme[theme].reduce((sum, k) => sum + outcome.contribution(id, k), 0);
      view[`${row}.${t}a`] = percent(start);
      view[`${row}.${t}b`] = percent(end);
    });
  });
  return view;
}

export function argumentsView(words, outcome) {
  const {page: PAGE} = words.phrases, {leader, race, problem} = outcome, view = {};
  const [forIt, against] = words.arguments(outcome), against_it = race ? against : [];
  view.for = forIt.length ? fill(PAGE.for, {leader: problem.label(leader)}) : null;
  for (const [side, most, sorted] of [["for", ARGUMENTS_FOR, forIt], ["give_up", ARGUMENTS_AGAINST, against_it]]) {
    for (const i of range(most)) view[`${side}.${i}`] = i < sorted.length ? capital(words.argument(outcome, sorted[i])) : null;
  }
  const price = race && !against_it.length ? answerView(words, outcome, ["price"]).price : null;
  view.price_instead = price;
  view.give_up = against_it.length || price ? "yes" : null;
  return view;
}

// Points and weights, must-haves, and what the team said; for print.
export function prioritiesView(words, outcome, mustHaves) {
  const {problem, state} = outcome, {page: PAGE, lists: LISTS} = words.phrases, view = {};
  problem.scored.forEach(({id, measures}, k) => {
    const points = state.points[id] || 0;
    view[`p${k}`] = points ? pointsText(points) : null;
    view[`p${k}.weight`] = fill(PAGE.weight, {weight: rounded(100 * outcome.weights[k])});
    if (measures && measures.length > 1) view[`p${k}.measure`] = outcome.measure(problem.scored[k]).label;
  });
  view.set_must_haves = fill(PAGE.set_must_haves, {must_haves: mustHaves || PAGE.none});
  problem.team.forEach(({id, label, levels}, i) => {
    const each = Object.entries(state.team[id] || {}).map(([name, level]) =>
      fill(PAGE.set_level, {name: problem.label(name), level: levels[level]}));
    view[`set_team${i}`] = fill(PAGE.set_team, {label, levels: each.join(LISTS.semicolon) || PAGE.not_said});
  });
  return view;
}
