// Sensitivity: several sliders at once, judgements, what is worth measuring better; the same as mcda/sensitivity.py.

import {figureDraws} from "./draws.js";
import {range} from "./problem.js";

// The fewest slider steps after which one is ahead of the leader, or of one level with it; of as few, those on the
// fewest sliders, then on the first criteria, then of the first leader and rival.
export function smallestChange(race) {
  const {outcome, problem, rows} = race;
  const movable = range(problem.K).filter(k => problem.scored[k].kind !== "team" || outcome.said(problem.scored[k].id));
  const points = movable.map(k => outcome.points[k]), values = rows.map(i => movable.map(k => outcome.columns[k][i]));
  let best = null;
  for (const id of outcome.tied) for (const row of values) {
    const own = values[outcome.eligible.indexOf(id)], plan = fewestSteps(row.map((value, k) => value - own[k]), points, problem.C);
    if (plan && (!best || before(plan, best))) best = plan;
  }
  if (!best) return null;
  const total = best.to.reduce((sum, p) => sum + p, 0);
  const scores = values.map(row => row.reduce((sum, value, k) => sum + value * (best.to[k] / total), 0));
  return {steps: best.steps, leaders: race.firstOf(scores),
    moves: best.moved.map(k => ({k: movable[k], points: points[k], to: best.to[k]}))};
}

function before(plan, other) {
  if (plan.steps !== other.steps) return plan.steps < other.steps;
  if (plan.moved.length !== other.moved.length) return plan.moved.length < other.moved.length;
  const at = plan.moved.findIndex((k, i) => k !== other.moved[i]);
  return at >= 0 && plan.moved[at] < other.moved[at];
}

// Where a slider stands after 0, 1, 2, ... steps toward what serves the rival.
function stops(gain, points, maximum) {
  const found = [points];
  if (gain > 0) for (let at = Math.floor(points) + 1; at <= maximum; at++) found.push(at);
  if (gain < 0) for (let at = Math.ceil(points) - 1; at >= 0; at--) found.push(at);
  return found;
}

function fewestSteps(gain, points, {tie, maximum}) {
  const needed = 2 * tie * maximum * points.length - points.reduce((sum, p, k) => sum + p * gain[k], 0);
  const at = gain.map((g, k) => stops(g, points[k], maximum));
  const won = at.map((stand, k) => stand.map(p => Math.abs(p - points[k]) * Math.abs(gain[k])));
  const best = mostGain(won), last = best[0][best[0].length - 1], steps = last.findIndex(most => most > needed);
  if (steps < 0) return null;
  const taken = fewestSliders(best, won, steps, needed);
  return {steps, moved: range(points.length).filter(k => taken[k]), to: at.map((stand, k) => stand[taken[k]])};
}

// For each k a table, sliders moved (at most) x steps spent (exactly): what the criteria from k on gain.
function mostGain(won) {
  const room = won.reduce((sum, w) => sum + w.length - 1, 0);
  const tables = [range(won.length + 1).map(() => [0, ...range(room).map(() => -Infinity)])];
  for (const w of [...won].reverse()) {
    const [rest] = tables, table = rest.map(row => [...row]);
    for (let step = 1; step < w.length; step++) {
      for (let sliders = 1; sliders < table.length; sliders++) {
        for (let spent = step; spent <= room; spent++) {
          const moved = rest[sliders - 1][spent - step] + w[step];
          if (moved > table[sliders][spent]) table[sliders][spent] = moved;
        }
      }
    }
    tables.unshift(table);
  }
  return tables;
}

function fewestSliders(best, won, steps, needed) {
  const taken = won.map(() => 0);
  let sliders = best[0].findIndex(row => row[steps] > needed);
  for (let k = 0; k < won.length && sliders; k++) {
    for (let step = Math.min(won[k].length - 1, steps); step > 0; step--) {
      if (best[k + 1][sliders - 1][steps - step] > needed - won[k][step]) {
        taken[k] = step;
        needed -= won[k][step];
        sliders -= 1;
        steps -= step;
        break;
      }
    }
  }
  return taken;
}

