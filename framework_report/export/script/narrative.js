// Narrative: facts, and the sentences of phrases.toml.

// Templates are few and filled at every step: each is split into text and names once.
const split = new Map();
function fill(template, slots) {
  if (!split.has(template)) split.set(template, template.split(/\{(\w+)\}/));
  const parts = split.get(template);
  let text = parts[0];
  for (let i = 1; i < parts.length; i += 2) text += String(slots[parts[i]]) + parts[i + 1];
  return text;
}

function rounded(x, decimals = 0) {
  const n = Math.floor(x * 10 ** decimals + 0.5);
  if (!decimals) return String(n);
  const unit = 10 ** decimals, rest = ((n % unit) + unit) % unit;
  return `${Math.floor(n / unit)}.${String(rest).padStart(decimals, "0")}`;
}

// A raw figure as Python's `figure` writes it: three digits that matter, thousands set apart.
function rawFigure(x) {
  if (Number.isInteger(x) || Math.abs(x) >= 100) {
    return thousands(Math.floor(x + 0.5));
  }
  let decimals = 0;
  while (decimals < C.most_decimals && Math.abs(x) * 10 ** decimals < 100) decimals++;
  const n = Math.floor(Math.abs(x) * 10 ** decimals + 0.5), unit = 10 ** decimals;
  const text = `${Math.floor(n / unit)}.${String(n % unit).padStart(decimals, "0")}`.replace(/\.?0+$/, "");
  return x < 0 ? `-${text}` : text;
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
  if (criterion.subject === "team") return String(known(outcome.state.familiarity, id));
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
  get others_meet() { return othersMeeting(this.outcome).length > 0; }
  get others_meeting() { return joined(othersMeeting(this.outcome).map(other => other.label)); }
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
    return this.leads && known(this.outcome.state.familiarity, this.outcome.leader) >= C.shipped;
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
    return [leader, runnerUp].map(id => known(state.familiarity, id));
  }
  get familiarity_prefers() {
    return this.rivalled && this.outcome.said && this.known[0] !== this.known[1];
  }
  get familiar() { return this.known[0] > this.known[1] ? this.leader : this.runner_up; }
  get flips() {
    return this.rivalled && this.outcome.flipWords.slice(0, C.flips).join(LISTS.flip_also);
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
  const own = outcome.scores[outcome.leader], leads = BY_ID[outcome.leader].base;
  const ahead = outcome.others.filter(({score, base}) =>
    score > own + C.tie && (variants || base !== leads));
  return ahead.slice(0, C.others).map(other =>
    fill(LISTS[other.base === leads ? "other_same" : "other_leads"], {
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
  const {change} = outcome;
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
  const flips = outcome.flips.map(flip => fill(
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
const HEADLINE = paragraphsOf("headline", "way_out", "advice"), FLIP = paragraphsOf("flip");
function paragraphsOf(...names) { return DATA.phrases.paragraph.filter(({name}) => names.includes(name)); }
function wordsOf(outcome, paragraphs) { return verdictOf(outcome, paragraphs).map(([,, text]) => text).join(" "); }
function headlineOf(outcome) { return wordsOf(outcome, HEADLINE); }
