// Race: how surely the leader leads, and what would change it; the same as race.py.

import {dictionary, range} from "./problem.js";
import {judgementFlips, smallestChange, Worth} from "./sensitivity.js";
import {Simulation} from "./simulation.js";
import {scaledPoint, themePoints} from "./state.js";

const FIRST_LOOK = 250;

export class Race {
  constructor(outcome) {
    const {problem} = outcome;
    Object.assign(this, {outcome, problem});
    [this.leader, this.runnerUp] = outcome.order;
    this.tie = outcome.tied.length > 1;
    this.rows = outcome.eligible.map(id => problem.place[id]);
    this.simulations = new Map();
  }

  // Computed when first asked for, and kept.
  once(name, make) {
    if (!Object.hasOwn(this, `_${name}`)) this[`_${name}`] = make();
    return this[`_${name}`];
  }

  // One slider

  // Per slider, who is first at each of its steps: what moves is added to what stands.
  get sweep() {
    return this.once("sweep", () => {
      const {outcome: {points, total, columns, profile, problem: {scored}}, outcome, problem, rows} = this;
      const counts = scored.map(({id, kind}) => kind !== "team" || outcome.said(id)), n = rows.length;
      const sums = rows.map(i => points.reduce((sum, p, k) => sum + p * columns[k][i], 0)), scores = new Float64Array(n);
      const swept = (slider, isTheme, ks, pointsAt) => ({slider, isTheme, leaders: range(problem.C.maximum + 1).map(step => {
        let all = total;
        for (let at = 0; at < n; at++) scores[at] = sums[at];
        for (const k of ks) {
          const more = pointsAt(k, step) - points[k];
          all += more;
          for (let at = 0; at < n; at++) scores[at] += more * columns[k][rows[at]];
        }
        for (let at = 0; at < n; at++) scores[at] /= Math.max(all, 1);
        return this.firstOf(scores);
      })});
      return [...scored.map(({id}, k) => swept(id, false, counts[k] ? [k] : [], (_, step) => step)), ...problem.themes.map(theme => {
        const largest = themePoints(problem, profile, theme);
        return swept(theme, true, problem.inTheme[theme].filter(k => counts[k]),
          (k, step) => scaledPoint(profile[scored[k].id] || 0, largest, step));
      })];
    });
  }

  // Who is first, several where they are level.
  firstOf(scores) {
    const best = Math.max(...scores) - this.problem.C.tie;
    return this.outcome.eligible.filter((_, i) => scores[i] >= best);
  }

  // Whether somebody of those first now is no longer so.
  passed(leaders) { return !this.outcome.tied.every(id => leaders.includes(id)); }

  now(slider, isTheme) {
    const {outcome: {profile, state}, problem} = this;
    return isTheme ? themePoints(problem, profile, slider) : state.points[slider] || 0;
  }

