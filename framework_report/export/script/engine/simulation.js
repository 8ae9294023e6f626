// Simulations of priorities around the sliders and of figures within their intervals, in blocks, so that a
// handle never waits for ten thousand of them.

import {figureDraws, uniforms} from "./draws.js";
import {range} from "./problem.js";

export class Simulation {
  // `full` adds what is shown only at rest: priorities alone, and every single change of measure.
  constructor(race, spread, full) {
    const {outcome} = race, {problem} = outcome;
    Object.assign(this, {race, spread, problem, full, read: 0});
    this.m = outcome.eligible.length;
    this.rows = outcome.eligible.map(id => problem.place[id]);
    this.own = outcome.eligible.indexOf(race.leader);
    this.first = range(this.m).map(() => 0);
    this.ranks = null;
    this.fixed = 0;
    this.changes = full ? race.changes.map(change => ({...change, count: 0})) : [];
  }

  // From now on ranks are counted too: only tests ask for more than the first place.
  ranked() {
    if (!this.read) this.ranks = range(this.m).map(() => range(this.m).map(() => 0));
    return this;
  }

  get done() { return this.read >= this.problem.C.samples; }

  upTo(end) {
    const {problem, race: {outcome}, rows, m} = this, start = this.read, n = Math.min(end, problem.C.samples) - start;
    if (n <= 0) return this;
    const blank = () => rows.map(() => new Float64Array(n)), total = blank(), fixed = this.full ? blank() : null;
    const kept = new Map();
    for (const k of outcome.weighed) {
      const criterion = problem.scored[k], p = outcome.points[k], h = Math.min(this.spread, p), low = p - h, high = p + h;
      const u = uniforms(problem, criterion.stream, start + n), weights = new Float64Array(n);
      for (let s = 0; s < n; s++) weights[s] = low + u[start + s] * (high - low);
      const drawn = this.drawn(criterion, criterion.measures ? outcome.measure(criterion) : null, k, start + n);
      for (let i = 0; i < m; i++) {
        const sum = total[i], {values, at} = drawn[i], value = outcome.columns[k][rows[i]];
        if (values) for (let s = 0; s < n; s++) sum[s] += weights[s] * values[start + s];
        else for (let s = 0; s < n; s++) sum[s] += weights[s] * at;
        if (fixed) for (let s = 0; s < n; s++) fixed[i][s] += weights[s] * value;
      }
      kept.set(k, {weights, drawn});
    }
    for (let s = 0; s < n; s++) this.countFirst(total, s);
    if (this.ranks) this.countRanks(total, n);
    if (this.full) this.countMore(total, fixed, kept, start, n);
    this.read = start + n;
    return this;
  }

  // Per eligible candidate its draws, or where it has no interval the value at which it stands.
  drawn(criterion, measure, k, end) {
    const {problem, race: {outcome}, rows} = this;
    return rows.map(i => ({
      values: measure ? figureDraws(problem, criterion, measure, i, end) : null,
      at: measure ? measure.value[i] : outcome.columns[k][i],
    }));
  }

  countMore(total, fixed, kept, start, n) {
    for (let s = 0; s < n; s++) this.fixed += this.share(fixed, s);
    const changed = total.map(() => new Float64Array(n));
    for (const change of this.changes) {
      const {weights, drawn} = kept.get(change.k), criterion = this.problem.scored[change.k];
      const other = this.drawn(criterion, criterion.byMeasure[change.measure], change.k, start + n);
      total.forEach((sum, i) => {
        const now = drawn[i], then = other[i];
        for (let s = 0; s < n; s++) {
          const x = then.values ? then.values[start + s] : then.at, y = now.values ? now.values[start + s] : now.at;
          changed[i][s] = sum[s] + weights[s] * (x - y);
        }
      });
      for (let s = 0; s < n; s++) change.count += this.share(changed, s);
    }
  }

  // The leader's share of the first place of one sample.
  share(scores, s) {
    const {tie} = this.problem.C, own = scores[this.own][s];
    let best = own, ties = 0;
    for (const row of scores) if (row[s] > best) best = row[s];
    if (own < best - tie) return 0;
    for (const row of scores) if (row[s] >= best - tie) ties++;
    return 1 / ties;
  }

  // The first place is shared by those within the tolerance of the best.
  countFirst(scores, s) {
    const {m, first} = this;
    let best = scores[0][s], ties = 0;
    for (let i = 1; i < m; i++) if (scores[i][s] > best) best = scores[i][s];
    best -= this.problem.C.tie;
    for (let i = 0; i < m; i++) if (scores[i][s] >= best) ties++;
    for (let i = 0; i < m; i++) if (scores[i][s] >= best) first[i] += 1 / ties;
  }

  // Those within the tolerance of each other, also in a chain, share the ranks they span.
  countRanks(scores, n) {
    const {m} = this, {tie} = this.problem.C, order = new Int32Array(m), sorted = new Float64Array(m);
    for (let s = 0; s < n; s++) {
      for (let i = 0; i < m; i++) {
        const score = scores[i][s];
        let at = i;
        for (; at > 0 && sorted[at - 1] < score; at--) { sorted[at] = sorted[at - 1]; order[at] = order[at - 1]; }
        sorted[at] = score; order[at] = i;
      }
      for (let from = 0, end; from < m; from = end) {
        for (end = from + 1; end < m && sorted[end - 1] - sorted[end] <= tie;) end++;
        const share = 1 / (end - from);
        for (let i = from; i < end; i++) for (let rank = from; rank < end; rank++) this.ranks[order[i]][rank] += share;
      }
    }
  }

  // The leader's share in three steps: priorities alone, figures too, and over single changes of measure.
  get confidence() {
    const figures = this.first[this.own] / this.read;
    const universes = this.changes.map(change => ({...change, share: change.count / this.read}));
    const shares = [figures, ...universes.map(({share}) => share)];
    const [lowest = null] = universes.filter(({share}) => share === Math.min(...universes.map(u => u.share)));
    return {priorities: this.fixed / this.read, figures, lowest: Math.min(...shares), highest: Math.max(...shares),
      lowestBy: lowest && lowest.share < figures ? lowest : null, universes};
  }
}
