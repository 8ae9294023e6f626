// The problem: what travels with the page, and what it is looked up by. Nothing here touches the page.

export function range(n) {
  const all = [];
  while (all.length < n) all.push(all.length);
  return all;
}

// A name such as constructor must find nothing but what was set.
export function dictionary(entries = []) {
  const found = Object.create(null);
  for (const [name, value] of entries) found[name] = value;
  return found;
}

export function isTable(value) { return value !== null && typeof value === "object" && !Array.isArray(value); }

export class Problem {
  constructor(data) {
    this.data = data;
    this.C = data.constants;
    this.frameworks = data.frameworks;
    this.names = data.frameworks.map(({id}) => id);
    this.place = dictionary(this.names.map((id, i) => [id, i]));
    this.criteria = dictionary(data.criteria.map(row => [row.id, row]));
    this.scored = data.criteria.filter(({kind}) => kind !== "shown");
    this.shown = data.criteria.filter(({kind}) => kind === "shown");
    this.team = this.scored.filter(({kind}) => kind === "team");
    this.K = this.scored.length;
    this.themes = [...new Set(this.scored.map(({theme}) => theme))];
    this.inTheme = dictionary(this.themes.map(theme =>
      [theme, range(this.K).filter(k => this.scored[k].theme === theme)]));
    this.features = data.features.map(({name}) => name);
    this.supports = dictionary(data.features.map(({name, support}) => [name, support]));
    this.streams = new Map();
    this.rooms = {};
    this.hasMeasures = this.scored.some(({measures = []}) => measures.length > 1);
    for (const criterion of this.scored) {
      if (criterion.measures) criterion.byMeasure = dictionary(criterion.measures.map(m => [m.id, m]));
    }
  }

  label(id) { return this.frameworks[this.place[id]].label; }
  inSentence(id) { return this.frameworks[this.place[id]].in_sentence; }
  base(id) { return this.frameworks[this.place[id]].base; }

  support(id, feature) { return this.supports[feature][this.place[id]]; }

  // What is not known meets no must-have.
  meets(id, feature, level) {
    const {meets} = this.data, support = this.support(id, feature);
    const met = Object.hasOwn(meets, support) ? meets[support] : "nothing";
    return met === "core" || (level === "add-on" && met === "add-on");
  }
}