// Each reference level and each judged figure moves alone, by whole hundredths of the span, on the criterion's own
// scale; the nearest position at which somebody first now is no longer so.
export function judgementFlips(race) {
  const {outcome, problem, rows} = race, found = [], ids = outcome.eligible, scores = ids.map(id => outcome.scores[id]);
  for (const k of outcome.weighed) {
    const criterion = problem.scored[k];
    if (!criterion.measures) continue;
    const measure = outcome.measure(criterion), weight = outcome.weights[k];
    const rest = rows.map((i, at) => scores[at] - weight * measure.value[i]);
    const judged = ids.map((_, at) => at).filter(at => measure.judged.includes(rows[at]));
    for (const judgement of ["worst", "best", ...judged]) {
      for (const [to, values] of movedBy(measure, judgement, rows, problem.C)) {
        const leaders = race.firstOf(values.map((value, at) => rest[at] + weight * value));
        if (!race.passed(leaders)) continue;
        found.push({k, judgement, id: ids[judgement], leaders, to,
          now: typeof judgement === "string" ? measure[judgement] : raw(measure, measure.own[rows[judgement]])});
        break;
      }
    }
  }
  return found;
}

function raw(measure, own) { return measure.scale === "log" ? Math.exp(own) : own; }

// Yields where a judgement might stand (raw unit), the nearest first, and the values it gives then.
function* movedBy(measure, judgement, rows, {reach}) {
  const log = measure.scale === "log", [worstNow, bestNow] = measure.own_ends;
  const low = Math.min(worstNow, bestNow), high = Math.max(worstNow, bestNow);
  const at = judgement === "worst" ? worstNow : judgement === "best" ? bestNow : measure.own[rows[judgement]];
  for (let step = 1; step <= Math.round(100 * reach); step++) {
    for (const sign of [1, -1]) {
      const to = at + sign * (step / 100) * (bestNow - worstNow);
      if (measure.outside === "error" && (to < low || to > high)) continue;
      if (!log && low >= 0 && to < 0) continue;
      const worst = judgement === "worst" ? to : worstNow, best = judgement === "best" ? to : bestNow;
      yield [log ? Math.exp(to) : to, rows.map((i, place) => {
        const x = place === judgement ? to : measure.own[i];
        // What is not known stands at the worst level, wherever that is.
        return x === null ? 0 : Math.min(Math.max((x - worst) / (best - worst), 0), 1);
      })];
    }
  }
}

// The value of information: what knowing a criterion, a figure or everything for sure would add to the score of
// the choice on average. One criterion is read at a time, so that no handle waits for it.
export class Worth {
  constructor(race) {
    this.race = race;
    this.left = [...race.outcome.weighed];
    this.expected = race.rows.map(() => 0);
    this.streams = new Map();
    this.each = range(race.problem.K).map(() => 0);
    this.perfect = 0;
    this.read = 0;
  }

  get done() { return !this.left.length; }

  upTo(end) {
    const {race: {outcome, problem, rows}} = this, n = problem.C.samples;
    for (; this.read < end && !this.done; this.read += n) {
      const k = this.left.shift(), criterion = problem.scored[k], weight = outcome.weights[k];
      this.streams.set(k, rows.map((row, i) => {
        const drawn = criterion.measures ? figureDraws(problem, criterion, outcome.measure(criterion), row, n) : null;
        let mean = weight * outcome.columns[k][row];
        const deviation = drawn && new Float64Array(n);
        if (drawn) {
          mean = 0;
          for (let s = 0; s < n; s++) { deviation[s] = weight * drawn[s]; mean += deviation[s]; }
          mean /= n;
          for (let s = 0; s < n; s++) deviation[s] -= mean;
        }
        this.expected[i] += mean;
        return deviation;
      }));
      if (this.done) this.sum(n, rows.length);
    }
    return this;
  }

  sum(n, m) {
    const all = range(m).map(() => new Float64Array(n));
    for (const [k, stream] of this.streams) {
      this.each[k] = this.gain(stream, n);
      stream.forEach((deviation, i) => {
        if (deviation) for (let s = 0; s < n; s++) all[i][s] += deviation[s];
      });
    }
    this.perfect = this.gain(all, n);
  }

  // What one figure alone would add.
  ofFigure(id, k) {
    const {race: {outcome, problem}} = this, at = outcome.eligible.indexOf(id);
    return this.gain(this.streams.get(k).map((deviation, i) => i === at ? deviation : null), problem.C.samples);
  }

  gain(stream, n) {
    const best = Math.max(...this.expected), {tie} = this.race.problem.C;
    if (stream.every(deviation => !deviation)) return 0;
    let total = 0;
    for (let s = 0; s < n; s++) {
      let most = -Infinity;
      for (let i = 0; i < stream.length; i++) {
        const known = this.expected[i] + (stream[i] ? stream[i][s] : 0);
        if (known > most) most = known;
      }
      total += most;
    }
    const gain = total / n - best;
    return gain <= tie ? 0 : gain;
  }
}
