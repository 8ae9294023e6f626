// What stands under a slider: who leads beyond its band, what does not count, what was decided.

import {capital, fill, inSentence, joined, pointsText} from "../engine/text.js";

export function notes(words, outcome, slider, isTheme, decided) {
  const {problem, race, state} = outcome, {page: PAGE} = words.phrases, said = [];
  let stays = null;
  if (race) {
    stays = race.stays(slider, isTheme);
    said.push(...race.flipsOf(slider, isTheme).map(flip => words.at(flip)));
  }
  const silent = problem.team.filter(({id, theme}) =>
    (isTheme ? theme : id) === slider && state.points[id] && !outcome.said(id)).map(({label}) => inSentence(label));
  if (silent.length) said.push(fill(PAGE.unsaid, {labels: joined(words.lists, silent)}));
  const now = isTheme ? Math.max(...problem.inTheme[slider].map(k => state.points[problem.scored[k].id] || 0)) : state.points[slider] || 0;
  if (decided !== now) said.push(fill(PAGE.decided_at, {points: pointsText(decided)}));
  // What it moves, where there is nothing else to tell.
  if (!said.length && isTheme) said.push(capital(joined(words.lists, problem.inTheme[slider].map(k => inSentence(problem.scored[k].label)))));
  return {stays, note: said.join(" · ")};
}
