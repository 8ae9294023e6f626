// Facts: what the sentences of the verdict need; the same as words/facts.py.

import {dictionary} from "./problem.js";
import {capital, figure, fill, inSentence, joined, of100, rounded, scoreTexts} from "./text.js";

// Reads the phrases of a problem.
export class Words {
  constructor(problem) {
    this.problem = problem;
    this.phrases = problem.data.phrases;
    this.lists = problem.data.phrases.lists;
    this.paragraphs = new Map(Object.entries(this.phrases.paragraph).map(([name, [title, ...rules]]) => [name, {title, rules: rules.map(([text, ...conditions]) =>
      ({text, conditions: conditions.map(condition => [condition.replace("not ", ""), !condition.startsWith("not ")])}))}]));
  }

  say(table, name, slots) { return fill(this.phrases[table][name], slots); }
  list(name, slots) { return fill(this.lists[name], slots); }
  joined(parts, last) { return joined(this.lists, parts, last); }
  label(criterion) { return inSentence(criterion.label); }
  names(ids) { return this.joined(ids.map(id => this.problem.inSentence(id))); }

  // Who leads, or that several are level.
  leads(ids) { return this.list(ids.length < 2 ? "leads" : "level", {names: this.names(ids) || this.phrases.page.nobody}); }

  // At which steps of a slider who leads.
  at({step: points, further, up, leaders}) {
    return this.list("at", {points, direction: further ? this.lists[up ? "more" : "less"] : "", leads: this.leads(leaders)});
  }

  // The leader's count of 100 simulations; where several are level, each one's.
  firstOf100({outcome: {tied}, shares}) { return this.joined(tied.map(id => of100(shares[id]))); }

  // What nothing does that leaves the first place as it is.
  separates({tied}) {
    return this.list(tied.length < 2 ? "ahead" : "separates", {alternative: this.problem.data.report.alternative, tied: this.names(tied)});
  }

  // Where the parts of a figure are known and the team has asked for some of them, only those count.
  inParts({state}, {parts}) {
    return Boolean(parts) && parts.some(rows => rows.some(([feature]) => feature && Object.hasOwn(state.must_haves, feature)));
  }

  attribute(outcome, id, criterion) {
    const i = this.problem.place[id];
    if (criterion.kind === "team") return criterion.levels[outcome.level(criterion.id, id)];
    if (this.inParts(outcome, criterion)) {
      return figure(criterion.parts[i].reduce((sum, [feature, x]) =>
        !feature || Object.hasOwn(outcome.state.must_haves, feature) ? sum + x : sum, 0));
    }
    return (criterion.measures ? outcome.measure(criterion) : criterion).figures[i];
  }

  argument(outcome, k) {
    const {leader, runnerUp} = outcome, criterion = this.problem.scored[k];
    const says = fill(outcome.codebook(criterion).says, {value: this.attribute(outcome, leader, criterion)});
    const rival = runnerUp ? this.list("rival", {rival: this.problem.label(runnerUp), value: this.attribute(outcome, runnerUp, criterion)}) : "";
    return this.list("argument", {says, rival});
  }
}

// Conditions and slots, computed when a rule asks for them.
export class Facts {
  constructor(words, outcome) {
    const {problem} = words, {data: {report}} = problem;
    Object.assign(this, {words, outcome, problem});
    this.known = Object.assign(Object.create(null),
      {alternative: report.alternative, next_step: report.next_step, maximum: String(problem.C.maximum), [outcome.case]: true});
  }

  // Text of a slot or truth of a condition.
  get(name) {
    if (!(name in this.known)) this.known[name] = this.compute(name);
    return this.known[name];
  }

  compute(name) {
    const {outcome} = this;
    if (Object.hasOwn(ABOUT_ALL, name)) return ABOUT_ALL[name](this);
    if (Object.hasOwn(ABOUT_LEADER, name)) return outcome.leader ? ABOUT_LEADER[name](this) : false;
    if (name in this.moving) return this.moving[name];
    if (Object.hasOwn(ABOUT_RACE, name)) return outcome.race ? ABOUT_RACE[name](this, outcome.race) : false;
    return false;
  }

