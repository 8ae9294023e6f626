// Several people on one decision: who leads for whom, where they differ; the same lines as the command's (group/).

import {Outcome} from "./outcome.js";
import {range} from "./problem.js";
import {figure, fill, of100, pointsText, rounded} from "./text.js";

const EXACT = 2, PARTS = ["must_haves", "candidates", "measures", "team"];
const sum = numbers => numbers.reduce((total, x) => total + x, 0);
const ordered = numbers => [...numbers].sort((a, b) => a - b);

// A name's last state counts; the order in which people come changes nothing. Upper case first, so that ß is ss.
export function once(people) {
  const key = ({name}) => name.normalize("NFKC").toUpperCase().toLowerCase();
  return [...new Map(people.map(person => [key(person), person]))].sort(([a], [b]) => a < b ? -1 : 1).map(([, person]) => person);
}

export class Group {
  constructor(words, people, base) {
    const {problem} = words;
    Object.assign(this, {words, problem, base, people: [], outcomes: [], left: new Map()});
    for (const person of once(people)) {
      const outcome = new Outcome(problem, person.state), {active, tied} = outcome;
      if (tied.length && active.length > 1) { this.people.push(person); this.outcomes.push(outcome); }
      // Who weighs or compares nothing has no leader, and is left out with a word.
      else this.left.set(person, words.phrases.group.sure[active.length === 1 ? "one_compared" : outcome.case]);
    }
    for (const {race} of this.outcomes) if (race) race.simulation().upTo(problem.C.samples);
    this.leaders = this.outcomes.map(({tied}) => tied);
    this.common = problem.names.filter(id => this.outcomes.every(({eligible}) => eligible.includes(id)));
    const of = act => new Map(this.common.map(id => [id, act(this.outcomes.map(({scores}) => scores[id]))]));
    this.means = of(scores => sum(ordered(scores)) / scores.length);
    this.lowest = of(scores => Math.min(...scores));
    this.places = new Map(problem.names.map(id => [id, sum(this.leaders.map(tied => tied.includes(id) ? 1 / tied.length : 0))]));
  }

  best(found) {
    const most = Math.max(0, ...found.values());
    return [...found.keys()].filter(id => found.get(id) >= most - this.problem.C.tie);
  }

  names(ids) { return this.words.joined(ids.map(id => this.problem.label(id))); }
  say(name, slots) { return this.words.say("group", name, slots); }

  sure({race}) {
    const {sure} = this.words.phrases.group;
    if (!race) return sure.alone;
    const {shares} = race, [winner] = Object.keys(shares).sort((a, b) => shares[b] - shares[a]);
    return fill(sure[race.verdict], {first: this.words.firstOf100(race)})
      + (shares[winner] > Math.max(...race.outcome.tied.map(id => shares[id])) ? this.say("wins_more", {winner: this.problem.label(winner), of_100: of100(shares[winner])}) : "");
  }

  get lines() {
    const {people, leaders, outcomes} = this, left = [...this.left].map(([{name}, why]) => this.say("left_out", {name, why}));
    return people.length ? [this.agreement, ...left, "", this.words.phrases.group.each_title, ...people.map(({name}, i) =>
      this.say("person", {name, leader: this.names(leaders[i]), sure: this.sure(outcomes[i])})),
    ...this.sideBySide, ...this.partingLines, ...this.combinedLines] : left;
  }

  get agreement() {
    const {people: {length: count}, people: [{name}], leaders: [first], problem} = this;
    if (count === 1) return this.say("one", {name, leads: this.words.leads(first)});
    if (first.length === 1 && this.leaders.every(tied => String(tied) === String(first))) {
      return this.say("agreed", {leader: problem.label(first[0]), count});
    }
    const places = [...this.places].filter(([, n]) => n).sort((a, b) => b[1] - a[1])
      .map(([id, n]) => this.say("place", {leader: problem.label(id), places: figure(n)}));
    return this.say("not_agreed", {count, each: this.words.joined(places)});
  }

