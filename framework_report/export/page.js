// The report that recomputes itself. It reads the payload that travels with the page, fetches and
// stores nothing, and repeats what the package computes in Python, in the same order, so that both
// give the same figures and the same words: model, draws, robustness, outcome, narrative. Then come
// the state as text, the controls and the charts.
"use strict";
(() => {
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

// --- model: values, weights, scores, ranks --------------------------------------------------------

const ROW = Object.create(null);
FRAMEWORKS.forEach((framework, i) => { ROW[framework.id] = i; });

// No slider changes a value, so those of the last familiarity are kept.
let keptLevels = null, keptValues = null;
function valuesOf(familiarity) {
  const levels = FRAMEWORKS.map(({id}) => familiarity[id] || 0), text = levels.join();
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

// --- draws: counter-based integer hash, uniform numbers, readings -----------------------------------

function mix(x) {
  x ^= x >>> 17; x = Math.imul(x, 0xed5ad4bb);
  x ^= x >>> 11; x = Math.imul(x, 0xac4c1b51);
  x ^= x >>> 15; x = Math.imul(x, 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

const COUNTERS = new Uint32Array(C.samples);
for (let i = 0; i < C.samples; i++) COUNTERS[i] = mix(i + 1);

function uniforms(key) {
  const drawn = new Float64Array(C.samples);
  for (let i = 0; i < C.samples; i++) drawn[i] = (mix(COUNTERS[i] ^ key) + 0.5) / 4294967296;
  return drawn;
}

// No slider changes a stream: each is drawn when it is first needed, and kept.
const weightStreams = new Array(K), valueStreams = FRAMEWORKS.map(() => new Array(K));

function weightStream(k) {
  return weightStreams[k] || (weightStreams[k] = uniforms(DATA.streams.weight[k]));
}

// Values inside their evidence interval, half of them to either side; null where there is none.
function valueStream(i, k) {
  if (valueStreams[i][k] !== undefined) return valueStreams[i][k];
  const [middle, bottom, top] = DATA.values.map(matrix => matrix[i][k]);
  let drawn = null;
  if (middle !== null && bottom !== top) {
    drawn = uniforms(DATA.streams.value[i][k]);
    for (let n = 0; n < C.samples; n++) {
      const t = 2 * drawn[n];
      drawn[n] = t < 1 ? bottom + t * (middle - bottom) : middle + (t - 1) * (top - middle);
    }
  }
  valueStreams[i][k] = drawn;
  return drawn;
}

// --- robustness: rank acceptability, tipping points -------------------------------------------------

// Reads priorities and evidence in chunks, so that a handle never waits for ten thousand of them.
class Readings {
  constructor(points, values, eligible) {
    this.m = eligible.length;
    this.read = 0;
    this.counts = eligible.map(() => new Float64Array(this.m));
    this.columns = range(K).filter(k => points[k]).map(k => {
      const low = Math.max(0, points[k] - C.spread);
      return {
        low, span: Math.min(C.maximum_points, points[k] + C.spread) - low, k,
        fixed: eligible.map(i => values[i][k]), rows: eligible,
      };
    });
  }

  upTo(end) {
    const start = this.read, n = Math.min(end, C.samples) - start, m = this.m;
    if (n <= 0) return this;
    const scores = range(m).map(() => new Float64Array(n)), weights = new Float64Array(n);
    for (const {low, span, k, fixed, rows} of this.columns) {
      const u = weightStream(k);
      for (let s = 0; s < n; s++) weights[s] = low + u[start + s] * span;
      for (let i = 0; i < m; i++) {
        const total = scores[i], drawn = valueStream(rows[i], k), value = fixed[i];
        if (drawn) for (let s = 0; s < n; s++) total[s] += drawn[start + s] * weights[s];
        else if (value) for (let s = 0; s < n; s++) total[s] += value * weights[s];
      }
    }
    this.count(scores, n);
    this.read = start + n;
    return this;
  }

  // Those within the tolerance of each other, also in a chain, share the ranks they span.
  count(scores, n) {
    const m = this.m, order = new Int32Array(m), sorted = new Float64Array(m);
    for (let s = 0; s < n; s++) {
      for (let i = 0; i < m; i++) {
        const score = scores[i][s];
        let at = i;
        for (; at > 0 && sorted[at - 1] < score; at--) {
          sorted[at] = sorted[at - 1]; order[at] = order[at - 1];
        }
        sorted[at] = score; order[at] = i;
      }
      for (let first = 0, end; first < m; first = end) {
        for (end = first + 1; end < m && sorted[end - 1] - sorted[end] <= C.tie;) end++;
        const share = 1 / (end - first);
        for (let i = first; i < end; i++) {
          for (let rank = first; rank < end; rank++) this.counts[order[i]][rank] += share;
        }
      }
    }
  }

  get done() { return this.read >= C.samples; }
  shares() { return this.counts.map(row => Array.from(row, count => count / this.read)); }
}

// Leader a, rival b, d = v(a) - v(b): one slider alone ties the two at points - total * D / d.
function tippingPoints(points, total, weights, rows, names) {
  if (!rows.length || !total) {
    return points.map(() => ({low: NaN, high: NaN, below: null, above: null}));
  }
  const leader = leaderOf(rows.map(row => weighted(row, weights)));
  const rivals = [];
  rows.forEach((row, i) => {
    if (i === leader) return;
    const d = rows[leader].map((value, k) => value - row[k]), ahead = weighted(d, weights);
    rivals.push({name: names[i], d, ahead: Math.abs(ahead) <= C.tie ? 0 : ahead});
  });
  return points.map((p, k) => {
    const [low, below] = lostAt(rivals, k, p, total, 1, 0);
    const [high, above] = lostAt(rivals, k, p, total, -1, -C.maximum_points);
    return {low, high: -high, below, above};
  });
}

// The first tie on the way down to the limit, and who leads beyond it; turned round for the way up.
function lostAt(rivals, k, p, total, turn, limit) {
  let first = limit, fastest = null, most = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (const {name, d, ahead} of rivals) {
      const rise = turn * d[k];
      if (rise <= C.tie) continue;
      const at = turn * (p - total * ahead / d[k]);
      if (at <= limit + C.tie) continue;
      // Of several that tie here at once the one that gains fastest leads beyond.
      if (!pass) first = Math.max(first, at);
      else if (at >= first - C.tie && rise > most) { fastest = name; most = rise; }
    }
  }
  return [first, fastest];
}

function leaderOf(scores) {
  const best = Math.max(...scores);
  return scores.findIndex(score => score >= best - C.tie);
}

// --- outcome: all that follows from a state ---------------------------------------------------------

function supports(framework, feature, level) {
  return C.supports[level].includes(FEATURES[feature][ROW[framework]]);
}

class Outcome {
  constructor(state) {
    this.state = state;
    this.removed = new Map();
    for (const {id} of FRAMEWORKS) {
      const unmet = Object.entries(state.must_haves)
        .filter(([feature, level]) => !supports(id, feature, level)).map(([feature]) => feature);
      if (unmet.length) this.removed.set(id, unmet);
    }
    this.eligible = FRAMEWORKS.map(({id}) => id).filter(id => !this.removed.has(id));
    this.said = Object.keys(state.familiarity).length > 0;
    Object.assign(this, weightsOf(state.points, this.said));
    this.nothing = !this.total;
    this.values = valuesOf(state.familiarity);
    const ranked = this.nothing ? [] : this.eligible;
    const scores = this.values.map(row => weighted(row, this.weights));
    this.scores = Object.create(null);
    FRAMEWORKS.forEach(({id}, i) => { this.scores[id] = scores[i]; });
    const ranks = ranksOf(ranked.map(id => this.scores[id]));
    this.ranks = Object.create(null);
    ranked.forEach((id, i) => { this.ranks[id] = ranks[i]; });
    this.order = [...ranked].sort((a, b) => this.ranks[a] - this.ranks[b]);
    this.tied = this.order.filter(id => this.ranks[id] === 1);
    this.leader = this.order[0] || null;
    this.runnerUp = this.order[1] || null;
  }

  get margin() { return this.scores[this.leader] - this.scores[this.runnerUp]; }

  contribution(id, k) { return this.values[ROW[id]][k] * this.weights[k]; }

  // The leader if the team had said this about familiarity; null with nothing to weigh.
  leaderWith(familiarity) {
    const said = Object.keys(familiarity).length > 0;
    const {total, weights} = said === this.said ? this : weightsOf(this.state.points, said);
    if (!total || !this.eligible.length) return null;
    return this.eligible[leaderOf(this.eligible.map(id => {
      const row = this.values[ROW[id]], level = familiarity[id] || 0;
      let score = 0;
      for (let k = 0; k < K; k++) {
        score = score + weights[k] * (TEAM_LEVELS[k] ? TEAM_LEVELS[k][level] : row[k]);
      }
      return score;
    }))];
  }

  get arguments() { return this.argued || (this.argued = argumentsOf(this)); }

  get tipping() {
    return this.tipped || (this.tipped = tippingPoints(this.points, this.total, this.weights,
      this.eligible.map(id => this.values[ROW[id]]), this.eligible));
  }

  // The nearest whole steps at which somebody else leads; null where no step does it.
  get steps() {
    return this.stepped || (this.stepped = this.tipping.map(({low, high, below, above}) => {
      const down = Math.ceil(low - C.tie) - 1, up = Math.floor(high + C.tie) + 1;
      return {
        below: below !== null && down >= 0 ? down : null, belowLeader: below,
        above: above !== null && up <= C.maximum_points ? up : null, aboveLeader: above,
      };
    }));
  }

  get readings() {
    return this.sampled || (this.sampled = new Readings(
      this.points, this.values, this.eligible.map(id => ROW[id])));
  }

  get confidence() { return this.firstOf(this.leader); }
  firstOf(id) { return this.readings.counts[this.eligible.indexOf(id)][0] / this.readings.read; }

  dominated(behind, over) {
    let worse = false;
    for (let k = 0; k < K; k++) {
      if (!this.points[k]) continue;
      const own = this.values[ROW[behind]][k], other = this.values[ROW[over]][k];
      if (own > other) return false;
      if (own < other) worse = true;
    }
    return worse;
  }

  get leaderWithoutFamiliarity() {
    return this.said ? this.leaderWith({}) : this.leader;
  }

  get familiarityRivals() {
    const without = this.leaderWithoutFamiliarity;
    return this.eligible.filter(id => id !== without
      && this.leaderWith({[id]: C.maximum_familiarity}) === id);
  }

  get worth() { return this.valued || (this.valued = new Worth(this)); }
  get others() { return this.ranked || (this.ranked = otherSetups(this)); }

  get concessions() {
    const options = [...this.removed].map(([id, unmet]) => {
      const soften = unmet.filter(feature =>
        this.state.must_haves[feature] === "core" && supports(id, feature, "add-on"));
      const drop = unmet.filter(feature => !soften.includes(feature));
      return {id, soften, drop, cost: soften.length + 2 * drop.length};
    });
    const least = Math.min(...options.map(({cost}) => cost));
    return options.filter(({cost}) => cost === least);
  }
}

// --- sensitivity: several sliders at once, judgements, what is worth measuring ----------------------

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
  const at = judgement in ends ? ends[judgement] : own[judgement];
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
        const drawn = valueStream(row, k), deviation = new Float64Array(n);
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

// Set-ups that were measured and are switched off, with their scores, the best first. A set-up of a
// framework is as familiar as that framework.
function otherSetups(outcome) {
  const asked = Object.entries(outcome.state.must_haves);
  const eligible = outcome.nothing ? [] : DATA.others.filter(({support}) =>
    asked.every(([feature, level]) => C.supports[level].includes(DATA.support_levels[support[FEATURE_AT[feature]]])));
  const scored = eligible.map(other => ({...other, score: weighted(other.values.map((value, k) =>
    value === null ? DATA.team[SCORED[k].id][outcome.state.familiarity[other.base] || 0] : value), outcome.weights)}));
  return scored.sort((a, b) => b.score - a.score);
}

// --- narrative: facts, and the sentences of phrases.toml --------------------------------------------

function fill(text, slots) { return text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name])); }

function rounded(x, decimals = 0) {
  const n = Math.floor(x * 10 ** decimals + 0.5);
  if (!decimals) return String(n);
  const unit = 10 ** decimals, rest = ((n % unit) + unit) % unit;
  return `${Math.floor(n / unit)}.${String(rest).padStart(decimals, "0")}`;
}

// A raw figure as Python's `figure` writes it: three digits that matter, thousands set apart.
function rawFigure(x) {
  if (Number.isInteger(x) || Math.abs(x) >= 100) {
    const floor = Math.floor(x), even = floor % 2 ? floor + 1 : floor;
    return thousands(x - floor === 0.5 ? even : Math.round(x));
  }
  return String(Number(x.toPrecision(3)));
}

function thousands(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }

function joined(parts, last = "and") {
  if (parts.length < 2) return parts.join("");
  return parts.slice(0, -1).join(LISTS.comma) + LISTS[last] + parts[parts.length - 1];
}

function inSentence(label) {
  const [first = "", second = "", ...rest] = [...label];
  const shouted = second !== second.toLowerCase() && second === second.toUpperCase();
  return shouted ? label : first.toLowerCase() + second + rest.join("");
}

function capital(text) {
  const [first = "", ...rest] = [...text];
  return first.toUpperCase() + rest.join("");
}

function label(id) { return BY_ID[id].label; }

// Where the parts of a figure are known and the team has asked for some of them, only those count, and
// the parts that every application has.
function inParts({state}, criterion) {
  const {parts} = criterion;
  return Boolean(parts) && Object.values(parts).some(rows => rows.some(([feature]) => Object.hasOwn(state.must_haves, feature)));
}

function attribute(outcome, id, criterion) {
  if (criterion.subject === "team") return String(outcome.state.familiarity[id] || 0);
  if (!inParts(outcome, criterion)) return DATA.figures[id][criterion.id];
  return rawFigure(criterion.parts[id].reduce((sum, [feature, x]) =>
    sum + (!feature || Object.hasOwn(outcome.state.must_haves, feature) ? x : 0), 0));
}

// What speaks for the leader against the runner-up, and against it, the strongest first.
function argumentsOf(outcome) {
  const ahead = SCORED.map((_, k) => outcome.contribution(outcome.leader, k)
    - (outcome.runnerUp ? outcome.contribution(outcome.runnerUp, k) : 0));
  return [
    range(K).sort((a, b) => ahead[b] - ahead[a]).filter(k => ahead[k] > C.tie),
    range(K).sort((a, b) => ahead[a] - ahead[b]).filter(k => ahead[k] < -C.tie),
  ];
}

function argument(outcome, k) {
  const criterion = SCORED[k];
  const rival = outcome.runnerUp ? fill(LISTS.rival, {
    rival: label(outcome.runnerUp), value: attribute(outcome, outcome.runnerUp, criterion),
  }) : "";
  const says = fill(criterion.says, {value: attribute(outcome, outcome.leader, criterion)});
  return fill(LISTS.argument, {says, rival});
}

function flipsOf(outcome) {
  const found = [];
  outcome.steps.forEach((step, k) => {
    for (const [side, direction] of [["below", "less"], ["above", "more"]]) {
      if (step[side] === null) continue;
      const atTheEnd = step[side] === 0 || step[side] === C.maximum_points;
      const text = fill(LISTS[atTheEnd ? "flip_end" : "flip"], {
        label: SCORED[k].label, points: rounded(step[side]), direction: LISTS[direction],
        rival: label(step[`${side}Leader`]),
      });
      found.push([Math.abs(step[side] - outcome.points[k]), text]);
    }
  });
  return found.sort((a, b) => a[0] - b[0]).map(([, text]) => text);
}

function of100(share) {
  return rounded(100 * (share > 0 && share < 1 ? Math.min(Math.max(share, 0.01), 0.99) : share));
}

function samplesRead(outcome) {
  const {readings} = outcome, all = thousands(C.samples);
  return readings.done ? all : fill(PAGE.so_far, {read: thousands(readings.read), samples: all});
}

// What the sentences need: conditions and texts, each computed when a rule asks for it.
class Facts {
  constructor(outcome) {
    this.outcome = outcome;
    this.leads = outcome.leader !== null;
    this.rivalled = outcome.runnerUp !== null;
  }

  get none_left() { return !this.outcome.eligible.length; }
  get nothing_to_weigh() { return this.outcome.nothing && !this.none_left; }
  get only_familiarity() { return Object.values(this.outcome.state.points).some(p => p); }
  get has_removed() { return this.outcome.removed.size > 0; }
  get must_haves() { return mustHaveWords(this.outcome); }
  get removed() { return removedWords(this.outcome); }
  get concessions() { return concessionWords(this.outcome); }
  get samples() { return this.rivalled ? samplesRead(this.outcome) : thousands(C.samples); }
  get spread() { return String(C.spread); }

  // About the leader
  get decided() { return this.leads; }
  get alone() { return this.leads && !this.rivalled; }
  get leader() { return label(this.outcome.leader); }
  get has_for() { return this.leads && this.outcome.arguments[0].length > 0; }
  get has_against() { return this.leads && this.outcome.arguments[1].length > 0; }
  get arguments_for() { return this.argued(0, C.arguments_for); }
  get arguments_against() { return this.argued(1, C.arguments_against); }
  argued(side, most) {
    return joined(this.outcome.arguments[side].slice(0, most).map(k => argument(this.outcome, k)));
  }
  get consequences() { return consequenceWords(this.outcome); }
  get weak_spots() { return BY_ID[this.outcome.leader].weak_spots; }
  get leader_known() {
    return this.leads && (this.outcome.state.familiarity[this.outcome.leader] || 0) >= C.shipped;
  }
  get watch() { return BY_ID[this.outcome.leader][this.leader_known ? "watch_known" : "watch_new"]; }
  get others_lead() { return this.leads && othersAhead(this.outcome, false).length > 0; }
  get others() { return othersAhead(this.outcome, false).join(LISTS.flip_also); }

  // About the team's familiarity
  get familiarity_said() { return this.leads && this.outcome.said; }
  get familiarity_weighed() {
    return this.leads && SCORED.some(({id}, k) => TEAM_LEVELS[k] && this.outcome.state.points[id]);
  }
  get familiarity_decides() {
    const without = this.outcome.leaderWithoutFamiliarity;
    return this.leads && without !== null && without !== this.outcome.leader;
  }
  get leader_without() { return label(this.outcome.leaderWithoutFamiliarity); }
  get familiarity_can() { return this.leads && this.outcome.familiarityRivals.length > 0; }
  get familiarity_rivals() { return joined(this.outcome.familiarityRivals.map(label), "or"); }

  // About leader and runner-up
  get tie() { return this.rivalled && this.outcome.tied.length > 1; }
  get ranked() { return this.rivalled && !this.tie; }
  get tied() { return joined(this.outcome.tied.map(label)); }
  get clear() { return this.ranked && this.outcome.confidence >= C.clear; }
  get close() { return this.tie || (this.rivalled && this.outcome.confidence < C.close); }
  get undecided() { return this.close; }
  get runner_up() { return label(this.outcome.runnerUp); }
  get leader_score() { return rounded(100 * this.outcome.scores[this.outcome.leader], 1); }
  get runner_up_score() { return rounded(100 * this.outcome.scores[this.outcome.runnerUp], 1); }
  get first_of_100() { return of100(this.outcome.confidence); }
  get has_reasons() { return this.rivalled && this.outcome.arguments.every(ks => ks.length); }
  get leader_reason() { return inSentence(SCORED[this.outcome.arguments[0][0]].label); }
  get runner_up_reason() { return inSentence(SCORED[this.outcome.arguments[1][0]].label); }
  get known() {
    const {leader, runnerUp, state} = this.outcome;
    return [leader, runnerUp].map(id => state.familiarity[id] || 0);
  }
  get familiarity_prefers() {
    return this.rivalled && this.outcome.said && this.known[0] !== this.known[1];
  }
  get familiar() { return this.known[0] > this.known[1] ? this.leader : this.runner_up; }
  get flips() {
    return this.rivalled && flipsOf(this.outcome).slice(0, C.flips).join(LISTS.flip_also);
  }
  get has_dominated() { return this.rivalled && this.behind.length > 0; }
  get dominated() { return joined(this.behind); }
  get behind() {
    const {order} = this.outcome, found = [];
    for (const id of order.slice(1)) {
      const over = order.find(rival => this.outcome.dominated(id, rival));
      if (over) found.push(fill(LISTS.dominated, {framework: label(id), over: label(over)}));
    }
    return found;
  }
}

function consequenceWords(outcome) {
  const {leader, runnerUp} = outcome;
  return DATA.criteria.filter(({scale}) => scale === "shown").map(criterion => {
    const {label: words} = criterion;
    const slots = {
      label: inParts(outcome, criterion) ? fill(LISTS.for_must_haves, {label: words}) : words,
      unit: criterion.unit, leader: label(leader), value: attribute(outcome, leader, criterion),
    };
    if (!runnerUp) return fill(LISTS.consequence_alone, slots);
    slots.runner_up = label(runnerUp);
    slots.rival_value = attribute(outcome, runnerUp, criterion);
    return fill(LISTS.consequence, slots);
  }).join(" ");
}

function othersAhead(outcome, variants) {
  const own = outcome.scores[outcome.leader];
  const ahead = outcome.others.filter(({score, base}) =>
    score > own + C.tie && (variants || base !== outcome.leader));
  return ahead.slice(0, C.others).map(other =>
    fill(LISTS[other.base === outcome.leader ? "other_same" : "other_leads"], {
      label: other.label, score: rounded(100 * other.score, 1),
      leader: label(outcome.leader), leader_score: rounded(100 * own, 1),
    }));
}

function mustHaveWords({state}) {
  return joined(Object.entries(state.must_haves).map(([feature, level]) =>
    fill(LISTS[level === "core" ? "must_have_core" : "must_have_add_on"], {feature})));
}

function needsWords({state}, unmet) {
  return joined(unmet.map(feature =>
    fill(LISTS[state.must_haves[feature] === "core" ? "lacks_core" : "lacks"], {feature})));
}

function removedWords(outcome) {
  const template = LISTS[outcome.nothing ? "removed_unranked" : "removed"];
  const everyone = Object.values(outcome.scores);
  return joined([...outcome.removed].map(([id, unmet]) => fill(template, {
    framework: label(id), needs: needsWords(outcome, unmet), all: F,
    rank: 1 + everyone.filter(score => score > outcome.scores[id] + C.tie).length,
  })));
}

function concessionWords(outcome) {
  return outcome.concessions.map(({id, soften, drop}) => {
    const steps = [];
    if (soften.length) steps.push(fill(LISTS.accept, {features: joined(soften)}));
    if (drop.length) steps.push(fill(LISTS.give_up, {features: joined(drop)}));
    return fill(LISTS.concession, {steps: capital(joined(steps)), framework: label(id)});
  }).join(" ");
}

// A paragraph says the first of its rules whose conditions all hold; without one it is left out.
function verdictOf(outcome, paragraphs = DATA.phrases.paragraph) {
  const known = new Facts(outcome), said = [];
  const holds = condition =>
    condition.startsWith("not ") ? !known[condition.slice(4)] : Boolean(known[condition]);
  for (const {name, title, rules} of paragraphs) {
    const rule = rules.find(({when}) => when.every(holds));
    if (rule) said.push([name, title, fill(rule.say, known).trim()]);
  }
  return said;
}

// What would change the answer besides one slider: [name, title, text]. What is worth measuring takes
// a while to read; until it has been, its paragraph says so.
function doubtsOf(outcome) {
  if (!outcome.runnerUp) return [];
  const said = [
    ["several", DOUBTS.several_title, severalWords(outcome)],
    ["judgements", DOUBTS.judgements_title, judgementWords(outcome)],
    ["measure", DOUBTS.measure_title, outcome.worth.done ? worthWords(outcome.worth) : PAGE.counting],
  ];
  if (DATA.others.length) said.push(["setups", DOUBTS.setups_title, setupWords(outcome)]);
  return said;
}

function severalWords(outcome) {
  const change = smallestChange(outcome);
  if (!change) return fill(DOUBTS.several_none, {leader: label(outcome.leader)});
  const moves = joined(change.moves.map(({k, points, to}) =>
    fill(DOUBTS.move, {label: inSentence(SCORED[k].label), points, to})));
  return fill(DOUBTS[change.steps === 1 ? "several_one" : "several"],
    {moves, steps: change.steps, rival: label(change.leader)});
}

function judgementWords(outcome) {
  const judged = new Set(DATA.judged.filter(([id]) => outcome.order.includes(id)).map(([, name]) => name));
  const carried = SCORED.reduce((sum, {id}, k) => sum + (judged.has(id) ? outcome.weights[k] : 0), 0);
  const slots = {judged: rounded(100 * carried), leader: label(outcome.leader)};
  const flips = judgementFlips(outcome).map(flip => fill(
    DOUBTS[flip.judgement ? "judgement_figure" : "judgement_level"], {
      label: inSentence(flip.criterion.label), what: flip.judgement ? label(flip.judgement) : flip.level,
      now: flip.now, to: rawFigure(flip.to), unit: flip.criterion.unit, rival: label(flip.leader)}));
  return flips.length ? fill(DOUBTS.judgements, {...slots, flips: flips.join(LISTS.flip_also)})
    : fill(DOUBTS.judgements_none, slots);
}

function worthWords(worth) {
  const each = range(K).filter(k => 100 * worth.each[k] >= C.worth_saying)
    .sort((a, b) => worth.each[b] - worth.each[a])
    .map(k => fill(DOUBTS.worth, {label: inSentence(SCORED[k].label), points: rounded(100 * worth.each[k], 2)}));
  return each.length ? fill(DOUBTS.measure, {each: joined(each), perfect: rounded(100 * worth.perfect, 2)})
    : DOUBTS.measure_none;
}

function setupWords(outcome) {
  const {others} = outcome, ahead = othersAhead(outcome, true), slots = {all: DATA.others.length};
  if (!others.length) return fill(DOUBTS.setups_out, slots);
  if (ahead.length) return fill(DOUBTS.setups, {...slots, others: ahead.join(LISTS.flip_also)});
  return fill(DOUBTS.setups_none, {...slots, label: others[0].label, score: rounded(100 * others[0].score, 1),
    leader: label(outcome.leader), leader_score: rounded(100 * outcome.scores[outcome.leader], 1)});
}

// The verdict's first sentence, with the advice behind it where nothing is decided.
const HEADLINE = DATA.phrases.paragraph.filter(({name}) => ["headline", "way_out", "advice"].includes(name));
function headlineOf(outcome) { return verdictOf(outcome, HEADLINE).map(([,, text]) => text).join(" "); }

// --- states: checked, compared, and as text ---------------------------------------------------------

class Refused extends Error {
  constructor(faults) { super(faults.join("; ")); }
}

function quoted(value) { return typeof value === "string" ? `'${value}'` : String(value); }

const KNOWN = {
  points: SCORED.map(({id}) => id), must_haves: DATA.features.map(({name}) => name),
  familiarity: FRAMEWORKS.map(({id}) => id),
};

function checkLevel(part, level) {
  if (part === "must_haves") {
    return LEVELS.has(level) ? "" : [...LEVELS.keys()].map(quoted).join(LISTS.or);
  }
  const maximum = part === "points" ? C.maximum_points : C.maximum_familiarity;
  return Number.isInteger(level) && level >= 0 && level <= maximum
    ? "" : fill(PAGE.whole_number, {maximum});
}

// Checks a state and brings it into the order of the tables, as State.from_dict does in Python.
function stateFrom(given) {
  const faults = [], state = {};
  for (const part of Object.keys(given)) {
    if (!Object.hasOwn(KNOWN, part)) faults.push(fill(PAGE.refused_unknown, {
      part: "state", found: quoted(part), expected: Object.keys(KNOWN).join(LISTS.comma)}));
  }
  for (const [part, names] of Object.entries(KNOWN)) {
    const found = given[part] || {};
    for (const [name, level] of Object.entries(found)) {
      const expected = checkLevel(part, level);
      if (!names.includes(name)) faults.push(fill(PAGE.refused_unknown, {
        part, found: quoted(name), expected: names.join(LISTS.comma)}));
      else if (expected) faults.push(fill(PAGE.refused_level, {
        part, name, found: quoted(level), expected}));
    }
    state[part] = {};
    for (const name of names) {
      if (!Object.hasOwn(found, name)) continue;
      if (part !== "points" || found[name]) state[part][name] = found[name];
    }
  }
  if (faults.length) throw new Refused(faults);
  return state;
}

// Brings a state that was checked before, and changed here, into the order of the tables.
function inOrder(given) {
  const state = {};
  for (const [part, names] of Object.entries(KNOWN)) {
    state[part] = {};
    for (const name of names) {
      if (Object.hasOwn(given[part], name) && (part !== "points" || given[part][name])) {
        state[part][name] = given[part][name];
      }
    }
  }
  return state;
}

// A state is never changed, so its text is made once.
const TEXTS = new WeakMap();
function textOf(state) {
  if (!TEXTS.has(state)) TEXTS.set(state, JSON.stringify(state));
  return TEXTS.get(state);
}
function same(a, b) { return textOf(a) === textOf(b); }

function differences(state, other) {
  const words = {
    points: level => String(level || 0),
    must_haves: level => LEVELS.get(level) || PAGE.not_needed,
    familiarity: level => level === undefined ? PAGE.not_said : String(level),
  };
  const found = [];
  for (const [part, names] of Object.entries(KNOWN)) {
    for (const id of names) {
      const now = words[part](state[part][id]), before = words[part](other[part][id]);
      const name = part === "points" ? CRITERIA[id].label : part === "familiarity" ? label(id) : id;
      if (now !== before) found.push(fill(PAGE[`difference_${part}`], {name, now, before}));
    }
  }
  return found;
}

function noticeOf(state) {
  const found = differences(state, TEAM), {date} = DATA.decision;
  const name = (found.length ? "whatif" : "same") + (date ? "" : "_undecided");
  return fill(PAGE[name], {date, differences: joined(found)});
}

// The text of Copy priorities is TOML; the address carries the same entries after its #.
function asToml(state) {
  const key = name => /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  const lines = [`version = ${DATA.version}`, `evidence = ${JSON.stringify(DATA.digest)}`];
  for (const part of Object.keys(KNOWN)) {
    lines.push("", `[${part}]`);
    for (const [name, level] of Object.entries(state[part])) {
      lines.push(`${key(name)} = ${JSON.stringify(level)}`);
    }
  }
  return lines.join("\n") + "\n";
}

function asAddress(state) {
  const entries = [["version", DATA.version], ["evidence", DATA.digest]];
  for (const part of Object.keys(KNOWN)) {
    for (const [name, level] of Object.entries(state[part])) entries.push([`${part}.${name}`, level]);
  }
  return "#" + new URLSearchParams(entries);
}

const TOML_KEY = String.raw`([\w-]+|"(?:[^"\\]|\\.)*")`;
const TOML_TABLE = new RegExp(String.raw`^\[${TOML_KEY}\]\s*(?:#.*)?$`);
const TOML_ENTRY = new RegExp(String.raw`^${TOML_KEY}\s*=\s*(\d{1,9}|"(?:[^"\\]|\\.)*")\s*(?:#.*)?$`);

function plain(token) {
  if (!token.startsWith('"')) return token;
  try { return JSON.parse(token); } catch { return token; }
}

function entriesOfToml(text) {
  const entries = [];
  let table = "";
  text.replace(/^\ufeff/, "").split(/\r\n?|\n/).forEach((raw, at) => {
    const line = raw.trim(), opens = TOML_TABLE.exec(line), entry = TOML_ENTRY.exec(line);
    if (!line || line.startsWith("#")) return;
    if (opens) table = plain(opens[1]);
    else if (entry) entries.push([table, plain(entry[1]),
      entry[2].startsWith('"') ? plain(entry[2]) : Number(entry[2])]);
    else throw new Refused([fill(PAGE.refused_line, {line: at + 1, found: quoted(line.slice(0, 80))})]);
  });
  return entries;
}

function entriesOfAddress(hash) {
  return [...new URLSearchParams(hash.slice(1))].map(([key, level]) => {
    const dot = key.indexOf("."), value = /^\d{1,9}$/.test(level) ? Number(level) : level;
    return dot < 0 ? ["", key, key === "evidence" ? level : value]
      : [key.slice(0, dot), key.slice(dot + 1), value];
  });
}

// Returns the state that entries [table, name, level] describe, and a warning if there is one.
function stateOfEntries(entries) {
  const tables = Object.create(null), top = Object.create(null);
  for (const [table, name, level] of entries) {
    const place = table ? tables[table] || (tables[table] = Object.create(null)) : top;
    if (name in place) {
      throw new Refused([fill(PAGE.refused_twice, {part: table || "state", name: quoted(name)})]);
    }
    place[name] = level;
  }
  if (top.version !== DATA.version) {
    const found = "version" in top ? quoted(top.version) : PAGE.nobody_said;
    throw new Refused([fill(PAGE.refused_version, {found, expected: DATA.version})]);
  }
  const state = stateFrom(tables), found = top.evidence;
  const other = found !== undefined && found !== DATA.digest;
  return {state, warning: other
    ? fill(PAGE.other_evidence, {found: quoted(found), expected: quoted(DATA.digest)}) : ""};
}

// --- elements ----------------------------------------------------------------------------------------

function element(space, name, attributes, children) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}
function h(name, attributes = {}, ...children) {
  return element("http://www.w3.org/1999/xhtml", name, attributes, children);
}
function svg(name, attributes = {}, ...children) {
  return element("http://www.w3.org/2000/svg", name, attributes, children);
}