  get moving() {
    if (!this.moved) this.moved = aboutMoving(this);
    return this.moved;
  }

  name(id) { return this.problem.inSentence(id); }
  get texts() {
    if (!this.scored) {
      const {order, scores} = this.outcome, texts = scoreTexts(order.map(id => scores[id]));
      this.scored = dictionary(order.map((id, i) => [id, texts[i]]));
    }
    return this.scored;
  }
}

const ABOUT_ALL = {
  has_removed: ({outcome}) => outcome.removed.size > 0,
  only_team: ({outcome}) => Object.keys(outcome.state.points).length > 0,
  must_haves: ({words, outcome}) => mustHaveWords(words, outcome),
  removed: removedWords,
  concessions: ({words, outcome, problem}) => outcome.concessions.map(({id, soften, drop}) => {
    const steps = [];
    if (soften.length) steps.push(words.list("accept", {features: words.joined(soften)}));
    if (drop.length) steps.push(words.list("give_up", {features: words.joined(drop)}));
    return words.list("concession", {steps: words.joined(steps), alternative: problem.inSentence(id)});
  }).join(" "),
  inactive_meet: facts => meeting(facts).length > 0,
  inactive_meeting: facts => facts.words.joined(meeting(facts).map(id => facts.problem.label(id))),
};

function meeting({outcome}) { return outcome.inactive.filter(id => !outcome.unmet(id).length); }

const row = ({problem, outcome}) => problem.frameworks[problem.place[outcome.leader]];
const ABOUT_LEADER = {
  leader: facts => facts.name(facts.outcome.leader),
  decided: () => true,
  has_for: ({outcome}) => outcome.sides[0].length > 0,
  has_against: ({outcome}) => outcome.sides[1].length > 0,
  arguments_for: ({words, outcome, problem: {C}}) =>
    words.joined(outcome.sides[0].slice(0, C.arguments_for).map(k => words.argument(outcome, k))),
  arguments_against: ({words, outcome, problem: {C}}) =>
    words.joined(outcome.sides[1].slice(0, C.arguments_against).map(k => words.argument(outcome, k))),
  consequences: consequencesWords,
  weak_spots: facts => row(facts).weak_spots,
  leader_known: ({outcome}) => outcome.knows(outcome.leader),
  watch: facts => facts.outcome.knows(facts.outcome.leader) ? row(facts).watch_known : row(facts).watch_new,
  team_words: teamWords,
};

