// The first screen by name; the same names and texts as in view.py. Null: nothing to show; a list: as many rows.

import {mustHaveWords, needsWords} from "../engine/facts.js";
import {differences} from "../engine/state.js";
import {capital, fill, pointsText, rounded, scoreTexts} from "../engine/text.js";
import {verdict} from "../engine/verdict.js";

const ARGUMENTS = 3, DEPARTURES = 3, LONG = 40;

// The look of a theme, in the order of the tables.
export function lookOf(t) { return `theme-${t % 7 + 1}`; }
export function percent(share) { return `${Math.floor(10000 * share + 0.5) / 100}%`; }

// Paragraphs of the verdict: those named, or all.
export function paragraphsView(words, outcome, names = [...words.paragraphs.keys()]) {
  const view = Object.fromEntries(names.map(name => [name, null]));
  for (const {name, text} of verdict(words, outcome, names)) view[name] = text;
  if (view.headline) view.look = "fr-headline" + ([...view.headline].length > LONG ? " fr-long" : "");
  if ("price" in view) Object.assign(view, argumentsView(words, outcome, view.price));
  return view;
}

function argumentsView(words, outcome, price) {
  const {leader, race, problem} = outcome, [forIt, against] = outcome.sides;
  const said = order => order.slice(0, ARGUMENTS).map(k => ({says: capital(words.argument(outcome, k))}));
  const prices = said(race ? against : []);
  return {for: forIt.length ? fill(words.phrases.page.for, {leader: problem.label(leader)}) : null, reasons: said(forIt), prices,
    give_up: race && price ? "yes" : null, price: prices.length ? null : price};
}

export function rankingView(words, outcome) {
  const {problem, order, eligible, removed, scores} = outcome, texts = scoreTexts(order.map(id => scores[id]));
  const rows = [...order, ...eligible.filter(id => !order.includes(id)), ...removed.keys()];
  return {ranking: rows.map((id, i) => {
    const out = removed.has(id), row = {id, name: problem.label(id), score: i < order.length ? texts[i] : out ? "–" : "0",
      out: out ? fill(words.phrases.page.out, {needs: needsWords(words, outcome, id)}) : null};
    // Where each theme's part of the bar ends: they are drawn over each other, the longest first.
    let end = 0;
    problem.themes.forEach((theme, t) => {
      if (i < order.length) end += problem.inTheme[theme].reduce((sum, k) => sum + outcome.contribution(id, k), 0);
      row[`end${t}`] = percent(end);
    });
    return row;
  })};
}

// 2026-11-04 as people say it.
function day(words, date) {
  const [year, month, number] = date.split("-");
  return `${Number(number)} ${words.phrases.page.months[Number(month) - 1]} ${year}`;
}

export function leadersOf(words, outcome) {
  return words.joined(outcome.tied.map(id => outcome.problem.label(id))) || words.phrases.page.nobody;
}

export function noticeView(words, outcome, team) {
  const {problem} = outcome, {page: PAGE, lists: LISTS} = words.phrases, {decision, scenarios} = problem.data;
  const told = differences(problem, outcome.state, team.state), more = told.length - DEPARTURES;
  const kind = decision.date ? "decided" : scenarios.length ? "undecided" : "equal", slots = {differences: told.slice(0, DEPARTURES).join(LISTS.comma)};
  if (more > 0) slots.differences = fill(PAGE.whatif_more, {...slots, count: more});
  if (decision.date) {
    Object.assign(slots, {date: day(words, decision.date), review_by: day(words, decision.review_by), leader: decision.leader});
  }
  else if (scenarios.length) slots.scenario = scenarios[0].label;
  const badge = told.length ? "badge_whatif" : decision.date ? "badge_team" : "badge_undecided";
  return {badge: PAGE[badge], badge_look: badge, notice: fill(told.length ? PAGE[`whatif_${kind}`] : PAGE[`same_${kind}`], slots)};
}

// Points and weights, must-haves, and what the team said: for print.
export function prioritiesView(words, outcome) {
  const {problem, state} = outcome, {page: PAGE, lists: LISTS} = words.phrases, priorities = [];
  problem.scored.forEach((criterion, k) => {
    const {id, label, measures = []} = criterion, points = state.points[id];
    if (points) priorities.push({label, points: pointsText(points), weight: fill(PAGE.weight, {weight: rounded(100 * outcome.weights[k])}),
      measure: measures.length > 1 ? outcome.measure(criterion).label : ""});
  });
  const team_said = problem.team.map(({id, label, levels}) => {
    const each = Object.entries(state.team[id] || {}).map(([name, level]) => `${problem.label(name)}: ${levels[level]}`);
    return {says: fill(PAGE.set_team, {label, levels: each.join(LISTS.semicolon) || PAGE.not_said})};
  });
  return {priorities, team_said, set_must_haves: fill(PAGE.set_must_haves, {must_haves: mustHaveWords(words, outcome) || PAGE.none})};
}