// What stands there already is left alone: most of a page does not change with a step.
const SHOWN = Symbol("what stands there");
function put(node, name, value) {
  const known = node[SHOWN] || (node[SHOWN] = {});
  if (known[name] === value) return;
  known[name] = value;
  if (name === "text") node.textContent = value;
  else if (name === "hidden") node.hidden = value;
  else node.setAttribute(name, value);
}
function say(node, text) { put(node, "text", text); }
function percent(x) { return `${Math.round(x * 100) / 100}%`; }

let ids = 0;
function options(choices) { return choices.map(([value, text]) => h("option", {value}, text)); }
function choice(words, choices, pick, attributes = {}) {
  const select = h("select", {id: `c${++ids}`, ...attributes}, ...options(choices));
  select.addEventListener("change", () => pick(select.value));
  return {select, box: h("div", {class: "choice"}, h("label", {for: select.id}, words), select)};
}
function button(words, act) {
  const made = h("button", {type: "button"}, words);
  made.addEventListener("click", act);
  return made;
}
// A slider on its band: the band says where the leader stays, the tick what the team decided.
function slider(words, name, hint, move) {
  const id = `s${++ids}`;
  const input = h("input", {
    type: "range", id, name, min: 0, max: C.maximum_points, step: 1, "aria-describedby": `${id}d`});
  const points = h("output", {for: id}), band = svg("rect", {class: "band", y: 0, height: "100%"});
  const tick = svg("line", {class: "tick", y1: 0, y2: "100%"});
  const rail = svg("svg", {class: "rail", "aria-hidden": "true"},
    svg("rect", {class: "ground", width: "100%", y: "40%", height: "20%"}), band, tick);
  const weight = h("b", {}), stays = h("span", {}), decided = h("span", {class: "decided"});
  input.addEventListener("input", () => move(Number(input.value)));
  input.addEventListener("change", endGesture);
  const box = h("div", {class: "slider"}, h("label", {for: id}, words), points,
    h("div", {class: "track"}, rail, input),
    h("p", {class: "note", id: `${id}d`}, weight, stays, decided, hint ? apart(hint) : null));
  return {input, points, band, tick, weight, stays, decided, box};
}

