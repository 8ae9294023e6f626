// Robustness: rank acceptability, tipping points.

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
      const u = weightStream(k, start + n);
      for (let s = 0; s < n; s++) weights[s] = low + u[start + s] * span;
      for (let i = 0; i < m; i++) {
        const total = scores[i], drawn = valueStream(rows[i], k, start + n), value = fixed[i];
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