// Those that are close, those whom the team knows best first.
const knownBest = ({problem, outcome}, race) => {
  const said = Object.keys(problem.data.marks.known).filter(id => outcome.said(id));
  const level = id => said.reduce((total, criterion) => total + outcome.level(criterion, id), 0);
  const ids = race.tie ? outcome.tied : outcome.order.slice(0, 2), best = Math.max(...ids.map(level));
  return {said, best: ids.filter(id => level(id) === best)};
};
const winner = race => race.outcome.eligible.reduce((best, id) => race.shares[id] > race.shares[best] ? id : best);
const ABOUT_RACE = {
  close: (_, race) => race.verdict === "close",
  open: (facts, race) => race.verdict === "open" && openWords(facts, race),
  firm: (_, race) => race.verdict === "firm",
  undecided: (_, race) => race.verdict === "close",
  tie: (_, race) => race.tie,
  several: ({outcome}) => outcome.tied.length > 2,
  tied: ({words, outcome}) => words.names(outcome.tied),
  separates: ({words, outcome}) => words.separates(outcome),
  runner_up: (facts, race) => facts.name(race.runnerUp),
  leader_score: ({texts}, race) => texts[race.leader],
  runner_up_score: ({texts}, race) => texts[race.runnerUp],
  first_of_100: ({words}, race) => words.firstOf100(race),
  keep: ({words}, race) => words.list("keep", {first_of_100: words.firstOf100(race)}),
  rarely: ({problem: {C}}, race) => race.shares[race.leader] >= C.rarely,
  rival_wins_more: (_, race) => race.shares[winner(race)] > race.shares[race.leader],
  third_wins: ({outcome: {tied}}, race) => ![...tied, race.runnerUp].includes(winner(race)),
  winner: (facts, race) => facts.name(winner(race)),
  winner_of_100: (_, race) => of100(race.shares[winner(race)]),
  has_measures: ({problem}) => problem.hasMeasures,
  has_reasons: ({outcome: {sides}}) => sides[0].length > 0 && sides[1].length > 0,
  leader_reason: ({words, problem, outcome: {sides}}) => sides[0].length ? words.label(problem.scored[sides[0][0]]) : "",
  runner_up_reason: ({words, problem, outcome: {sides}}) => sides[1].length ? words.label(problem.scored[sides[1][0]]) : "",
  measure_flips: ({words}, race) => capital(race.measureFlips.map(flip => measuredWords(words, "measure_flip", flip)).join(words.lists.semicolon)),
  dominated_runner_up: (_, race) => race.dominated(race.runnerUp, race.leader),
  knowledge_said: (facts, race) => knownBest(facts, race).said.length > 0,
  asks_knowledge: (facts, race) => Object.keys(facts.problem.data.marks.known).length > 0 && !knownBest(facts, race).said.length,
  knows_one: (facts, race) => {
    const {said, best} = knownBest(facts, race);
    return said.length > 0 && best.length === 1;
  },
  known: (facts, race) => facts.name(knownBest(facts, race).best[0]),
  flips: (facts, race) => flipWords(facts, race).join(facts.words.lists.semicolon),
  more_flips: moreFlips,
  inactive_lead: (_, race) => race.inactiveAhead.length > 0,
  inactive: ({words, problem, outcome}, race) => race.inactiveAhead.slice(0, problem.C.inactive).map(id => {
    const [leader_score, score] = scoreTexts([outcome.scores[race.leader], outcome.scores[id]]);
    return words.list("inactive", {label: problem.label(id), score, leader_score});
  }).join(words.lists.semicolon),
  unknown: unknownWords,
  could_lead: ({words}, race) => words.names(race.couldLead),
  find_out: ({words, problem}, race) => {
    const found = race.worthFindingOut;
    return found ? words.list("find_out", {criterion: words.label(problem.scored[found.k]), alternative: problem.inSentence(found.id)}) : "";
  },
};

function flipWords({words, problem}, race) {
  return race.flips.slice(0, problem.C.flips).map(flip => words.list("flip", {at: words.at(flip),
    label: flip.isTheme ? words.list("theme", {theme: flip.slider}) : problem.criteria[flip.slider].label}));
}

function moreFlips({words, problem}, race) {
  const key = ({slider, isTheme}) => `${isTheme} ${slider}`, told = new Set(race.flips.slice(0, problem.C.flips).map(key));
  const more = new Set(race.flips.map(key).filter(name => !told.has(name))).size;
  return more ? words.list(more === 1 ? "more_flips_one" : "more_flips", {count: more}) : "";
}

function measuredWords(words, kind, {k, measure, leaders}) {
  const criterion = words.problem.scored[k];
  return words.list(kind, {label: words.label(criterion), measure: criterion.byMeasure[measure].label, leads: words.leads(leaders)});
}

function openWords({words, outcome}, race) {
  const flips = [...race.measureFlips].sort((a, b) => outcome.weights[b.k] - outcome.weights[a.k]), more = flips.length - 1;
  return measuredWords(words, "open", flips[0]) + (more ? words.list(more === 1 ? "open_more_one" : "open_more", {count: more}) : "");
}