function apart(words) { return words && ` · ${words}`; }

function showPoints({input, points}, now) {
  if (input.value !== String(now)) input.value = now;
  say(points, String(now));
}

function showSlider(control, now, decided, share, low, high, leader) {
  const {input, band, tick, weight, stays, fold} = control, words = rounded(100 * share);
  // What is folded away is brought up to date when it is folded out.
  if (fold && !fold.open) return;
  put(input, "aria-valuetext", fill(PAGE.points_spoken, {
    points: now, maximum: C.maximum_points, weight: words}));
  say(weight, fill(PAGE.weight, {weight: words}));
  const end = C.maximum_points, anywhere = low <= 0 && high >= end;
  say(stays, leader === null ? "" : apart(fill(anywhere ? PAGE.stays_anywhere : PAGE.stays, {
    leader: label(leader), low: rounded(low), high: rounded(high)})));
  put(band, "x", leader === null ? "0%" : percent(100 * low / end));
  put(band, "width", leader === null ? "0%" : percent(100 * (high - low) / end));
  put(tick, "x1", percent(100 * decided / end));
  put(tick, "x2", percent(100 * decided / end));
  say(control.decided, decided === now ? "" : apart(fill(PAGE.decided_points, {points: decided})));
}

// --- themes: one slider for several criteria -----------------------------------------------------------

