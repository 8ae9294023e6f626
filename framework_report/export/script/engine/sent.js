// What people send: a link, or a small file that holds one, or the same as TOML.

import {entriesOf, quoted, Refused, sentFrom, settled, STATE_PARTS, toLink} from "./state.js";
import {fill} from "./text.js";
import {readToml} from "./toml.js";

// What decision.toml says beside the state is no part of somebody's priorities.
const BESIDE = ["scenario", "why", "switch_if", "date", "review_by", "leader", "from", "rested_on", "supports"];

// What it leaves out is as the team decided.
export function readSent(problem, text, base) {
  const given = !text.trim() || /^\s*\S*#\S*\s*$/.test(text) ? entriesOf(problem, text) : fromToml(problem, text);
  const {state, ...sent} = sentFrom(problem, given);
  return {...sent, state: given.candidates ? state : settled(problem, state, base)};
}

function fromToml(problem, text) {
  const given = readToml(text, (line, found) => new Refused([fill(problem.data.phrases.page.refused_line, {line, found: quoted(found.trim())})]));
  if (typeof given.link === "string") {
    const beside = STATE_PARTS.find(part => Object.hasOwn(given, part));
    if (beside) throw new Refused([`found link and ${beside}, expected one of them`]);
    return {...entriesOf(problem, given.link), ..."name" in given ? {name: given.name} : {}};
  }
  for (const name of BESIDE) delete given[name];
  return given;
}

// A small file to send back: comments say what it is, the link says all.
export function asFile(words, state, name, address, from) {
  const {problem, phrases: {page: PAGE}} = words, string = JSON.stringify;
  return [`# ${fill(PAGE.file_note, problem.data.report)}`, ...name ? [`name = ${string(name)}`] : [], `from = ${string(from)}`,
    `link = ${string(address + toLink(problem, state, name))}`, ""].join("\n");
}