  get flips() {
    return this.once("flips", () => {
      const found = [], steps = range(this.problem.C.maximum + 1);
      for (const {slider, isTheme, leaders} of this.sweep) {
        const now = this.now(slider, isTheme);
        for (const side of [steps.filter(step => step < now).reverse(), steps.filter(step => step > now)]) {
          const i = side.findIndex(step => this.passed(leaders[step]));
          if (i < 0) continue;
          const step = side[i], beyond = new Set(side.slice(i).map(at => String(leaders[at])));
          found.push({slider, isTheme, step, further: beyond.size === 1 && side.length > i + 1,
            leaders: leaders[step], distance: step - now, up: step > now});
        }
      }
      return found.sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance) || a.isTheme - b.isTheme);
    });
  }

  flipsOf(slider, isTheme) { return this.flips.filter(flip => flip.slider === slider && flip.isTheme === isTheme); }

  stays(slider, isTheme) {
    const own = this.flipsOf(slider, isTheme), below = own.find(({up}) => !up), above = own.find(({up}) => up);
    return [below ? below.step + 1 : 0, above ? above.step - 1 : this.problem.C.maximum];
  }

  // Simulations

  simulation(spread = this.outcome.spread, full = false) {
    const key = `${spread}/${full}`;
    if (!this.simulations.has(key)) this.simulations.set(key, new Simulation(this, spread, full));
    return this.simulations.get(key);
  }

  // Those counted so far; a first look comes before the handle rests.
  get shares() {
    const found = this.simulation();
    if (!found.read) found.upTo(FIRST_LOOK);
    if (this.counted !== found.read) {
      this.counted = found.read;
      this.first = dictionary(this.outcome.eligible.map((id, i) => [id, found.first[i] / found.read]));
    }
    return this.first;
  }

  confidence(spread) { return this.simulation(spread, true).upTo(this.problem.C.samples).confidence; }

  // Measures

  get changes() {
    return this.once("changes", () => this.outcome.weighed.flatMap(k => {
      const {id, measures = []} = this.problem.scored[k];
      const now = measures.length && this.outcome.measure(this.problem.scored[k]).id;
      return measures.filter(measure => measure.id !== now).map(measure => ({k, criterion: id, measure: measure.id}));
    }));
  }

  get measureFlips() {
    return this.once("measureFlips", () => this.changes.map(({k, criterion, measure}) => {
      const {outcome, problem} = this, other = problem.scored[k].byMeasure[measure].value;
      const scores = outcome.eligible.map((id, i) => outcome.scores[id]
        + outcome.weights[k] * (other[this.rows[i]] - outcome.columns[k][this.rows[i]]));
      return {criterion, measure, leaders: this.firstOf(scores), k};
    }).filter(({leaders}) => this.passed(leaders)));
  }

  // The fewest changes of measure that change who leads: a score is a sum, so the largest gains first.
  get smallestMeasures() {
    const {outcome, problem, rows} = this, {tie} = problem.C;
    let best = null;
    for (const first of outcome.tied) outcome.eligible.forEach((id, rival) => {
      const own = outcome.eligible.indexOf(first);
      const gains = new Map();
      for (const {k, criterion, measure} of this.changes) {
        const other = problem.scored[k].byMeasure[measure].value, now = outcome.columns[k];
        const change = (other[rows[rival]] - now[rows[rival]]) - (other[rows[own]] - now[rows[own]]);
        const [most] = gains.get(criterion) || [0];
        if (outcome.weights[k] * change > Math.max(tie, most)) gains.set(criterion, [outcome.weights[k] * change, measure]);
      }
      let needed = outcome.scores[first] - outcome.scores[id];
      const taken = [];
      for (const [criterion, [gain, measure]] of [...gains].sort((a, b) => b[1][0] - a[1][0])) {
        if (needed < -tie) break;
        needed -= gain;
        taken.push([criterion, measure]);
      }
      if (needed < -tie && (!best || taken.length < best.length)) best = taken;
    });
    if (!best) return null;
    const measures = dictionary([...Object.entries(outcome.state.measures), ...best]);
    return {changes: best, leaders: outcome.withMeasures(measures).tied};
  }

  get verdict() {
    const shares = this.shares, own = shares[this.leader];
    if (this.tie || own < this.problem.C.close || Object.values(shares).some(share => share > own)) return "close";
    return this.measureFlips.length ? "open" : "firm";
  }

  // More that would change it

  // Whether one candidate is beaten by another on all that weighs.
  dominated(behind, over) {
    let worse = false;
    for (const k of this.outcome.weighed) {
      const own = this.outcome.value(behind, k), other = this.outcome.value(over, k);
      if (own > other) return false;
      if (own < other) worse = true;
    }
    return worse;
  }

  get change() { return this.once("change", () => smallestChange(this)); }
  get judgements() { return this.once("judgements", () => judgementFlips(this)); }
  get worth() { return this.once("worth", () => new Worth(this)); }

  get unknown() {
    return this.once("unknown", () => this.outcome.weighed.flatMap(k => {
      const criterion = this.problem.scored[k];
      if (!criterion.measures) return [];
      const {unknown} = this.outcome.measure(criterion);
      return this.problem.names.filter((id, i) => unknown.includes(i) && this.outcome.eligible.includes(id)).map(id => ({id, k}));
    }));
  }

  get couldLead() {
    const {outcome, problem: {C}} = this;
    return outcome.eligible.filter(id => {
      const gain = this.unknown.reduce((sum, u) => sum + (u.id === id ? outcome.weights[u.k] : 0), 0);
      return gain && (this.tie || id !== this.leader) && outcome.scores[id] + gain > outcome.scores[this.leader] + C.tie;
    });
  }

  get worthFindingOut() {
    const most = (rows, of) => rows.reduce((best, row) => best && of(best) >= of(row) ? best : row, null);
    if (!this.unknown.length) return null;
    this.worth.upTo(Infinity);
    const best = most(this.unknown, ({id, k}) => this.worth.ofFigure(id, k));
    if (this.worth.ofFigure(best.id, best.k)) return best;
    const could = this.couldLead;
    return most(this.unknown.filter(({id}) => could.includes(id)), ({k}) => this.outcome.weights[k]);
  }

  get inactiveAhead() {
    const {outcome} = this, {scores} = outcome;
    return outcome.inactive.filter(id => !outcome.unmet(id).length && scores[id] > scores[this.leader] + this.problem.C.tie)
      .sort((a, b) => scores[b] - scores[a]);
  }

  get judgedWeight() {
    return this.outcome.weighed.reduce((sum, k) => {
      const criterion = this.problem.scored[k];
      if (!criterion.measures) return sum;
      const {judged} = this.outcome.measure(criterion);
      return this.outcome.order.some(id => judged.includes(this.problem.place[id])) ? sum + this.outcome.weights[k] : sum;
    }, 0);
  }

  // The lowest level from which on a candidate leads, all others being at level 0; null where it does not.
  leadsFrom({id: criterion, levels}, framework) {
    const nobody = this.problem.names.map(id => [id, 0]);
    const leads = levels.map((_, level) => {
      const {tied} = this.outcome.withTeam(criterion, dictionary([...nobody, [framework, level]]));
      return tied.length === 1 && tied[0] === framework;
    });
    if (!leads[leads.length - 1]) return null;
    return leads.lastIndexOf(false) + 1;
  }

  // The points of what runs already at which staying and moving are level; null: no such.
  get breakEven() {
    const {outcome, problem} = this, stays = outcome.incumbent, [criterion] = Object.keys(problem.data.marks.incumbent);
    if (!stays || !criterion || !outcome.eligible.includes(stays)) return null;
    const at = problem.scored.findIndex(({id}) => id === criterion);
    let most = null;
    for (const other of outcome.eligible) {
      if (other === stays) continue;
      const d = range(problem.K).map(k => outcome.value(stays, k) - outcome.value(other, k));
      if (d[at] <= problem.C.tie) return null;
      const rest = d.reduce((sum, x, k) => k === at ? sum : sum + outcome.points[k] * x, 0);
      most = most === null ? -rest / d[at] : Math.max(most, -rest / d[at]);
    }
    return most;
  }
}