function themePoints(points, t) { return Math.max(...IN_THEME[t].map(k => points[SCORED[k].id] || 0)); }

function scaledPoint(own, points, largest) {
  return largest ? Math.floor((2 * own * points + largest) / (2 * largest)) : points;
}
function scaledPoints(profile, t, points) {
  const largest = themePoints(profile, t), scaled = {...profile};
  for (const k of IN_THEME[t]) {
    const {id} = SCORED[k];
    scaled[id] = scaledPoint(profile[id] || 0, points, largest);
  }
  return scaled;
}

// Tried step by step, since rounding to whole points bends what would be a straight line.
function themeStays(outcome, t) {
  const now = themePoints(outcome.state.points, t);
  let low = now, high = now;
  if (!outcome.leader) return [low, high];
  const moved = IN_THEME[t].filter(k => !TEAM_LEVELS[k] || outcome.said), {points} = outcome;
  const largest = themePoints(profile, t), own = moved.map(k => profile[SCORED[k].id] || 0);
  const leader = outcome.values[ROW[outcome.leader]];
  const rivals = outcome.eligible.filter(id => id !== outcome.leader).map(id => {
    const row = outcome.values[ROW[id]];
    let rest = 0;
    for (let k = 0; k < K; k++) rest += points[k] * (leader[k] - row[k]);
    for (const k of moved) rest -= points[k] * (leader[k] - row[k]);
    return {rest, ahead: moved.map(k => leader[k] - row[k])};
  });
  const leads = step => {
    for (const {rest, ahead} of rivals) {
      let total = rest;
      for (let i = 0; i < ahead.length; i++) total += ahead[i] * scaledPoint(own[i], step, largest);
      if (total < -C.tie) return false;
    }
    return true;
  };
  while (low > 0 && leads(low - 1)) low--;
  while (high < C.maximum_points && leads(high + 1)) high++;
  return [low, high];
}