function consequencesWords({words, problem, outcome}) {
  const {leader, runnerUp} = outcome;
  return problem.shown.map(criterion => {
    const {label, unit} = criterion;
    const slots = {label: words.inParts(outcome, criterion) ? words.list("for_must_haves", {label}) : label,
      unit: unit ? ` ${unit}` : "", leader: problem.label(leader), value: words.attribute(outcome, leader, criterion)};
    if (!runnerUp) return words.list("consequence_alone", slots);
    return words.list("consequence", {...slots, runner_up: problem.label(runnerUp), rival_value: words.attribute(outcome, runnerUp, criterion)});
  }).join(" ");
}

export function mustHaveWords(words, {state}) {
  return words.joined(Object.entries(state.must_haves).map(([feature, level]) =>
    words.list(level === "core" ? "must_have_core" : "must_have_add_on", {feature})));
}

export function needsWords(words, outcome, id) {
  return words.joined(outcome.removed.get(id).map(feature => {
    const unknown = !Object.hasOwn(words.problem.data.meets, words.problem.support(id, feature));
    const core = outcome.state.must_haves[feature] === "core";
    return words.list(unknown ? "lacks_unknown" : core ? "lacks_core" : "lacks", {feature});
  }));
}

function removedWords({words, problem, outcome}) {
  const scores = outcome.active.map(id => outcome.scores[id]);
  return capital(words.joined([...outcome.removed.keys()].map(id => {
    const slots = {alternative: problem.inSentence(id), needs: needsWords(words, outcome, id)};
    if (!outcome.total) return words.list("removed_unranked", slots);
    return words.list("removed", {...slots, all: scores.length,
      rank: 1 + scores.filter(score => score > outcome.scores[id] + problem.C.tie).length});
  })));
}

function teamWords({words, problem, outcome}) {
  const said = [], silent = [], none = [], {race} = outcome;
  if (!race) return "";
  for (const criterion of problem.team) {
    const label = words.label(criterion), points = outcome.state.points[criterion.id] || 0;
    if (!outcome.said(criterion.id)) {
      if (points) {
        const found = ifSaid(words, outcome, race, criterion);
        silent.push(criterion);
        said.push(...found);
        if (!found.length) none.push(label);
      }
    } else if (!points) said.push(words.list("team_zero", {label}));
    else {
      const {tied} = outcome.withTeam(criterion.id, {}), same = String(tied) === String(outcome.tied);
      if (tied.length) said.push(words.list(same ? "team_same" : "team_decides", {label, leads: words.leads(tied)}));
    }
  }
  if (silent.length) said.unshift(words.list("not_counted", {labels: words.joined(silent.map(criterion => words.label(criterion)))}));
  if (none.length) said.push(words.list("team_none", {labels: words.joined(none, "or"), separates: words.separates(outcome)}));
  if (silent.length > 1 && none.length === silent.length) said.push(...ifAllSaid(words, outcome, silent));
  return said.join(" ");
}

function ifSaid(words, outcome, race, criterion) {
  const {levels} = criterion, {problem} = words, found = [];
  for (const id of outcome.eligible) {
    const level = race.tie || id !== race.leader ? race.leadsFrom(criterion, id) : null;
    if (level !== null) found.push(words.list("team_leads", {label: words.label(criterion), level: levels[level],
      lowest: levels[0], alternative: problem.inSentence(id)}));
  }
  return found.slice(0, problem.C.team_sentences);
}

function ifAllSaid(words, outcome, criteria) {
  const {problem} = words, could = outcome.eligible.filter(name => {
    const {tied} = criteria.reduce((there, {id, levels}) => there.withTeam(id,
      dictionary(problem.names.map(other => [other, other === name ? levels.length - 1 : 0]))), outcome);
    return String(tied) === name && String(outcome.tied) !== name;
  });
  return could.length ? [words.list("team_together", {alternatives: words.joined(could.map(id => problem.inSentence(id)), "or")})] : [];
}

