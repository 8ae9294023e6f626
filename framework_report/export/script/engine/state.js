// States: what was set, checked and in the order of the tables, and as a link.

import {dictionary, isTable} from "./problem.js";
import {fill, joined, pointsText} from "./text.js";

export const STATE_PARTS = ["points", "must_haves", "team", "candidates", "measures"];
const MANY = 5, LONGEST = 60;

export class Refused extends Error {
  constructor(faults) {
    super(faults[0]);
    this.faults = faults.length > MANY ? [...faults.slice(0, MANY), "…"] : faults;
  }
}

// The beginning of what was found; what no reader sees, or turns the direction, as its number.
export function quoted(value) {
  const text = typeof value === "string" ? `'${value}'` : typeof value === "object" ? JSON.stringify(value) : String(value);
  return (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text).replace(/[\p{C}\u2028\u2029]/gu, x => `\\u${x.codePointAt().toString(16).padStart(4, 0)}`);
}

// Checks what was given and brings it into order, as State.from_dict does in Python. Candidates that are
// left out are those that the tables tick.
export function stateFrom(problem, given) {
  const {phrases: {page: PAGE}, ticked} = problem.data, {maximum} = problem.C, faults = [];
  const unknown = (part, found, expected) => faults.push(fill(PAGE.refused_unknown, {
    part, found: quoted(found), expected: expected.join(", ")}));
  const level = (part, name, found, expected) =>
    faults.push(fill(PAGE.refused_level, {part, name, found: quoted(found), expected}));
  const shaped = (part, good, expected) => {
    const found = given[part];
    if (found === undefined || good(found)) return found;
    faults.push(fill(PAGE.refused_shape, {part, found: quoted(found), expected}));
  };
  const checked = (part, entries, known, expected) => {
    const kept = dictionary();
    for (const name of Object.keys(entries || {})) {
      if (!known.includes(name)) unknown(part, name, known);
      else {
        const words = expected(name, entries[name]);
        if (words) level(part, name, entries[name], words);
      }
    }
    for (const name of known) if (entries && Object.hasOwn(entries, name)) kept[name] = entries[name];
    return kept;
  };
  for (const part of Object.keys(given)) if (!STATE_PARTS.includes(part)) unknown("state", part, STATE_PARTS);
  const number = (_, x) => typeof x === "number" && x >= 0 && x <= maximum ? "" : fill(PAGE.a_number, {maximum});
  const points = checked("points", shaped("points", isTable, PAGE.a_table), problem.scored.map(({id}) => id), number);
  for (const name of Object.keys(points)) if (!points[name]) delete points[name];
  const must_haves = checked("must_haves", shaped("must_haves", isTable, PAGE.a_table), problem.features,
    (_, x) => x === "core" || x === "add-on" ? "" : "'core' or 'add-on'");
  const counted = problem.scored.filter(({measures}) => measures);
  const measures = checked("measures", shaped("measures", isTable, PAGE.a_table), counted.map(({id}) => id), (name, x) => {
    const ids = problem.criteria[name].measures.map(({id}) => id);
    return ids.includes(x) ? "" : ids.map(quoted).join(" or ");
  });
  for (const name of Object.keys(measures)) {
    if (measures[name] === problem.criteria[name].measures[0].id) delete measures[name];
  }
  const team = dictionary(), answers = shaped("team", found => isTable(found) && Object.values(found).every(isTable), PAGE.a_team) || {};
  for (const name of Object.keys(answers)) {
    if (!problem.team.some(({id}) => id === name)) unknown("team", name, problem.team.map(({id}) => id));
  }
  for (const {id, levels} of problem.team) {
    const said = checked(`team.${id}`, Object.hasOwn(answers, id) ? answers[id] : {}, problem.names, (_, x) =>
      Number.isInteger(x) && x >= 0 && x < levels.length ? ""
        : fill(PAGE.whole_number, {maximum: levels.length - 1}));
    if (Object.keys(said).length) team[id] = said;
  }
  const wanted = shaped("candidates", found => Array.isArray(found) && found.every(name => typeof name === "string"), PAGE.a_list) || ticked;
  for (const name of wanted) if (!problem.names.includes(name)) unknown("candidates", name, problem.names);
  if (faults.length) throw new Refused(faults);
  return {points, must_haves, team, measures, candidates: problem.names.filter(id => wanted.includes(id))};
}