  get sideBySide() {
    const {means, lowest, places, problem, people, words} = this, {group: G} = words.phrases, found = [];
    if (!means.size) found.push("", G.no_common);
    else if (people.length > 1) {
      const most = this.best(new Map([...places].filter(([, n]) => n))), mean = this.best(means), low = this.best(lowest);
      found.push("", G.side_title);
      if (most.length) found.push(this.say("most_first", {names: this.names(most), places: figure(places.get(most[0]))}));
      found.push(this.say("highest_mean", {names: this.names(mean), score: rounded(100 * means.get(mean[0]))}),
        this.say("best_lowest", {names: this.names(low), score: rounded(100 * lowest.get(low[0]))}), "", G.table_title);
      for (const id of this.common) {
        const who = people.filter((_, i) => this.outcomes[i].scores[id] <= lowest.get(id) + problem.C.tie);
        found.push(this.say("row", {name: problem.label(id), places: figure(places.get(id)), mean: rounded(100 * means.get(id)),
          lowest: rounded(100 * lowest.get(id)), who: words.joined(who.map(({name}) => name))}));
      }
    }
    for (const id of problem.names) {
      const by = people.filter((_, i) => this.outcomes[i].removed.has(id)).map(({name}) => name);
      if (by.length) found.push(this.say("out", {name: problem.label(id), who: words.joined(by)}));
    }
    return found;
  }

  // For any two leaders the parting with the fewest sliders, then steps, each way.
  get partings() {
    const {problem, outcomes, people, leaders} = this, best = new Map(), near = ({moves, steps}) => [moves.length ? 0 : 1, moves.length, steps];
    const before = (a, b) => { const at = a.findIndex((x, i) => x !== b[i]); return at >= 0 && a[at] < b[at]; };
    const lone = range(people.length).filter(i => leaders[i].length === 1);
    for (const i of lone) {
      for (const j of lone) {
        if (i >= j || leaders[i][0] === leaders[j][0]) continue;
        for (const [mover, to] of [[i, j], [j, i]]) {
          const found = parting(outcomes[mover], outcomes[to]), key = `${leaders[mover][0]} ${found.leader}`;
          Object.assign(found, {mover: people[mover], towards: people[to]});
          if (!best.has(key) || before(near(found), near(best.get(key)))) best.set(key, found);
        }
      }
    }
    return problem.names.flatMap(a => problem.names.map(b => best.get(`${a} ${b}`)).filter(Boolean));
  }

  get partingLines() {
    const {words, problem} = this, {parts: said, partings_title} = words.phrases.group, found = this.partings;
    const lines = found.map(({mover, towards, leader, moves, exact}) => {
      const slots = {mover: mover.name, towards: towards.name, leader: problem.label(leader)};
      if (!moves.length) {
        const parts = PARTS.filter(part => JSON.stringify(mover.state[part]) !== JSON.stringify(towards.state[part])).map(part => said[part]);
        return this.say("no_slider", {...slots, parts: words.joined(parts) || said.ties});
      }
      return this.say(exact ? "parting" : "parting_many", {...slots, moves: words.joined(moves.map(([k, points, to]) =>
        this.say("move", {label: words.label(problem.scored[k]), points: pointsText(points), to: pointsText(to)})))});
    });
    return lines.length ? ["", partings_title, ...lines.map(text => this.say("item", {text}))] : [];
  }

  // One state of everybody's by two rules, and who would lead.
  get combinedLines() {
    const {problem, people, words, base} = this, {group: G} = words.phrases;
    if (people.length < 2) return [];
    const names = words.joined(people.map(({name}) => name).sort()), states = people.map(({state}) => state);
    const same = part => states.every(state => JSON.stringify(state[part]) === JSON.stringify(states[0][part]));
    const shared = Object.fromEntries(PARTS.map(part => [part, (same(part) ? states[0] : base)[part]]));
    const given = problem.scored.map(({id}) => states.map(({points}) => points[id] || 0));
    return ["", G.combined_title, ...[["median", given.map(median)], ["mean", meanWeights(given, states.length, problem.C.maximum)]].map(([rule, points]) => {
      const state = {...shared, points: Object.fromEntries(problem.scored.map(({id}, k) => [id, points[k]]).filter(([, p]) => p))};
      const {tied} = new Outcome(problem, state);
      return this.say("combined", {rule: this.say(`from_${rule}`, {names}), leader: this.names(tied) || G.no_leader});
    })];
  }
}