// --- the state on screen, and moves --------------------------------------------------------------------

const TEAM = stateFrom(DATA.decision.state), START = stateFrom(DATA.state || DATA.decision.state);
const history = [];
let state = START, profile = {...START.points}, gesture = false;

function endGesture() { gesture = false; }

// A drag is one step for Undo: the state before it is kept once.
function moveTo(next, newProfile = next.points, drags = false) {
  const ordered = inOrder(next);
  if (same(ordered, state)) return;
  if (!gesture) history.push(state);
  gesture = drags;
  state = ordered;
  profile = {...newProfile};
  refresh();
}

function moveCriterion(id, points) {
  moveTo({...state, points: {...state.points, [id]: points}}, undefined, true);
}

// The profile stays: pulled down and up again, a theme comes back as it was.
function moveTheme(t, points) {
  const scaled = scaledPoints(profile, t, points), moved = {...state.points};
  for (const k of IN_THEME[t]) moved[SCORED[k].id] = scaled[SCORED[k].id] || 0;
  moveTo({...state, points: moved}, profile, true);
}

function moveEntry(part, name, level) {
  const entries = {...state[part]};
  if (level === null) delete entries[name];
  else entries[name] = level;
  moveTo({...state, [part]: entries});
}

function undo() {
  if (!history.length) return;
  state = history.pop();
  profile = {...state.points};
  gesture = false;
  refresh();
}

const SCENARIOS = DATA.scenarios.map(row => {
  const own = stateFrom({points: row.points, must_haves: row.must_haves});
  return {...row, state: own, text: JSON.stringify([own.points, own.must_haves])};
});
function scenarioOf({points, must_haves}) {
  const text = JSON.stringify([points, must_haves]);
  const found = SCENARIOS.find(scenario => scenario.text === text);
  return found ? found.id : "";
}

// --- the panel ------------------------------------------------------------------------------------------

const panel = {criteria: [], themes: [], familiarity: {}, must_haves: {}};

