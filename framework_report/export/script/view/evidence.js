// The figures that count, side by side; the same as in view.py. Where they stand between the levels.

export const MARKS = "●■◆▼▲✚✖★";

export function evidenceView(words, outcome) {
  const {problem} = outcome, criteria = [];
  for (const criterion of problem.data.criteria) {
    if (criterion.kind === "team") continue;
    const each = outcome.active.map(id => `${problem.label(id)} ${words.attribute(outcome, id, criterion)}`);
    const row = {figures: `${each.join(words.lists.comma)} ${outcome.codebook(criterion).unit}`.trim()};
    for (const {id} of criterion.measures || []) row[`is_${id}`] = id === outcome.measure(criterion).id ? words.phrases.page.counts_here : null;
    criteria.push(row);
  }
  const marks = outcome.active.map(id => `${MARKS[problem.place[id] % MARKS.length]} ${problem.label(id)}`).join(words.lists.comma);
  return {evidence: bestOn(words, outcome), criteria, marks};
}

// Where each stands between the levels, with its interval; not there while it is not compared.
export function dotsOf(outcome, criterion) {
  const measure = outcome.measure(criterion), {problem: {place}, active} = outcome;
  return active.map(id => ({at: place[id], value: measure.value[place[id]], ends: measure.ends[place[id]]}));
}

// On how many criteria each is best, or level with the best, of what is known.
function bestOn(words, outcome) {
  const {problem, active, columns} = outcome, counts = new Map(active.map(id => [id, 0])), {place} = problem;
  const counted = problem.scored.flatMap((criterion, k) => criterion.measures ? [[criterion, columns[k]]] : []);
  if (!active.length) return words.say("charts", "none_compared", {alternative: problem.data.report.alternative});
  for (const [criterion, column] of counted) {
    const {unknown} = outcome.measure(criterion), known = active.filter(id => !unknown.includes(place[id]));
    const best = Math.max(...known.map(id => column[place[id]])) - problem.C.tie;
    for (const id of known) if (column[place[id]] >= best) counts.set(id, counts.get(id) + 1);
  }
  const each = [...counts].sort((a, b) => b[1] - a[1]).map(([id, count]) => words.say("charts", "best_on", {name: problem.label(id), count}));
  return words.say("charts", "values", {each: words.joined(each), all: counted.length});
}
