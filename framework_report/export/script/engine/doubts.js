// What would change the answer besides one slider; the same as words/doubts.py.

import {figure, of100, pointsText, rounded} from "./text.js";

export function doubts(words, outcome) {
  const {race, problem} = outcome, {doubts: said} = words.phrases;
  if (!race) return [];
  const found = [{name: "sure", title: said.sure_title, text: howSure(words, race)}];
  if (problem.hasMeasures) {
    found.push({name: "measures", title: said.measures_title, text: measureWords(words, race)});
  }
  found.push({name: "several", title: said.several_title, text: severalWords(words, race)},
    {name: "judgements", title: said.judgements_title, text: judgementWords(words, race)},
    {name: "measure", title: said.measure_title, text: worthWords(words, race)});
  return found;
}

function howSure(words, race) {
  const {problem, outcome} = race, {C} = problem;
  const said = [outcome.spread, C.wide].map(spread => {
    const {priorities, figures, lowest, highest, lowestBy} = race.confidence(spread);
    const low = of100(lowest), high = of100(highest);
    return words.say("doubts", problem.hasMeasures ? "sure_within" : "sure_within_plain", {spread, leader: problem.inSentence(race.leader),
      priorities: of100(priorities), figures: of100(figures),
      measures: low === high ? low : words.say("doubts", "sure_range", {low, high}),
      lowest: lowestBy && low !== high ? words.say("doubts", "sure_lowest", {label: words.label(problem.scored[lowestBy.k]),
        measure: problem.scored[lowestBy.k].byMeasure[lowestBy.measure].label}) : ""});
  });
  return [...said, words.say("doubts", "sure_note", {samples: figure(C.samples)})].join(" ");
}

function measureWords(words, race) {
  const {problem} = race, found = race.smallestMeasures;
  if (!found) return words.say("doubts", "measures_none", {separates: words.separates(race.outcome)});
  const changes = words.joined(found.changes.map(([criterion, measure]) => words.say("doubts", "measure", {
    label: words.label(problem.criteria[criterion]), measure: problem.criteria[criterion].byMeasure[measure].label})));
  return words.say("doubts", found.changes.length === 1 ? "measures_one" : "measures_several",
    {changes, rival: words.names(found.leaders), count: found.changes.length});
}

function severalWords(words, race) {
  const {problem, change} = race;
  if (!change) {
    return words.say("doubts", "several_none", {separates: words.separates(race.outcome)});
  }
  const moves = words.joined(change.moves.map(({k, points, to}) => words.say("doubts", "move",
    {label: words.label(problem.scored[k]), points: pointsText(points), to: pointsText(to)})));
  return words.say("doubts", change.steps === 1 ? "several_one" : "several",
    {moves, steps: change.steps, rival: words.names(change.leaders)});
}

function judgementWords(words, race) {
  const {problem, outcome, judgements} = race;
  const slots = {judged: rounded(100 * race.judgedWeight), separates: words.separates(outcome)};
  if (!judgements.length) return words.say("doubts", "judgements_none", slots);
  const flips = judgements.map(({k, judgement, id, now, to, leaders}) => {
    const level = typeof judgement === "string", criterion = problem.scored[k];
    return words.say("doubts", level ? "judgement_level" : "judgement_figure", {label: words.label(criterion),
      what: level ? judgement : problem.label(id), now: figure(now), to: figure(to), unit: outcome.measure(criterion).unit,
      rival: words.names(leaders)});
  });
  return words.say("doubts", "judgements", {...slots, flips: flips.join(words.lists.semicolon)});
}

function worthWords(words, race) {
  const {problem, worth} = race, {C} = problem;
  worth.upTo(Infinity);
  const perfect = 100 * worth.perfect, each = worth.each.map((x, k) => [k, 100 * x]).filter(([, x]) => x >= C.worth_saying);
  if (perfect < C.worth_saying) return words.phrases.doubts.measure_none;
  if (perfect < C.hardly || !each.length) return words.phrases.doubts.measure_hardly;
  return words.say("doubts", "measure_worth", {perfect: rounded(perfect, 2),
    each: words.joined(each.sort((a, b) => b[1] - a[1]).map(([k, x]) =>
      words.say("doubts", "worth", {label: words.label(problem.scored[k]), points: rounded(x, 2)})))});
}
