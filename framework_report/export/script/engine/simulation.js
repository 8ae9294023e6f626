// Simulations of priorities around the sliders and of figures within their intervals, in blocks, so that a
// handle never waits for ten thousand of them.

import {figureDraws, uniforms} from "./draws.js";
import {range} from "./problem.js";

// Each loop is a function of its own: a short one is compiled while a handle still moves.
function addDrawn(sum, n, {u, low, high}, values, start) {
  for (let s = 0; s < n; s++) sum[s] += (low + u[start + s] * (high - low)) * values[start + s];
}
function addFixed(sum, n, {u, low, high}, value, start) {
  for (let s = 0; s < n; s++) sum[s] += (low + u[start + s] * (high - low)) * value;
}

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
    const {problem, race: {outcome}, rows} = this, start = this.read, last = Math.min(end, problem.C.samples), n = last - start;
    if (n <= 0) return this;
    const total = this.room("total", n), fixed = this.full ? this.room("fixed", n) : null;
    for (const k of outcome.weighed) {
      const criterion = problem.scored[k], weights = this.weightsOf(k, last), column = outcome.columns[k];
      rows.forEach((row, i) => {
        const values = criterion.measures ? figureDraws(problem, criterion, outcome.measure(criterion), row, last) : null;
        if (values) addDrawn(total[i], n, weights, values, start);
        else addFixed(total[i], n, weights, column[row], start);
        if (fixed) addFixed(fixed[i], n, weights, column[row], start);
      });
    }
    this.countFirst(total, n);
    if (this.ranks) this.countRanks(total, n);
    if (this.full) this.countMore(total, fixed, start, n);
    this.read = last;
    return this;
  }

  // What a criterion weighs, each sample anywhere within the spread of its points.
  weightsOf(k, end) {
    const {problem, race: {outcome}} = this, p = outcome.points[k], h = Math.min(this.spread, p);
    return {u: uniforms(problem, problem.scored[k].stream, end), low: p - h, high: p + h};
  }

  // Sums of one block are counted before the next one: their room is made once.
  room(name, n) {
    const {problem: {rooms, names, C}} = this;
    if (!rooms[name]) rooms[name] = names.map(() => new Float64Array(C.samples));
    return this.rows.map((_, i) => rooms[name][i].fill(0, 0, n));
  }

  countMore(total, fixed, start, n) {
    const {problem, race: {outcome}, rows} = this, changed = this.room("changed", n);
    for (let s = 0; s < n; s++) this.fixed += this.share(fixed, s);
    for (const change of this.changes) {
      const criterion = problem.scored[change.k], {u, low, high} = this.weightsOf(change.k, start + n);
      const now = outcome.measure(criterion), then = criterion.byMeasure[change.measure];
      rows.forEach((row, i) => {
        const [drawn, other] = [now, then].map(measure => figureDraws(problem, criterion, measure, row, start + n));
        for (let s = 0; s < n; s++) {
          const x = other ? other[start + s] : then.value[row], y = drawn ? drawn[start + s] : now.value[row];
          changed[i][s] = total[i][s] + (low + u[start + s] * (high - low)) * (x - y);
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
  countFirst(scores, n) {
    const {m, first, problem: {C: {tie}}} = this;
    for (let s = 0; s < n; s++) {
      let best = scores[0][s], ties = 0;
      for (let i = 1; i < m; i++) if (scores[i][s] > best) best = scores[i][s];
      best -= tie;
      for (let i = 0; i < m; i++) if (scores[i][s] >= best) ties++;
      for (let i = 0; i < m; i++) if (scores[i][s] >= best) first[i] += 1 / ties;
    }
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
