// Outcome: all that follows from a state.

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
      const row = this.values[ROW[id]], level = known(familiarity, id);
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
  get others() { return this.heldAgainst || (this.heldAgainst = othersScored(this)); }
  get change() { return this.changed === undefined ? (this.changed = smallestChange(this)) : this.changed; }
  get flipWords() { return this.flipSaid || (this.flipSaid = flipsOf(this)); }
  get flips() { return this.flipped || (this.flipped = judgementFlips(this)); }

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
