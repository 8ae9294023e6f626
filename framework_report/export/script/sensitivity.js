// Sensitivity: several sliders at once, judgements, what is worth measuring.

// The fewest whole slider steps after which a rival is ahead; of as few, those on the fewest sliders,
// then on the first criteria, then of the first rival. A step on criterion k brings the rival |gain|
// nearer, whatever the other sliders do.
function smallestChange(outcome) {
  const movable = range(K).filter(k => SCORED[k].subject !== "team" || outcome.said);
  const points = movable.map(k => outcome.points[k]);
  const rows = outcome.eligible.map(id => movable.map(k => outcome.values[ROW[id]][k]));
  const leader = outcome.eligible.indexOf(outcome.leader);
  let best = null;
  rows.forEach((row, rival) => {
    if (rival === leader) return;
    const plan = fewestSteps(row.map((value, k) => value - rows[leader][k]), points);
    if (plan && (!best || before(plan, best))) best = plan;
  });
  if (!best) return null;
  const total = best.to.reduce((sum, p) => sum + p, 0);
  const scores = rows.map(row => row.reduce((sum, value, k) => sum + value * (best.to[k] / total), 0));
  return {
    steps: best.steps, leader: outcome.eligible[leaderOf(scores)],
    moves: best.moved.map(k => ({k: movable[k], points: points[k], to: best.to[k]})),
  };
}

function before(plan, other) {
  if (plan.steps !== other.steps) return plan.steps < other.steps;
  if (plan.moved.length !== other.moved.length) return plan.moved.length < other.moved.length;
  const at = plan.moved.findIndex((k, i) => k !== other.moved[i]);
  return at >= 0 && plan.moved[at] < other.moved[at];
}

function fewestSteps(gain, points) {
  const n = gain.length, size = gain.map(Math.abs);
  const room = gain.map((g, k) => g > 0 ? C.maximum_points - points[k] : g < 0 ? points[k] : 0);
  const needed = 2 * C.tie * C.maximum_points * n - points.reduce((sum, p, k) => sum + p * gain[k], 0);
  const each = [];
  size.forEach((g, k) => { for (let i = 0; i < room[k]; i++) each.push(g); });
  each.sort((a, b) => b - a);
  let reached = 0, steps = 0;
  while (steps < each.length && reached <= needed) reached += each[steps++];
  if (!each.length || reached <= needed) return null;
  const taken = fewestSliders(size, room, steps, needed);
  return {
    steps, moved: range(n).filter(k => taken[k]),
    to: points.map((p, k) => p + Math.sign(gain[k]) * taken[k]),
  };
}

function fewestSliders(gain, room, steps, needed) {
  const best = mostGain(gain, room, steps), taken = gain.map(() => 0);
  let sliders = best[0].findIndex(row => row[steps] > needed);
  for (let k = 0; k < gain.length && sliders; k++) {
    for (let step = Math.min(room[k], steps); step > 0; step--) {
      if (best[k + 1][sliders - 1][steps - step] > needed - step * gain[k]) {
        taken[k] = step;
        needed -= step * gain[k];
        sliders -= 1;
        steps -= step;
        break;
      }
    }
  }
  return taken;
}

// For each k a table, sliders moved (at most) x steps spent (exactly): what the criteria from k on gain.
function mostGain(gain, room, steps) {
  const empty = range(Math.min(gain.length, steps) + 1).map(() =>
    [0, ...range(steps).map(() => -Infinity)]);
  const tables = [empty];
  for (let k = gain.length - 1; k >= 0; k--) {
    const rest = tables[0], table = rest.map(row => [...row]);
    for (let step = 1; step <= Math.min(room[k], steps); step++) {
      for (let sliders = 1; sliders < table.length; sliders++) {
        for (let spent = step; spent <= steps; spent++) {
          const moved = rest[sliders - 1][spent - step] + step * gain[k];
          if (moved > table[sliders][spent]) table[sliders][spent] = moved;
        }
      }
    }
    tables.unshift(table);
  }
  return tables;
}

// Each reference level and each judged figure moves alone, by whole hundredths of the span, on the
// criterion's own scale; the nearest position at which the leader changes.
function judgementFlips(outcome) {
  const found = [], ids = outcome.eligible, scores = ids.map(id => outcome.scores[id]);
  const now = leaderOf(scores);
  SCORED.forEach((criterion, k) => {
    if (criterion.subject === "team" || !outcome.points[k]) return;
    const weight = outcome.weights[k];
    const rest = ids.map((id, i) => scores[i] - weight * outcome.values[ROW[id]][k]);
    const judged = DATA.judged.filter(([id, name]) => name === criterion.id && ids.includes(id));
    for (const judgement of ["worst", "best", ...judged.map(([id]) => id)]) {
      for (const [to, values] of movedBy(criterion, judgement, ids)) {
        const leader = leaderOf(values.map((value, i) => rest[i] + weight * value));
        if (leader === now) continue;
        const own = judgement === "worst" || judgement === "best";
        found.push({
          criterion, judgement: own ? "" : judgement, level: judgement, to, leader: ids[leader],
          now: own ? rawFigure(criterion[judgement]) : DATA.figures[judgement][criterion.id],
        });
        break;
      }
    }
  });
  return found;
}

