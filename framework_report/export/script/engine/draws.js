// Draws: a counter-based integer hash, the same uniform numbers as in Python.

function mix(x) {
  x ^= x >>> 17; x = Math.imul(x, 0xed5ad4bb);
  x ^= x >>> 11; x = Math.imul(x, 0xac4c1b51);
  x ^= x >>> 15; x = Math.imul(x, 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

// No slider changes a stream: its numbers are drawn when they are first asked for, and kept.
class Stream {
  constructor(key, samples) {
    this.key = key;
    this.drawn = new Float64Array(samples);
    this.filled = 0;
  }

  upTo(end) {
    for (let i = this.filled; i < end; i++) this.drawn[i] = (mix(mix(i + 1) ^ this.key) + 0.5) / 4294967296;
    this.filled = Math.max(this.filled, end);
    return this.drawn;
  }
}

export function uniforms(problem, key, end) {
  if (!problem.streams.has(key)) problem.streams.set(key, new Stream(key, problem.C.samples));
  return problem.streams.get(key).upTo(end);
}

// Draws of one figure within its interval: half of them to either side, or anywhere where it is unknown.
// Null where it has no interval, so that it stands at its value.
export function figureDraws(problem, criterion, measure, i, end) {
  const ends = measure.ends[i];
  if (!ends) return null;
  const kept = measure.draws || (measure.draws = []);
  const row = kept[i] || (kept[i] = {drawn: new Float64Array(problem.C.samples), filled: 0, free: measure.unknown.includes(i)});
  if (row.filled >= end) return row.drawn;
  const [low, high] = ends, value = measure.value[i];
  const u = uniforms(problem, criterion.streams[i], end);
  for (let s = row.filled; s < end; s++) {
    const t = 2 * u[s];
    row.drawn[s] = row.free ? low + u[s] * (high - low)
      : t < 1 ? low + t * (value - low) : value + (t - 1) * (high - value);
  }
  row.filled = end;
  return row.drawn;
}