function aboutMoving(facts) {
  const {words, problem, outcome} = facts, {race, incumbent: stays} = outcome;
  if (!race) return outcome.leader && outcome.leader === stays ? {runs_everywhere: true, incumbent: facts.name(stays)} : {};
  if (!stays) return {};
  const found = {incumbent: facts.name(stays)};
  if (outcome.inactive.includes(stays)) return {...found, incumbent_inactive: true};
  if (outcome.removed.has(stays)) return {...found, incumbent_out: true, moves: true};
  const to = race.leader === stays ? race.runnerUp : race.leader;
  Object.assign(found, {stays: race.leader === stays, moves: race.leader !== stays, runner_up_runs: race.runnerUp === stays,
    rebuild: rebuildWords(facts, stays, to)});
  const even = race.breakEven;
  if (even === null) return found;
  const step = Math.ceil(even - problem.C.tie);
  Object.assign(found, {break_even_below: step <= 0, break_even_above: step > problem.C.maximum});
  if (step > 0 && step <= problem.C.maximum) {
    found.break_even = words.list(step === 1 ? "point" : "points", {points: step});
    found.swing_words = swingWords(facts, step, stays, to);
  }
  return found;
}

function swingWords({words, problem, outcome}, kept, stays, to) {
  const [criterion] = Object.keys(problem.data.marks.incumbent), at = problem.scored.findIndex(({id}) => id === criterion);
  const amount = kept * (outcome.value(stays, at) - outcome.value(to, at));
  const gains = problem.scored.map((_, k) => outcome.contribution(to, k) - outcome.contribution(stays, k));
  for (const k of gains.map((_, i) => i).sort((a, b) => gains[b] - gains[a])) {
    const points = outcome.points[k], {measures} = problem.scored[k];
    if (!measures || points < amount || points <= 0 || amount <= 0) continue;
    const {worst, best, scale, unit, figures} = outcome.measure(problem.scored[k]), share = amount / points;
    let end = scale === "log" ? worst * (best / worst) ** share : worst + share * (best - worst);
    // Of what is counted there are no parts.
    if (![figure(worst), figure(best), ...figures].join().includes(".")) end = Number(rounded(end));
    if (figure(worst) !== figure(end)) {
      return words.list("swing", {label: words.label(problem.scored[k]), worst: figure(worst), to: figure(end), unit});
    }
  }
  return "";
}

function rebuildWords({words, problem, outcome}, stays, to) {
  const said = [], core = id => problem.features.filter(feature => problem.meets(id, feature, "core"));
  const slots = {incumbent: problem.inSentence(stays), leader: problem.inSentence(to)}, {features: most} = problem.C;
  for (const [kind, one, other] of [["rebuild_lost", stays, to], ["rebuild_won", to, stays]]) {
    const missing = core(other), features = core(one).filter(feature => !missing.includes(feature));
    if (!features.length) continue;
    const more = features.length - most, told = features.slice(0, most);
    if (more > 0) told.push(`${more} more`);
    said.push(words.list(kind, {...slots, features: words.joined(told)}));
  }
  const lines = problem.shown.find(({id}) => id === "own_lines");
  if (lines) {
    const label = words.lists.reference, what = words.inParts(outcome, lines) ? words.list("for_must_haves", {label}) : label;
    said.push(words.list("rebuild_lines", {...slots, what, value: words.attribute(outcome, to, lines), rival_value: words.attribute(outcome, stays, lines)}));
  }
  const half = problem.names.filter(id => id !== stays && problem.base(id) === stays).map(id => problem.label(id));
  if (problem.data.report.half_way) half.push(problem.data.report.half_way);
  if (half.length && outcome.leader !== stays) said.push(words.list("half_way", {alternatives: half.join(words.lists.semicolon)}));
  return said.map(capital).join(" ");
}

function unknownWords({words, problem}, race) {
  const by = new Map();
  for (const {id, k} of race.unknown) by.set(id, [...(by.get(id) || []), words.label(problem.scored[k])]);
  return [...by].map(([id, labels]) =>
    capital(words.list("unknown", {alternative: problem.inSentence(id), criteria: words.joined(labels)}))).join(words.lists.semicolon);
}