// Yields where a judgement might stand (raw unit), the nearest first, and the values it gives then.
function* movedBy(criterion, judgement, ids) {
  const log = criterion.scale === "log", {ends, own} = criterion;
  const [low, high] = [Math.min(ends.worst, ends.best), Math.max(ends.worst, ends.best)];
  const at = Object.hasOwn(ends, judgement) ? ends[judgement] : own[judgement];
  for (let step = 1; step <= Math.round(100 * C.reach); step++) {
    for (const sign of [1, -1]) {
      const to = at + sign * (step / 100) * (ends.best - ends.worst);
      if (criterion.outside === "error" && (to < low || to > high)) continue;
      if (!log && low >= 0 && to < 0) continue;
      const worst = judgement === "worst" ? to : ends.worst, best = judgement === "best" ? to : ends.best;
      yield [log ? Math.exp(to) : to, ids.map(id =>
        Math.min(Math.max(((id === judgement ? to : own[id]) - worst) / (best - worst), 0), 1))];
    }
  }
}

// The value of information: what knowing a criterion, or everything, for sure would add to the score
// of the choice on average. One criterion is read at a time, so that no handle waits for it.
class Worth {
  constructor(outcome) {
    this.rows = outcome.eligible.map(id => ROW[id]);
    this.outcome = outcome;
    this.left = range(K).filter(k => outcome.weights[k]);
    this.expected = this.rows.map(() => 0);
    this.streams = new Map();
    this.each = new Array(K).fill(0);
    this.perfect = 0;
    this.read = 0;
  }

  upTo(end) {
    const n = C.samples, m = this.rows.length;
    for (; this.read < end && !this.done; this.read += n) {
      const k = this.left.shift(), weight = this.outcome.weights[k];
      this.streams.set(k, this.rows.map((row, i) => {
        const drawn = valueStream(row, k, n), deviation = new Float64Array(n);
        let mean = weight * this.outcome.values[row][k];
        if (drawn) {
          mean = 0;
          for (let s = 0; s < n; s++) { deviation[s] = weight * drawn[s]; mean += deviation[s]; }
          mean /= n;
          for (let s = 0; s < n; s++) deviation[s] -= mean;
        }
        this.expected[i] += mean;
        return drawn ? deviation : null;
      }));
      if (this.done) this.sum(n, m);
    }
    return this;
  }

  sum(n, m) {
    const best = Math.max(...this.expected), clean = x => x <= C.tie ? 0 : x;
    const all = range(m).map(() => new Float64Array(n));
    for (const [k, stream] of this.streams) {
      this.each[k] = clean(this.meanBest(stream, n) - best);
      stream.forEach((deviation, i) => {
        if (deviation) for (let s = 0; s < n; s++) all[i][s] += deviation[s];
      });
    }
    this.perfect = clean(this.meanBest(all, n) - best);
    this.streams.clear();
  }

  meanBest(stream, n) {
    if (stream.every(deviation => !deviation)) return Math.max(...this.expected);
    let total = 0;
    for (let s = 0; s < n; s++) {
      let best = -Infinity;
      for (let i = 0; i < stream.length; i++) {
        const known = this.expected[i] + (stream[i] ? stream[i][s] : 0);
        if (known > best) best = known;
      }
      total += best;
    }
    return total / n;
  }

  get done() { return !this.left.length; }
}

// What was measured and is switched off: who meets every must-have, and with which scores, the best
// first. A variant is as familiar as the framework that it is of.
function othersMeeting({state}) {
  const asked = Object.entries(state.must_haves);
  return DATA.others.filter(({support}) => asked.every(([feature, level]) =>
    C.supports[level].includes(DATA.support_levels[support[FEATURE_AT[feature]]])));
}

function othersScored(outcome) {
  const {familiarity} = outcome.state, eligible = outcome.nothing ? [] : othersMeeting(outcome);
  const scored = eligible.map(other => ({...other, score: weighted(other.values.map((value, k) =>
    value === null ? TEAM_LEVELS[k][Object.hasOwn(familiarity, other.base) ? familiarity[other.base] : 0] : value), outcome.weights)}));
  return scored.sort((a, b) => b.score - a.score);
}
