// Draws: counter-based integer hash, uniform numbers, readings.

function mix(x) {
  x ^= x >>> 17; x = Math.imul(x, 0xed5ad4bb);
  x ^= x >>> 11; x = Math.imul(x, 0xac4c1b51);
  x ^= x >>> 15; x = Math.imul(x, 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

const COUNTERS = new Uint32Array(C.samples);
let counted = 0;

// No slider changes a stream: its numbers are drawn when they are first asked for, and kept.
class Stream {
  constructor(key) {
    this.key = key;
    this.drawn = null;
    this.filled = 0;
  }

  upTo(end) {
    if (!this.drawn) this.drawn = new Float64Array(C.samples);
    for (; counted < end; counted++) COUNTERS[counted] = mix(counted + 1);
    for (let i = this.filled; i < end; i++) {
      this.drawn[i] = this.shaped((mix(COUNTERS[i] ^ this.key) + 0.5) / 4294967296);
    }
    this.filled = Math.max(this.filled, end);
    return this.drawn;
  }

  shaped(u) { return u; }
}

// Values inside their evidence interval, half of them to either side.
class ValueStream extends Stream {
  constructor(key, middle, bottom, top) {
    super(key);
    this.middle = middle;
    this.bottom = bottom;
    this.top = top;
  }

  shaped(u) {
    const t = 2 * u, {middle, bottom, top} = this;
    return t < 1 ? bottom + t * (middle - bottom) : middle + (t - 1) * (top - middle);
  }
}

const weightStreams = SCORED.map((_, k) => new Stream(DATA.streams.weight[k]));
const valueStreams = FRAMEWORKS.map((_, i) => SCORED.map((_, k) => {
  const [middle, bottom, top] = DATA.values.map(matrix => matrix[i][k]);
  return middle === null || bottom === top ? null
    : new ValueStream(DATA.streams.value[i][k], middle, bottom, top);
}));

function weightStream(k, end) { return weightStreams[k].upTo(end); }
// Null where there is no interval, or the team says the value itself.
function valueStream(i, k, end) { return valueStreams[i][k] && valueStreams[i][k].upTo(end); }