function buildPanel() {
  const levels = [["", PAGE.not_said],
    ...range(C.maximum_familiarity + 1).map(i => [i, PAGE.familiarity_levels[i] || i])];
  for (const {id, label: words} of FRAMEWORKS) {
    panel.familiarity[id] = choice(words, levels, level =>
      moveEntry("familiarity", id, level === "" ? null : Number(level)), {name: `familiarity-${id}`});
  }
  panel.scenario = choice(PAGE.scenario_title,
    [...SCENARIOS.map(({id, label: words}) => [id, words]), ["", PAGE.scenario_own]], id => {
      const chosen = SCENARIOS.find(scenario => scenario.id === id);
      if (chosen) moveTo({...chosen.state, familiarity: state.familiarity});
      else panel.scenario.select.value = scenarioOf(state);
    }, {name: "scenario"});
  panel.story = h("p", {class: "note"});
  panel.undo = button(PAGE.undo, undo);
  panel.back = button(DATA.decision.date ? PAGE.back : PAGE.back_undecided, () => moveTo(TEAM));
  panel.messages = h("p", {class: "message", role: "status"});
  panel.mustHavesTitle = h("summary");
  const controls = h("form", {class: "controls", autocomplete: "off"},
    h("fieldset", {}, h("legend", {}, PAGE.familiarity_title),
      h("div", {class: "row"}, ...Object.values(panel.familiarity).map(({box}) => box))),
    h("fieldset", {}, h("legend", {}, PAGE.priorities_title), panel.scenario.box, panel.story,
      ...THEMES.map(buildTheme)),
    h("details", {class: "must-haves"}, panel.mustHavesTitle, buildMustHaves()),
    h("div", {class: "buttons"}, panel.undo, panel.back, button(PAGE.copy, copy)),
    panel.messages, buildExchange());
  controls.addEventListener("submit", event => event.preventDefault());
  return controls;
}

function buildTheme(theme, t) {
  const control = slider(theme, null, null, points => moveTheme(t, points));
  control.box.classList.add("theme", `theme-${t % 7 + 1}`);
  panel.themes.push(control);
  const inside = h("div", {class: "criteria"}, ...IN_THEME[t].map(buildCriterion));
  const fold = h("details", {class: "fold"}, h("summary", {}, fill(PAGE.criteria_of, {theme})), inside);
  for (const k of IN_THEME[t]) panel.criteria[k].fold = fold;
  fold.addEventListener("toggle", () => showControls(outcome));
  return h("div", {}, control.box, fold);
}

function buildCriterion(k) {
  const {id, label: words, swing, question} = SCORED[k];
  const control = slider(words, id, swing, points => moveCriterion(id, points));
  panel.criteria[k] = control;
  const evidence = h("details", {class: "sources"}, h("summary", {}, `${PAGE.evidence_of}: ${question}`));
  // Rows are made when somebody looks: most readers open few.
  evidence.addEventListener("toggle", () => {
    if (evidence.open && !evidence.querySelector("table")) evidence.append(evidenceTable(SCORED[k]));
  });
  if (DATA.evidence.rows[id]) control.box.append(evidence);
  return control.box;
}

function evidenceTable(criterion) {
  const rows = DATA.evidence.rows[criterion.id].map(([id, value, interval, kind, setup, source, date, note]) => {
    const [title, url] = DATA.evidence.sources[source];
    const named = /^https?:\/\//.test(url) ? h("a", {href: url, rel: "noreferrer"}, title) : title;
    return h("tr", {}, h("th", {scope: "row"}, label(id)),
      h("td", {}, `${value} ${criterion.unit}${interval && ` (${interval})`}`),
      h("td", {}, `${kind}, ${setup}: `, named, `, ${date}. ${note}`));
  });
  return h("div", {class: "fr-scroll", role: "region", tabindex: 0, "aria-label": `${PAGE.evidence_of}: ${criterion.label}`},
    h("p", {class: "note"}, criterion.reason),
    h("table", {class: "live"}, h("tbody", {}, ...rows)));
}

function buildMustHaves() {
  for (const {name} of DATA.features) {
    panel.must_haves[name] = choice(name, [["", PAGE.not_needed], ...LEVELS], level => moveEntry("must_haves", name, level || null));
  }
  return h("div", {class: "grid"}, ...Object.values(panel.must_haves).map(({box}) => box));
}

function buildExchange() {
  panel.copied = h("textarea", {readonly: true, rows: 8, hidden: true, "aria-label": PAGE.copied_label});
  const pasted = h("textarea", {rows: 5, id: "pasted", spellcheck: "false"});
  const use = button(PAGE.paste, () => accept(() => entriesOfToml(pasted.value), PAGE.used));
  return h("div", {}, panel.copied, h("details", {class: "fold"}, h("summary", {}, PAGE.paste_title),
    h("label", {for: "pasted"}, PAGE.paste_label), pasted, use));
}

async function copy() {
  const text = asToml(state);
  panel.copied.value = text;
  panel.copied.hidden = false;
  try {
    await navigator.clipboard.writeText(text);
    say(panel.messages, PAGE.copied);
  } catch {
    panel.copied.select();
    say(panel.messages, PAGE.copy_by_hand);
  }
}

// Takes over what a link or a pasted text asks for, or says why not and leaves all as it is.
function accept(entries, words) {
  try {
    const {state: next, warning} = stateOfEntries(entries());
    moveTo(next);
    say(panel.messages, warning ? `${words} ${warning}` : words);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(panel.messages, fill(PAGE.refused, {faults: error.message}));
  }
}

function showControls(outcome) {
  const {leader} = outcome, {points} = outcome.state;
  outcome.steps.forEach(({below, above}, k) => {
    const {id} = SCORED[k];
    showSlider(panel.criteria[k], points[id] || 0, TEAM.points[id] || 0, outcome.weights[k],
      below === null ? 0 : below + 1, above === null ? C.maximum_points : above - 1, leader);
  });
  THEMES.forEach((_, t) => {
    const share = IN_THEME[t].reduce((sum, k) => sum + outcome.weights[k], 0);
    const [low, high] = themeStays(outcome, t);
    showSlider(panel.themes[t], themePoints(points, t), themePoints(TEAM.points, t), share, low, high, leader);
  });
  showChoices();
}

let choicesShown = "";
function showChoices() {
  panel.undo.disabled = !history.length;
  panel.back.disabled = same(state, TEAM);
  const scenario = scenarioOf(state), wanted = JSON.stringify([scenario, state.familiarity, state.must_haves]);
  if (choicesShown === wanted) return;
  choicesShown = wanted;
  for (const part of ["familiarity", "must_haves"]) {
    for (const [name, {select}] of Object.entries(panel[part])) {
      const level = state[part][name], value = level === undefined ? "" : String(level);
      if (select.value !== value) select.value = value;
    }
  }
  const names = Object.keys(state.must_haves);
  say(panel.mustHavesTitle, fill(PAGE.must_haves_title, {count: names.join(LISTS.comma) || PAGE.must_haves_none}));
  if (panel.scenario.select.value !== scenario) panel.scenario.select.value = scenario;
  say(panel.story, scenario ? SCENARIOS.find(({id}) => id === scenario).story : "");
}

// --- what stands beside the sliders: headline, ranking, arguments, flips --------------------------------

const beside = {};

function buildStanding() {
  beside.headline = h("p", {class: "fr-headline"});
  beside.title = h("p", {class: "title"});
  beside.bars = FRAMEWORKS.map(({id, label: words}) => {
    const parts = THEMES.map((_, t) => svg("rect", {class: `fill-${t % 7 + 1}`, y: 0, height: "100%"}));
    const score = h("span", {class: "score", "data-role": "score"}), spoken = h("span", {class: "spoken"});
    const out = h("span", {class: "note"});
    const row = h("li", {"data-framework": id}, h("span", {class: "name"}, words),
      svg("svg", {class: "bar", "aria-hidden": "true"}, ...parts), score, spoken, out);
    return {id, parts, score, spoken, out, row};
  });
  beside.list = h("ol", {class: "ranking"}, ...beside.bars.map(({row}) => row));
  beside.key = h("p", {class: "key note"}, CHART.ranking_axis, " ", ...THEMES.map((theme, t) => h("span", {},
    svg("svg", {class: "swatch", "aria-hidden": "true"}, svg("rect", {class: `fill-${t % 7 + 1}`, width: "100%", height: "100%"})), theme)));
  beside.arguments = [h("div"), h("div")];
  for (const part of beside.arguments) part.append(h("b"), h("ul", {}, h("li"), h("li"), h("li")));
  beside.flip = h("p", {class: "fr-flip"});
  return h("div", {class: "standing"}, beside.headline, beside.title, beside.list, beside.key,
    h("div", {class: "fr-arguments"}, ...beside.arguments), beside.flip);
}

function whyEmpty(outcome) { return outcome.eligible.length ? CHART.nothing_to_weigh : CHART.none_left; }

function rankingTitle(outcome) {
  const {leader, runnerUp, tied} = outcome;
  if (!leader) return whyEmpty(outcome);
  if (tied.length > 1) return fill(CHART.level, {tied: joined(tied.map(label))});
  if (!runnerUp) return fill(CHART.leads_alone, {leader: label(leader)});
  return fill(CHART.leads, {leader: label(leader), margin: rounded(100 * outcome.margin, 1)});
}

