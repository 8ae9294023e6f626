// The state on screen, and moves: a drag is one step for Undo.

import {dictionary} from "../engine/problem.js";
import {same, scaledPoint, scenarioOf, scenarioState, stateFrom, themePoints} from "../engine/state.js";

export class Store {
  constructor(problem) {
    const {data} = problem;
    this.problem = problem;
    this.team = stateFrom(problem, data.decision.state);
    this.start = stateFrom(problem, data.state || data.decision.state);
    this.history = [];
    this.gesture = false;
    this.followers = [];
    this.origin = data.scenarios.find(({id}) => id === data.decision.scenario) || null;
    this.at(this.start);
  }

  at(state, profile = null) {
    this.state = state;
    this.profile = profile || state.points;
    const scenario = scenarioOf(this.problem, state);
    this.scenario = scenario;
    // What an altered state was altered from.
    if (scenario) this.origin = scenario;
  }

  follow(act) { this.followers.push(act); }

  move(next, {profile = null, drags = false} = {}) {
    // Points that a handle gives need no check; they stand in the order of the tables, those of nothing left out.
    const state = drags ? {...next, points: dictionary(this.problem.scored.map(({id}) => [id, next.points[id]]).filter(([, points]) => points))}
      : stateFrom(this.problem, next);
    if (same(state, this.state)) return;
    if (!this.gesture) this.history.push([this.state, this.profile, this.origin]);
    this.gesture = drags;
    this.at(state, profile);
    for (const act of this.followers) act();
  }

  rest() { this.gesture = false; }

  points(id, points) { this.move({...this.state, points: {...this.state.points, [id]: points}}, {drags: true}); }

  // The profile stays: pulled down and up again, a theme comes back as it was.
  theme(theme, points) {
    const {problem, profile} = this, largest = themePoints(problem, profile, theme), moved = {...this.state.points};
    for (const k of problem.inTheme[theme]) {
      const {id} = problem.scored[k];
      moved[id] = scaledPoint(profile[id] || 0, largest, points);
    }
    this.move({...this.state, points: moved}, {profile, drags: true});
  }

  entry(part, name, value) {
    const entries = {...this.state[part]};
    if (value === null) delete entries[name];
    else entries[name] = value;
    this.move({...this.state, [part]: entries});
  }

  level(criterion, framework, level) {
    const said = {...this.state.team[criterion]};
    if (level === null) delete said[framework];
    else said[framework] = level;
    this.move({...this.state, team: {...this.state.team, [criterion]: said}});
  }

  levels(criterion, said) { this.move({...this.state, team: {...this.state.team, [criterion]: said}}); }

  candidate(id, compared) {
    const {candidates} = this.state;
    this.move({...this.state, candidates: compared ? [...candidates, id] : candidates.filter(other => other !== id)});
  }

  scene(scenario) { this.move(scenarioState(this.problem, scenario, this.state)); }

  undo() {
    if (!this.history.length) return;
    const [state, profile, origin] = this.history.pop();
    this.gesture = false;
    this.at(state, profile);
    this.origin = origin;
    for (const act of this.followers) act();
  }
}
