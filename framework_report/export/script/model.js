// Model: values, weights, scores, ranks.

const ROW = Object.create(null);
FRAMEWORKS.forEach((framework, i) => { ROW[framework.id] = i; });

// How well the team knows a framework; a variant as well as what it is of.
function known(familiarity, id) {
  const {base} = BY_ID[id];
  return Object.hasOwn(familiarity, id) ? familiarity[id] : Object.hasOwn(familiarity, base) ? familiarity[base] : 0;
}

// No slider changes a value, so those of the last familiarity are kept.
let keptLevels = null, keptValues = null;
function valuesOf(familiarity) {
  const levels = FRAMEWORKS.map(({id}) => known(familiarity, id)), text = levels.join();
  if (text !== keptLevels) {
    keptLevels = text;
    keptValues = DATA.values[0].map((row, i) => row.map((value, k) =>
      value === null ? TEAM_LEVELS[k][levels[i]] : value));
  }
  return keptValues;
}

// One criterion after the other: a sum in another order can differ in its last digit.
function weighted(row, weights) {
  let total = 0;
  for (let k = 0; k < K; k++) total = total + weights[k] * row[k];
  return total;
}

// Points and weights; those of the team count once it has said something about familiarity.
const TEAM_LEVELS = SCORED.map(({id, subject}) => subject === "team" ? DATA.team[id] : null);
function weightsOf(given, said) {
  const points = SCORED.map(({id}, k) => TEAM_LEVELS[k] && !said ? 0 : given[id] || 0);
  const total = points.reduce((sum, p) => sum + p, 0);
  return {points, total, weights: points.map(p => total ? p / total : 0)};
}

function ranksOf(scores) {
  return scores.map(own => 1 + scores.filter(other => other > own + C.tie).length);
}
