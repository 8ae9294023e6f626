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
    this.kept = {};
    const {columns, eligible, points} = outcome;
    this.sums = this.rows.map(i => points.reduce((sum, p, k) => sum + p * columns[k][i], 0));
    this.alone = eligible.map(id => [id]);
  }

  // Computed when first asked for, and kept.
  once(name, make) {
    const {kept} = this;
    if (!(name in kept)) kept[name] = make();
    return kept[name];
  }

  // One slider

  get flips() {
    return this.once("flips", () => {
      const {problem: {C: {maximum}, inTheme, scored, themes}, problem, outcome, outcome: {profile}} = this, found = [];
      const counts = k => scored[k].kind !== "team" || outcome.said(scored[k].id);
      scored.forEach(({id}, k) => {
        const firstAt = step => this.firstWith([k], () => step);
        // Leads move in straight lines with the points of one criterion: who is first at both ends is so between them.
        if (counts(k) && (this.passed(firstAt(0)) || this.passed(firstAt(maximum)))) this.flipsOn(id, false, firstAt, found);
      });
      for (const theme of themes) {
        const ks = inTheme[theme].filter(counts), largest = themePoints(problem, profile, theme);
        this.flipsOn(theme, true, step => this.firstWith(ks, k => scaledPoint(profile[scored[k].id] || 0, largest, step)), found);
      }
      // Of those as far away the criteria come first, as they stand.
      return found.sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance));
    });
  }

  // Adds to `found` the first step either way at which somebody of those first now is no longer so.
  flipsOn(slider, isTheme, firstAt, found) {
    const now = this.now(slider, isTheme), {maximum} = this.problem.C;
    for (const up of [false, true]) {
      const beyond = [];
      let first = 0;
      for (let step = up ? Math.floor(now) + 1 : Math.ceil(now) - 1; step >= 0 && step <= maximum; step += up ? 1 : -1) {
        const leaders = firstAt(step);
        if (!beyond.length && !this.passed(leaders)) continue;
        if (!beyond.length) first = step;
        beyond.push(leaders);
      }
      if (beyond.length) {
        found.push({slider, isTheme, step: first, further: beyond.length > 1 && new Set(beyond.map(String)).size === 1,
          leaders: beyond[0], distance: first - now, up});
      }
    }
  }

  // Who is first where some criteria have other points: what moves is added to what stands.
  firstWith(ks, pointsOf) {
    const {outcome: {columns, points, total}, rows, sums} = this, n = rows.length, moved = [...sums];
    let all = total;
    for (const k of ks) {
      const more = pointsOf(k) - points[k], column = columns[k];
      all += more;
      for (let at = 0; at < n; at++) moved[at] += more * column[rows[at]];
    }
    for (let at = 0; at < n; at++) moved[at] /= Math.max(all, 1);
    return this.firstOf(moved);
  }

  // Who is first, several where they are level.
  firstOf(scores) {
    const {problem: {C: {tie}}, outcome: {eligible}, alone} = this, n = alone.length;
    let best = 0, level = 0;
    for (let at = 1; at < n; at++) if (scores[at] > scores[best]) best = at;
    const least = scores[best] - tie;
    for (let at = 0; at < n; at++) if (scores[at] >= least) level++;
    return level === 1 ? alone[best] : eligible.filter((_, at) => scores[at] >= least);
  }

  // Whether somebody of those first now is no longer so.
  passed(leaders) { return !this.outcome.tied.every(id => leaders.includes(id)); }

  now(slider, isTheme) {
    const {outcome: {profile, state}, problem} = this;
    return isTheme ? themePoints(problem, profile, slider) : state.points[slider] || 0;
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
    return this.once("measureFlips", () => {
      const {outcome: {columns, eligible, scores, weights}, problem: {scored}, rows} = this, stand = eligible.map(id => scores[id]), found = [], moved = [];
      for (const {k, criterion, measure} of this.changes) {
        const other = scored[k].byMeasure[measure].value, now = columns[k];
        for (let at = 0; at < rows.length; at++) moved[at] = stand[at] + weights[k] * (other[rows[at]] - now[rows[at]]);
        const leaders = this.firstOf(moved);
        if (this.passed(leaders)) found.push({criterion, measure, leaders, k});
      }
      return found;
    });
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