function showStanding(outcome) {
  say(beside.headline, headlineOf(outcome));
  const place = id => outcome.removed.has(id) ? F : outcome.ranks[id] || 0;
  const order = [...beside.bars].sort((a, b) => place(a.id) - place(b.id));
  const wanted = order.map(({id}) => id).join(" ");
  if (beside.order !== wanted) {
    beside.order = wanted;
    beside.list.append(...order.map(({row}) => row));
  }
  for (const bar of beside.bars) {
    const {id, parts, score, row} = bar;
    let start = 0;
    bar.widths = IN_THEME.map(ks => ks.reduce((sum, k) => sum + outcome.contribution(id, k), 0));
    bar.widths.forEach((width, t) => {
      put(parts[t], "x", percent(100 * start));
      put(parts[t], "width", percent(100 * width));
      start += width;
    });
    say(score, rounded(100 * outcome.scores[id], 1));
    put(row, "class", outcome.removed.has(id) ? "out" : "in");
  }
}

function showRankingWords(outcome) {
  say(beside.title, rankingTitle(outcome));
  for (const {id, widths, spoken, out} of beside.bars) {
    say(spoken, ` (${THEMES.map((theme, t) => `${theme} ${rounded(100 * widths[t], 1)}`).join(", ")})`);
    const unmet = outcome.removed.get(id);
    say(out, unmet ? fill(CHART.out, {needs: needsWords(outcome, unmet)}) : "");
  }
}

function showArguments(outcome) {
  const sides = outcome.leader ? outcome.arguments : [[], []];
  beside.arguments.forEach((part, side) => {
    put(part, "hidden", !outcome.leader);
    if (!outcome.leader) return;
    const [heading, list] = part.children, leader = label(outcome.leader);
    say(heading, fill(side ? CHART.against_leader : CHART.for, {leader}));
    const said = sides[side].slice(0, 3).map(k => argument(outcome, k));
    [...list.children].forEach((item, i) => {
      const words = said[i] || (i ? "" : CHART.nothing_weighed);
      say(item, words);
      put(item, "hidden", !words);
    });
  });
}

// --- charts that follow the state -----------------------------------------------------------------------

const charts = {};

function figureOf(name, rows) {
  const title = h("p", {class: "title"}), axis = h("p", {class: "note"});
  const body = h("table", {class: `live ${name}`}, h("tbody", {}, ...rows));
  charts[name] = {title, axis, body};
  return h("div", {class: "chart"}, title, axis, body);
}

// A row of a chart: what it is about, a drawing, a figure, and words.
function rowOf(words, kind, ...marks) {
  const figures = h("td", {class: "figure"}), rest = h("td", {class: "words"});
  const row = h("tr", {}, h("th", {scope: "row"}, words),
    h("td", {class: "drawing"}, svg("svg", {class: kind, "aria-hidden": "true"}, ...marks)), figures, rest);
  return {row, figures, rest, marks};
}

function buildAgainst() {
  charts.againstRows = SCORED.map(({label: words, theme}) =>
    rowOf(words, "bar", svg("rect", {class: `fill-${THEMES.indexOf(theme) % 7 + 1}`, y: "12%", height: "76%"}),
      svg("line", {class: "axis", x1: "50%", x2: "50%", y1: 0, y2: "100%"})));
  return figureOf("against", charts.againstRows.map(({row}) => row));
}

function showAgainst(outcome) {
  const {leader, runnerUp} = outcome, {title, axis, body} = charts.against;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.against_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  const ahead = SCORED.map((_, k) =>
    100 * (outcome.contribution(leader, k) - outcome.contribution(runnerUp, k)));
  const reach = Math.max(0.5, ...ahead.map(Math.abs)), names = {leader: label(leader), runner_up: label(runnerUp)};
  const weighed = range(K).filter(k => outcome.points[k]);
  say(title, fill(CHART.against, {...names, all: weighed.length, ahead: weighed.filter(k => ahead[k] > 1e-7).length}));
  say(axis, fill(CHART.against_axis, names));
  charts.againstRows.forEach(({row, figures, rest, marks}, k) => {
    put(row, "hidden", !outcome.points[k]);
    if (!outcome.points[k]) return;
    const width = 50 * Math.abs(ahead[k]) / reach;
    put(marks[0], "x", percent(ahead[k] < 0 ? 50 - width : 50));
    put(marks[0], "width", percent(width));
    say(figures, (ahead[k] < 0 ? "−" : "+") + rounded(Math.abs(ahead[k]), 1));
    say(rest, fill(CHART.raw, {value: attribute(outcome, leader, SCORED[k]),
      rival: attribute(outcome, runnerUp, SCORED[k]), unit: SCORED[k].unit}));
  });
}

function buildTipping() {
  charts.tippingRows = SCORED.map(({label: words}) => rowOf(words, "rail",
    svg("rect", {class: "ground", width: "100%", y: "40%", height: "20%"}),
    svg("rect", {class: "band", y: 0, height: "100%"}), svg("circle", {class: "dot", cy: "50%", r: 5})));
  return figureOf("tipping", charts.tippingRows.map(({row}) => row));
}

function showTipping(outcome) {
  const {leader, runnerUp, tipping, steps} = outcome, {title, axis, body} = charts.tipping;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.tipping_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  const weighed = range(K).filter(k => outcome.points[k]), end = C.maximum_points;
  const count = weighed.filter(k => steps[k].below !== null || steps[k].above !== null).length;
  say(title, fill(count ? CHART.tipping : CHART.tipping_none, {count, all: weighed.length, leader: label(leader)}));
  say(axis, fill(CHART.tipping_axis, {leader: label(leader), maximum: end}));
  charts.tippingRows.forEach(({row, figures, rest, marks}, k) => {
    put(row, "hidden", !outcome.points[k]);
    if (!outcome.points[k]) return;
    const {low, high, below, above} = tipping[k];
    put(marks[1], "x", percent(100 * low / end));
    put(marks[1], "width", percent(100 * (high - low) / end));
    put(marks[2], "cx", percent(100 * outcome.points[k] / end));
    say(figures, low <= 0 && high >= end ? CHART.anywhere : `${tenth(low)}–${tenth(high)}`);
    const beyond = [];
    if (below) beyond.push(fill(CHART.beyond_below, {rival: label(below)}));
    if (above) beyond.push(fill(CHART.beyond_above, {rival: label(above)}));
    say(rest, joined(beyond));
  });
}

function tenth(x) { return Number.isInteger(x) ? String(x) : rounded(x, 1); }

function buildConfidence() {
  charts.confidenceRows = FRAMEWORKS.map(({label: words}) =>
    rowOf(words, "bar", svg("rect", {class: "fill-1", y: "12%", height: "76%", x: 0})));
  return figureOf("confidence", charts.confidenceRows.map(({row}) => row));
}

function showConfidence(outcome) {
  const {leader, runnerUp} = outcome, {title, axis, body} = charts.confidence;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.confidence_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  say(title, fill(CHART.confidence, {leader: label(leader), first: of100(outcome.confidence)}));
  say(axis, fill(CHART.confidence_axis, {samples: samplesRead(outcome)}));
  FRAMEWORKS.forEach(({id}, i) => {
    const {row, figures, marks} = charts.confidenceRows[i], out = outcome.removed.has(id);
    put(row, "hidden", out);
    if (out) return;
    const share = outcome.firstOf(id);
    put(marks[0], "width", percent(100 * share));
    put(marks[0], "class", id === leader ? "fill-1" : "fill-other");
    say(figures, of100(share));
  });
}

function buildDoubts() {
  charts.doubts = h("div", {class: "fr-doubts"});
  return charts.doubts;
}

function showDoubts(outcome) {
  const said = doubtsOf(outcome), {children} = charts.doubts;
  while (children.length < said.length) charts.doubts.append(h("p", {}, h("b"), " ", h("span")));
  [...children].forEach((box, i) => {
    put(box, "hidden", i >= said.length);
    if (i >= said.length) return;
    say(box.firstChild, `${said[i][1]}.`);
    say(box.lastChild, said[i][2]);
  });
}

// The scenarios follow the team's familiarity only, so they are read when that has changed.
let scenarioRows = [], scenariosFor = null;

function adoptScenarios(section) {
  scenarioRows = [...section.querySelectorAll("tbody tr")].map(row => [...row.children].slice(1, 6));
  charts.scenarioCaption = section.querySelector("caption");
  scenariosFor = JSON.stringify(START.familiarity);
}