// A state is never changed, so its text is made once.
const texts = new WeakMap();
function textOf(state) {
  if (!texts.has(state)) texts.set(state, JSON.stringify(state));
  return texts.get(state);
}
export function same(a, b) { return textOf(a) === textOf(b); }

export function scenarioState(problem, scenario, state) {
  const {points, must_haves} = scenario;
  return stateFrom(problem, {points, must_haves, team: state.team, candidates: state.candidates,
    measures: state.measures});
}

// The scenario that has just these points and must-haves, or null.
const scenes = new WeakMap(), scene = ({points, must_haves}) => JSON.stringify([points, must_haves]);
export function scenarioOf(problem, state) {
  const {scenarios} = problem.data, own = scene(state);
  if (!scenes.has(problem)) scenes.set(problem, scenarios.map(({points, must_haves}) => scene(stateFrom(problem, {points, must_haves}))));
  return scenarios[scenes.get(problem).indexOf(own)] || null;
}

// What a state sets otherwise than another one, in words, in the order of the tables.
export function differences(problem, state, other) {
  const {page: PAGE, lists: LISTS} = problem.data.phrases, found = [];
  const told = (part, name, now, before) => {
    if (now !== before) found.push(fill(PAGE[`difference_${part}`], {name, now, before}));
  };
  for (const {id, label} of problem.scored) {
    told("points", label, pointsText(state.points[id] || 0), pointsText(other.points[id] || 0));
  }
  const need = level => level ? PAGE[level === "core" ? "need_core" : "need_add_on"] : PAGE.not_needed;
  for (const name of problem.features) told("must_haves", name, need(state.must_haves[name]), need(other.must_haves[name]));
  for (const {id, label, levels} of problem.team) {
    const said = ({team}, name) => team[id] && team[id][name] !== undefined ? levels[team[id][name]] : PAGE.not_said;
    for (const name of problem.names) told("team", `${label}, ${problem.label(name)}`, said(state, name), said(other, name));
  }
  for (const {id, label, measures} of problem.scored) {
    if (!measures) continue;
    const by = ({measures: chosen}) => problem.criteria[id].byMeasure[chosen[id] || measures[0].id].label;
    told("measures", label, by(state), by(other));
  }
  const names = ({candidates}) => joined(LISTS, candidates.map(id => problem.label(id))) || PAGE.nobody_said;
  told("candidates", "", names(state), names(other));
  return found;
}

// The link: the part of an address after and with #.
export function toLink(problem, state, name = "") {
  const {data} = problem, entries = [["version", data.version]];
  if (name) entries.push(["name", name]);
  entries.push(["evidence", data.digest]);
  for (const [key, p] of Object.entries(state.points)) entries.push([`points.${key}`, p]);
  for (const [key, level] of Object.entries(state.must_haves)) entries.push([`must_haves.${key}`, level]);
  for (const [criterion, said] of Object.entries(state.team)) {
    for (const [key, level] of Object.entries(said)) entries.push([`team.${criterion}.${key}`, level]);
  }
  entries.push(["candidates", state.candidates.join(",")]);
  for (const [key, measure] of Object.entries(state.measures)) entries.push([`measures.${key}`, measure]);
  entries.push(["figures", data.figures]);
  const coded = x => encodeURIComponent(x).replaceAll("%2C", ",");
  return "#" + entries.map(([key, x]) => `${coded(key)}=${coded(String(x))}`).join("&");
}

const DECIMALS = /^\d{1,2}(\.\d{1,17})?(e-\d{1,3})?$/;
const TEXTS = ["name", "evidence", "figures"];

// Reads a link: its state, its name, and what is odd about it. Throws Refused.
export function readLink(problem, text) { return sentFrom(problem, entriesOf(problem, text)); }

