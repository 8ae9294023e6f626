// Asked before told: at most six questions that set the priorities before any ranking is seen; the same as ask.py.
// Answers: by question, option -> 0 to 100, or of a trade-off first, second or same.

import {dictionary} from "./problem.js";
import {capital, figure, fill, inSentence} from "./text.js";

const MOST_WITHIN = 4, MOST_TRADES = 2, TOLERANCE = 0.05, ALIKE = 0.125;
export const MOST_QUESTIONS = 6, WHOLE = 100;

const labelOf = (problem, id) => inSentence(problem.criteria[id].label);
const rated = (answers, question, name) => question in answers ? answers[question][name] || 0 : WHOLE;
const idsIn = (problem, theme) => problem.inTheme[theme].map(k => problem.scored[k].id);

// The questions that can be asked by now; the first without an answer is the next.
export function questions(words, answers) {
  const {problem} = words, found = problem.themes.length > 1 ? [byTheme(words)] : [];
  if (found.every(({name}) => name in answers)) {
    found.push(...askedThemes(problem, answers).map(theme => within(words, theme)));
    if (found.every(({name}) => name in answers)) found.push(...trades(words, answers, MOST_QUESTIONS - found.length));
  }
  return found;
}

function byTheme(words) {
  const {problem, phrases: {ask: ASK}} = words, {alternative} = problem.data.report;
  const options = problem.themes.map(theme =>
    ({name: theme, label: theme, swing: words.joined(idsIn(problem, theme).map(id => labelOf(problem, id)))}));
  return {name: "themes", title: ASK.themes_title, text: fill(ASK.themes_text, {alternative}), options};
}

function within({problem, phrases: {ask: ASK}}, theme) {
  const options = problem.inTheme[theme].map(k => problem.scored[k]).map(criterion =>
    ({name: criterion.id, label: criterion.label, swing: (criterion.measures ? criterion.measures[0] : criterion).swing}));
  return {name: `within:${theme}`, title: fill(ASK.within_title, {theme}), text: fill(ASK.within_text, problem.data.report), options};
}

// Themes of several criteria that are rated highest, in the order of the tables.
function askedThemes(problem, answers) {
  const themes = problem.themes.filter(theme => problem.inTheme[theme].length > 1), rating = theme => rated(answers, "themes", theme);
  const highest = themes.filter(rating).sort((a, b) => rating(b) - rating(a)).slice(0, MOST_WITHIN);
  return themes.filter(theme => highest.includes(theme));
}

// A theme's rating, divided over its criteria as they are rated beside each other.
function weightsOf(problem, answers) {
  const weights = dictionary();
  for (const theme of problem.themes) {
    const ids = idsIn(problem, theme), ratings = ids.map(id => rated(answers, `within:${theme}`, id));
    const total = ratings.reduce((sum, x) => sum + x, 0);
    ids.forEach((id, i) => { weights[id] = rated(answers, "themes", theme) * (total ? ratings[i] / total : 0); });
  }
  return weights;
}

// The points that the ratings make, the heaviest at 10; a trade-off moves no slider.
export function pointsFrom(problem, answers) {
  const weights = weightsOf(problem, answers), most = Math.max(...Object.values(weights));
  return dictionary(problem.scored.map(({id}) => [id, most ? Math.floor(problem.C.maximum * weights[id] / most + 0.5) : 0]));
}

// The choices that the ratings contradict; either of the two can be changed.
export function contradictions(words, answers) {
  const {problem, phrases: {ask: ASK}} = words, weights = weightsOf(problem, answers);
  return questions(words, answers).flatMap(({name, better, worse, level}) => {
    const choice = answers[name];
    if (level === undefined || !choice) return [];
    const said = weights[worse] / weights[better], implied = 1 - level;
    const off = {first: said - implied, second: implied - said, same: Math.abs(said - implied)}[choice];
    if (off <= (choice === "same" ? ALIKE : TOLERANCE)) return [];
    return [{question: name, text: fill(ASK.contradiction, {
      said: figure(Math.floor(WHOLE * said + 0.5)), implied: figure(Math.floor(WHOLE * implied + 0.5)), says: ASK[`says_${choice}`],
      better: labelOf(problem, better), worse: labelOf(problem, worse), ratings: words.joined(ratingsOf(words, answers, [better, worse]))})}];
  });
}

// Which ratings decide what some criteria weigh, as they were given; each once.
function ratingsOf({problem, phrases: {ask: ASK}}, answers, ids) {
  const found = ids.flatMap(id => [["themes", problem.criteria[id].theme], [`within:${problem.criteria[id].theme}`, id, labelOf(problem, id)]]);
  return [...new Set(found.filter(([name]) => name in answers).map(([name, option, label = option]) =>
    fill(ASK.rated, {name: label, points: figure(rated(answers, name, option))})))];
}

// The heaviest criterion with the heaviest of another theme, then another one.
function trades(words, answers, left) {
  const {problem} = words, weights = weightsOf(problem, answers);
  const order = problem.scored.filter(({id, kind}) => weights[id] && kind !== "team").sort((a, b) => weights[b.id] - weights[a.id]);
  if (order.length < 2) return [];
  const [better, ...rest] = order, apart = rest.filter(({theme}) => theme !== better.theme);
  const others = [...apart, ...rest.filter(({theme}) => theme === better.theme)];
  return [others[0], others[1] || others[0]].slice(0, Math.min(left, MOST_TRADES)).map((worse, i) => {
    const even = 4 * (1 - weights[worse.id] / weights[better.id]);
    return trade(words, better, worse, i ? Math.min(Math.floor(even) + 1, 3) : Math.max(Math.ceil(even) - 1, 0));
  });
}

function trade(words, better, worse, quarter) {
  const {phrases: {ask: ASK}, problem} = words, [middle, level] = at(better, quarter);
  const option = (name, one, other) => ({name, label: capital(fill(ASK.trade_option, {one, other})), swing: ""});
  return {name: `trade:${better.id}:${worse.id}:${quarter}`, title: ASK.trade_title, text: fill(ASK.trade_text, problem.data.report),
    options: [option("first", at(better, 4)[0], at(worse, 0)[0]), option("second", middle, at(worse, 4)[0])],
    better: better.id, worse: worse.id, level};
}

// What a criterion is some quarters of the way from worst to best, and how far that is.
function at({measures: [{worst, best, scale, says}]}, quarter) {
  let level = quarter / 4, x = worst + (best - worst) * level;
  const span = Math.abs(best - worst);
  if (scale === "log") {
    const half = Math.sqrt(worst * best);
    x = [worst, Math.sqrt(worst * half), half, Math.sqrt(half * best), best][quarter];
  }
  else if (Number.isInteger(worst) && Number.isInteger(best) && span > 1 && quarter > 0 && quarter < 4) {
    const steps = Math.min(Math.floor(span * level + 0.5), span - 1);
    x = worst + steps * (best - worst) / span;
    level = steps / span;
  }
  return [fill(says, {value: figure(x)}), level];
}