function median(numbers) {
  const sorted = ordered(numbers), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Mean weights as points, the heaviest at 10, to a tenth.
function meanWeights(given, count, maximum) {
  if (given.every(points => points.every(p => p === points[0]))) return given.map(([p]) => p);
  const totals = range(count).map(i => sum(given.map(points => points[i])));
  const means = given.map(points => sum(ordered(points.map((p, i) => [p, totals[i]]).filter(([, t]) => t).map(([p, t]) => p / t))));
  const most = Math.max(...means);
  return means.map(x => most ? Math.floor(10 * maximum * x / most + 0.5) / 10 : 0);
}

// The fewest sliders of one person that, set as another has them, bring that one's leader first: one and two are
// tried in full, from three on the one that brings most is taken next.
function parting(mover, towards) {
  const {problem} = mover, [leader] = towards.tied, here = mover.eligible.includes(leader), {points} = mover;
  const apart = range(problem.K).filter(k => points[k] !== towards.points[k]), length = moves => sum(moves.map(([, from, to]) => Math.abs(to - from)));
  const with_ = moves => { const moved = [...points]; for (const [k,, to] of moves) moved[k] = to; return moved; };
  const whole = ks => ks.map(k => [k, points[k], towards.points[k]]);
  const made = (moves, exact) => ({leader, moves, exact, steps: length(moves)});
  for (let size = 1; here && size <= EXACT; size++) {
    let best = null;
    for (const ks of combinations(apart, size)) {
      if (firstAt(mover, with_(whole(ks))) !== leader) continue;
      for (const to of product(ks.map(k => stepsTo(points[k], towards.points[k])))) {
        const moves = ks.map((k, i) => [k, points[k], to[i]]);
        if ((!best || length(moves) < length(best) - problem.C.tie) && firstAt(mover, with_(moves)) === leader) best = moves;
      }
    }
    if (best) return made(best, true);
  }
  const chosen = [];
  while (here && chosen.length < apart.length) {
    const rest = apart.filter(k => !chosen.includes(k)), leads = rest.map(k => lead(mover, with_(whole([...chosen, k])), leader));
    chosen.push(rest[leads.indexOf(Math.max(...leads))]);
    if (firstAt(mover, with_(whole(chosen))) === leader) return made(whole(ordered(chosen)), false);
  }
  return made([], false);
}

function firstAt(outcome, points) {
  const {eligible, problem} = outcome, total = sum(points);
  if (!total) return "";
  const scores = eligible.map(id => points.reduce((score, p, k) => score + p / total * outcome.value(id, k), 0));
  const best = Math.max(0, ...scores) - problem.C.tie, found = eligible.filter((_, i) => scores[i] >= best);
  return found.length === 1 ? found[0] : "";
}

function lead(outcome, points, leader) {
  const leads = outcome.eligible.filter(id => id !== leader).map(id =>
    points.reduce((ahead, p, k) => ahead + p * (outcome.value(leader, k) - outcome.value(id, k)), 0));
  return leads.length ? Math.min(...leads) : 0;
}

function combinations(items, size) {
  return size === 1 ? items.map(item => [item]) : items.flatMap((item, i) => combinations(items.slice(i + 1), size - 1).map(rest => [item, ...rest]));
}

function product([first, ...rest]) {
  return rest.length ? first.flatMap(x => product(rest).map(others => [x, ...others])) : first.map(x => [x]);
}

// The whole points from the next one on towards another, and that other itself.
function stepsTo(own, other) {
  const found = [];
  if (other > own) for (let x = Math.floor(own) + 1; x < other; x++) found.push(x);
  else for (let x = Math.ceil(own) - 1; x > other; x--) found.push(x);
  return [...found, other];
}
