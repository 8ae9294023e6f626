// The state on screen, and moves.

const TEAM = stateFrom(DATA.decision.state), START = stateFrom(DATA.state || DATA.decision.state);
const history = [];
let state = START, profile = START.points, gesture = false;

// A name such as constructor must find nothing but what was set.
function own(points) { return Object.assign(Object.create(null), points); }

function endGesture() { gesture = false; }

// A drag is one step for Undo: the state before it is kept once.
function moveTo(next, newProfile = null, drags = false) {
  const ordered = inOrder(next, state);
  if (same(ordered, state)) return;
  if (!gesture) history.push(state);
  gesture = drags;
  state = ordered;
  profile = newProfile || state.points;
  refresh();
}

function moveCriterion(id, points) {
  moveTo({...state, points: {...state.points, [id]: points}}, null, true);
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
  profile = state.points;
  gesture = false;
  refresh();
}

const SCENARIOS = DATA.scenarios.map(row => {
  const own = stateFrom({points: row.points, must_haves: row.must_haves});
  return {...row, state: own, upTo: textOf(own).slice(0, -"{}}".length)};
});
// A scenario says nothing about familiarity, which comes last in a state's text.
function scenarioOf(state) {
  const text = textOf(state), found = SCENARIOS.find(({upTo}) => text.startsWith(upTo));
  return found ? found.id : "";
}