// The entries of a link as nested tables.
export function entriesOf(problem, text) {
  const {page: PAGE} = problem.data.phrases, given = dictionary(), link = text.trim().replace(/^<|>$/g, ""), from = link.indexOf("#");
  if (from < 0 || !link.includes("=", from)) throw new Refused([fill(PAGE.refused_no_link, {found: quoted(link)})]);
  for (const [key, value] of new URLSearchParams(link.slice(from + 1))) {
    const dots = key.split("."), path = key.startsWith("team.") ? [dots[0], dots[1], dots.slice(2).join(".")]
      : dots.length > 1 ? [dots[0], dots.slice(1).join(".")] : dots;
    let table = given;
    for (const part of path.slice(0, -1)) {
      if (!(part in table)) table[part] = dictionary();
      table = table[part];
      if (!isTable(table)) throw new Refused([fill(PAGE.refused_twice, {part: quoted(part), name: quoted(key)})]);
    }
    const last = path[path.length - 1];
    if (last in table) throw new Refused([fill(PAGE.refused_twice, {part: "state", name: quoted(key)})]);
    table[last] = key === "candidates" ? (value ? value.split(",") : [])
      : !TEXTS.includes(key) && DECIMALS.test(value) ? Number(value) : value;
  }
  return given;
}

// Checks what was sent, a link's entries or TOML's. Throws Refused.
export function sentFrom(problem, given) {
  const {data} = problem, {page: PAGE} = data.phrases;
  const {version = data.version, name = "", evidence = data.digest, figures = null, ...rest} = given, {familiarity, team = {}} = rest;
  if (version !== 1 && version !== data.version) {
    throw new Refused([fill(PAGE.refused_version, {found: quoted(version), expected: data.version})]);
  }
  // The one team criterion of version 1 was a part of its own.
  if (familiarity !== undefined && isTable(team)) {
    rest.team = {familiarity, ...team};
    delete rest.familiarity;
  }
  return {name: checkedName(problem, name), state: stateFrom(problem, rest), warnings: movedSince(problem, quoted(evidence), figures)};
}

// A person's name in one line. Throws Refused.
export function checkedName(problem, name) {
  const {page: PAGE} = problem.data.phrases;
  if (typeof name !== "string" || [...name].length > 200 || new RegExp(problem.C.control, "u").test(name)) {
    throw new Refused([fill(PAGE.refused_shape, {part: "name", found: quoted(name), expected: PAGE.a_name})]);
  }
  return name.split(/\s+/).filter(Boolean).join(" ");
}

// A state that names no candidates has left out what is as the team decided.
export function settled(problem, {points, must_haves, team, measures}, base) {
  return stateFrom(problem, {points, must_haves: Object.keys(must_haves).length ? must_haves : base.must_haves,
    team: {...base.team, ...team}, candidates: base.candidates, measures: {...base.measures, ...measures}});
}

// Which figures have changed since a link was made: those whose digest it lacks.
function movedSince(problem, evidence, figures) {
  const {data} = problem, {page: PAGE} = data.phrases;
  if (evidence === quoted(data.digest)) return [];
  if (typeof figures !== "string") return [fill(PAGE.other_evidence, {found: evidence, expected: quoted(data.digest)})];
  const known = new Set(figures.match(/.{3}/g)), moved = [];
  for (const criterion of data.criteria) {
    for (const {label: measure, digests = []} of criterion.measures || [criterion]) {
      digests.forEach((digest, i) => {
        const slots = {label: criterion.label, measure, name: problem.frameworks[i].label};
        if (digest && !known.has(digest)) moved.push(fill(criterion.measures ? PAGE.moved_figure : PAGE.moved_told, slots));
      });
    }
  }
  if (!moved.length) return [];
  const more = moved.length > 5 ? fill(PAGE.moved_more, {count: moved.length - 5}) : "";
  return [fill(PAGE.moved_figures, {figures: moved.slice(0, 5).join("; ") + more})];
}

// Themes: one slider for several criteria.
export function themePoints(problem, points, theme) {
  return Math.max(...problem.inTheme[theme].map(k => points[problem.scored[k].id] || 0));
}
export function scaledPoint(own, largest, points) {
  return largest ? Math.floor((2 * own * points + largest) / (2 * largest)) : points;
}
