// Outcome: who is compared, who is left, who leads; the same as outcome.py.

import {dictionary, range} from "./problem.js";
import {Race} from "./race.js";

export class Outcome {
  constructor(problem, state, spread = problem.C.spread, profile = state.points) {
    Object.assign(this, {problem, state, spread, profile});
    this.active = problem.names.filter(id => state.candidates.includes(id));
    this.inactive = problem.names.filter(id => !state.candidates.includes(id));
    this.removed = new Map();
    this.needs = Object.entries(state.must_haves);
    for (const id of this.active) {
      const unmet = this.unmet(id);
      if (unmet.length) this.removed.set(id, unmet);
    }
    this.eligible = this.active.filter(id => !this.removed.has(id));
    this.points = problem.scored.map(({id, kind}) => kind === "team" && !this.said(id) ? 0 : state.points[id] || 0);
    this.weighed = range(problem.K).filter(k => this.points[k]);
    this.total = this.points.reduce((sum, p) => sum + p, 0);
    this.weights = this.points.map(p => this.total ? p / this.total : 0);
    this.columns = problem.scored.map(criterion => this.column(criterion));
    const scores = problem.names.map((_, i) => {
      let total = 0;
      for (let k = 0; k < problem.K; k++) total = total + this.weights[k] * this.columns[k][i];
      return total;
    });
    this.scores = dictionary(problem.names.map((id, i) => [id, scores[i]]));
    const ranked = this.total ? this.eligible : [], {tie} = problem.C;
    this.ranks = dictionary(ranked.map(id =>
      [id, 1 + ranked.filter(other => this.scores[other] > this.scores[id] + tie).length]));
    this.order = [...ranked].sort((a, b) => this.ranks[a] - this.ranks[b]);
    this.tied = ranked.filter(id => this.ranks[id] === 1);
    this.leader = this.order[0] || null;
    this.runnerUp = this.order[1] || null;
    this.case = !this.active.length ? "none_compared" : !this.eligible.length ? "none_left"
      : !this.total ? "nothing" : this.order.length > 1 ? "ranked" : "alone";
  }

  get race() {
    if (this.kept === undefined) this.kept = this.case === "ranked" ? new Race(this) : null;
    return this.kept;
  }

  // The criteria that speak for the leader against the runner-up, and those against it, the strongest first.
  get sides() {
    const {leader, runnerUp, problem: {K, C: {tie}}} = this;
    if (!this.argued) {
      const order = leader ? range(K).map(k => [k, this.contribution(leader, k) - (runnerUp ? this.contribution(runnerUp, k) : 0)]) : [];
      this.argued = [order.filter(([, x]) => x > tie).sort((a, b) => b[1] - a[1]).map(([k]) => k),
        order.filter(([, x]) => x < -tie).sort((a, b) => a[1] - b[1]).map(([k]) => k)];
    }
    return this.argued;
  }

  unmet(id) {
    return this.needs.filter(([feature, level]) => !this.problem.meets(id, feature, level)).map(([feature]) => feature);
  }

  said(criterion) { return criterion in this.state.team; }

  // A variant is at its base's level until the team says otherwise.
  level(criterion, id) {
    const said = this.state.team[criterion] || {}, base = this.problem.base(id);
    return Object.hasOwn(said, id) ? said[id] : Object.hasOwn(said, base) ? said[base] : 0;
  }

  measure(criterion) { return criterion.byMeasure[this.state.measures[criterion.id] || criterion.measures[0].id]; }

  // The words, unit and levels of a criterion as it is counted here.
  codebook(criterion) { return criterion.measures ? this.measure(criterion) : criterion; }

  column(criterion) {
    if (criterion.measures) return this.measure(criterion).value;
    const top = criterion.levels.length - 1;
    return this.problem.names.map(id => this.level(criterion.id, id) / top);
  }

  value(id, k) { return this.columns[k][this.problem.place[id]]; }
  contribution(id, k) { return this.value(id, k) * this.weights[k]; }

  withTeam(criterion, said) {
    const team = dictionary(Object.entries(this.state.team));
    if (Object.keys(said).length) team[criterion] = said;
    else delete team[criterion];
    return new Outcome(this.problem, {...this.state, team}, this.spread, this.profile);
  }

  withMeasures(measures) { return new Outcome(this.problem, {...this.state, measures}, this.spread, this.profile); }

  // The one candidate that the team said runs here already.
  get incumbent() {
    for (const [criterion, level] of Object.entries(this.problem.data.marks.incumbent)) {
      const said = this.state.team[criterion] || {};
      const found = this.problem.names.filter(id => (Object.hasOwn(said, id) ? said[id] : 0) >= level);
      if (found.length === 1) return found[0];
    }
    return null;
  }

  knows(id) {
    return Object.entries(this.problem.data.marks.known)
      .some(([criterion, level]) => this.said(criterion) && this.level(criterion, id) >= level);
  }

  get concessions() {
    const options = [...this.removed].map(([id, unmet]) => {
      const soften = unmet.filter(feature =>
        this.state.must_haves[feature] === "core" && this.problem.meets(id, feature, "add-on"));
      const drop = unmet.filter(feature => !soften.includes(feature));
      return {id, soften, drop, cost: soften.length + 2 * drop.length};
    });
    const least = Math.min(...options.map(({cost}) => cost));
    return options.filter(({cost}) => cost === least);
  }
}
