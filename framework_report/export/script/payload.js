// What travels with the page, and what it is looked up by.

const DATA = JSON.parse(document.getElementById("payload").textContent);
const C = DATA.constants, PAGE = DATA.phrases.page, CHART = DATA.phrases.charts;
const LISTS = DATA.phrases.lists, DOUBTS = DATA.phrases.doubts, LEVELS = new Map(C.levels);
const FRAMEWORKS = DATA.frameworks, BY_ID = byId(FRAMEWORKS), CRITERIA = byId(DATA.criteria);
const SCORED = DATA.scored.map(id => CRITERIA[id]), K = SCORED.length, F = FRAMEWORKS.length;
const FEATURES = Object.create(null);
for (const feature of DATA.features) FEATURES[feature.name] = feature.support;
const FEATURE_AT = Object.create(null);
DATA.features.forEach(({name}, i) => { FEATURE_AT[name] = i; });
const THEMES = [...new Set(SCORED.map(criterion => criterion.theme))];
const IN_THEME = THEMES.map(theme => range(K).filter(k => SCORED[k].theme === theme));

function byId(rows) {
  const found = Object.create(null);
  for (const row of rows) found[row.id] = row;
  return found;
}
function range(n) { return Array.from({length: n}, (_, i) => i); }