function showScenarios() {
  const wanted = JSON.stringify(state.familiarity);
  if (scenarioRows.length !== SCENARIOS.length || scenariosFor === wanted) return [];
  scenariosFor = wanted;
  const outcomes = SCENARIOS.map(scenario => new Outcome({...scenario.state, familiarity: state.familiarity}));
  outcomes.forEach((outcome, i) => {
    const {leader, runnerUp} = outcome, score = id => id ? rounded(100 * outcome.scores[id], 1) : "";
    const words = [leader ? label(leader) : PAGE.nobody, score(leader), runnerUp ? label(runnerUp) : "",
      score(runnerUp), runnerUp ? PAGE.counting : "100"];
    scenarioRows[i].forEach((cell, at) => { cell.textContent = words[at]; });
  });
  const agrees = outcomes.filter(({leader}, i) => leader === SCENARIOS[i].article_says).length;
  if (charts.scenarioCaption) {
    charts.scenarioCaption.textContent = fill(CHART.scenarios, {agrees, all: SCENARIOS.length});
  }
  return outcomes.map((outcome, i) => outcome.runnerUp && {readings: outcome.readings,
    show: () => { scenarioRows[i][4].textContent = of100(outcome.confidence); }}).filter(Boolean);
}

// --- the page -------------------------------------------------------------------------------------------

const verdictBox = document.getElementById("verdict"), notice = document.getElementById("notice");
const said = Object.create(null);

function buildVerdict() {
  const box = h("div", {class: "fr-verdict"});
  for (const {name, title} of DATA.phrases.paragraph) {
    const text = document.createTextNode("");
    said[name] = {text, box: name === "headline" ? h("h2", {class: "fr-headline"}, text)
      : h("p", {class: `fr-${name}`}, h("b", {}, title ? `${title}.` : ""), " ", text)};
    box.append(said[name].box);
  }
  verdictBox.replaceChildren(box);
}

function showVerdict(paragraphs) {
  const texts = new Map(paragraphs.map(([name,, text]) => [name, text]));
  for (const [name, {text, box}] of Object.entries(said)) {
    const words = texts.get(name);
    put(box, "hidden", words === undefined);
    if (words !== undefined && text.data !== words) text.data = words;
  }
  say(beside.flip, texts.get("flip") || "");
}

const FIRST = 250, CHUNK = 1000, REST_MS = 200, SETTLED_MS = 700;
let outcome = null, rest = null, frame = 0, refining = 0, settling = 0, queue = [];

// At each step headline and ranking follow before the next frame, with the first readings, and all that
// is in sight in the frame after it, unless a new step has come by then. The other readings follow as
// soon as the handle rests, in chunks; until they are through, each figure says how many it rests on.
function refresh() {
  outcome = new Outcome(state);
  if (outcome.runnerUp) outcome.readings.upTo(FIRST);
  put(verdictBox, "aria-busy", "true");
  show();
  queue = [];
  rest = outcome;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => setTimeout(showRest));
  clearTimeout(refining);
  refining = setTimeout(startRefining, REST_MS);
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED_MS);
}

function show() {
  const {points} = outcome.state;
  showStanding(outcome);
  panel.criteria.forEach((control, k) => showPoints(control, points[SCORED[k].id] || 0));
  panel.themes.forEach((control, t) => showPoints(control, themePoints(points, t)));
  for (const chart of below) chart.due = true;
}

function showRest() {
  if (!rest) return;
  rest = null;
  showRankingWords(outcome);
  showVerdict(verdictOf(outcome));
  showArguments(outcome);
  showControls(outcome);
  say(notice, noticeOf(state));
  showBelow(chart => chart.inSight);
}

// Charts below the panel follow at once where they are in sight, and the others as soon as the
// handle rests or they come into sight: nobody ever sees a stale one.
const below = [];
const sight = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    const chart = below.find(({section}) => section === target);
    chart.inSight = isIntersecting;
  }
  showBelow(({inSight}) => inSight);
}, {rootMargin: "50%"});

function showBelow(which) {
  for (const chart of below) {
    if (!chart.due || !which(chart)) continue;
    chart.due = false;
    chart.show(outcome);
  }
}

function adoptChart(part, build, show) {
  const section = document.querySelector(`section[data-part="${part}"]`);
  if (!section) return;
  section.replaceChildren(build());
  below.push({section, show, due: true, inSight: false});
  sight.observe(section);
}

// All readings are through: what rests on them says so.
function showRead() {
  show();
  showVerdict(verdictOf(outcome));
}

function startRefining() {
  const current = outcome;
  showRest();
  showBelow(() => true);
  queue = current.runnerUp ? [{readings: current.readings, show: showRead}] : [];
  queue.push(...showScenarios());
  if (current.runnerUp && charts.doubts) {
    queue.push({readings: current.worth, show: () => showDoubts(current)});
  }
  refine();
}

function refine() {
  const next = queue[0];
  if (!next) return;
  next.readings.upTo(next.readings.read + CHUNK);
  if (next.readings.done) { next.show(); queue.shift(); showBelow(() => true); }
  refining = setTimeout(refine, 0);
}

// The verdict is announced once it has settled; the address follows then too.
function settle() {
  if (outcome.runnerUp && !outcome.readings.done) { settling = setTimeout(settle, 100); return; }
  put(verdictBox, "aria-busy", "false");
  say(printed, printWords());
  try {
    window.history.replaceState(null, "", same(state, START) ? addressWithout() : asAddress(state));
  } catch { /* some viewers of files do not let a page change its address */ }
}

function addressWithout() { return window.location.href.split("#")[0]; }

const printed = h("p", {class: "printed"});
function printWords() {
  const points = range(K).filter(k => state.points[SCORED[k].id]).map(k => fill(PAGE.print_point, {
    label: SCORED[k].label, points: state.points[SCORED[k].id], weight: rounded(100 * outcome.weights[k])}));
  const familiarity = Object.entries(state.familiarity).map(([id, level]) => `${label(id)} ${level}`);
  return fill(PAGE.priorities_words, {points: points.join(LISTS.comma),
    must_haves: mustHaveWords(outcome) || PAGE.must_haves_none,
    familiarity: familiarity.join(LISTS.comma) || PAGE.not_said});
}

function take(part, ...children) {
  const section = document.querySelector(`section[data-part="${part}"]`);
  if (section) section.replaceChildren(...children);
  return section;
}

function readAddress(words) {
  const {hash} = window.location;
  let name = hash.slice(1);
  try { name = decodeURIComponent(name); } catch { /* then it names no element */ }
  if (name && !document.getElementById(name)) accept(() => entriesOfAddress(hash), words);
}

function start() {
  buildVerdict();
  take("panel", h("div", {class: "panel"}, buildPanel(), buildStanding()), printed);
  adoptChart("against", buildAgainst, showAgainst);
  adoptChart("tipping", buildTipping, showTipping);
  adoptChart("confidence", buildConfidence, showConfidence);
  adoptChart("doubts", buildDoubts, showDoubts);
  const scenarios = document.querySelector('section[data-part="scenarios"]');
  if (scenarios) adoptScenarios(scenarios);
  refresh();
  showRest();
  readAddress(PAGE.linked);
  window.addEventListener("hashchange", () => readAddress(PAGE.linked));
  window.addEventListener("beforeprint", () => { showRest(); showBelow(() => true); });
}

// What tests ask: the figures and words for any state, missing parts as the team decided.
window.decisionReport = {
  evaluate(given = {}) {
    const found = new Outcome(stateFrom({...TEAM, ...given}));
    if (found.eligible.length && found.leader) found.readings.upTo(C.samples);
    const paragraphs = verdictOf(found), shares = found.leader ? found.readings.shares() : [];
    return {
      scores: {...found.scores}, ranks: {...found.ranks},
      verdict: paragraphs.map(([, title, text]) => title ? `${title}. ${text}` : text).join("\n"),
      paragraphs, headline: headlineOf(found),
      tipping_points: Object.fromEntries(found.tipping.map((row, k) => [SCORED[k].id, row])),
      rank_acceptability: Object.fromEntries(shares.map((row, i) => [found.eligible[i], row])),
    };
  },
  doubts(given = {}) {
    const found = new Outcome(stateFrom({...TEAM, ...given}));
    if (found.runnerUp) found.worth.upTo(Infinity);
    return doubtsOf(found);
  },
};

start();
})();
