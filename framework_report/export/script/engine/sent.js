// What people send: a link, or a small file that holds one, or the same as TOML.

import {dictionary} from "./problem.js";
import {readLink, Refused, toLink} from "./state.js";
import {fill} from "./text.js";

const STRING = String.raw`"(?:[^"\\]|\\.)*"`, TABLE = /^\s*\[([\w."-]+)\]\s*(?:#.*)?$/, NOTHING = /^\s*(?:#.*)?$/;
const ENTRY = new RegExp(String.raw`^\s*("[^"]*"|[\w-]+)\s*=\s*(${STRING}|[\d.]+|[\d-]+|\[[^\]]*\])\s*(?:#.*)?$`);
const STATE = ["version", "name", "evidence", "points", "must_haves", "team", "candidates", "measures", "familiarity"];

export function readSent(problem, text, base) {
  if (!/^\s*[\w."[-]/.test(text.replace(/^\s*#.*$/gm, "")) || /^\s*<?\S*#\S*\s*$/.test(text)) return readLink(problem, text);
  const found = tables(problem, text);
  if (found.link) {
    const sent = readLink(problem, String(found.link));
    return {...sent, name: found.name || sent.name};
  }
  return readLink(problem, asLink(found, base));
}

function tables(problem, text) {
  const found = dictionary();
  let prefix = "";
  text.replace(/^\ufeff/, "").split(/\r?\n/).forEach((line, i) => {
    const table = TABLE.exec(line), entry = ENTRY.exec(line);
    if (NOTHING.test(line)) return;
    if (table) prefix = `${table[1].replaceAll('"', "")}.`;
    else if (entry) found[prefix + entry[1].replaceAll('"', "")] = JSON.parse(/^[\d-]+-/.test(entry[2]) ? `"${entry[2]}"` : entry[2].replace(/,\s*\]$/, "]"));
    else throw new Refused([fill(problem.data.phrases.page.refused_line, {line: i + 1, found: `'${line.trim()}'`})]);
  });
  return found;
}

// Who names no candidates has left out what is as the team decided.
function asLink(found, base) {
  const given = Object.entries(found).filter(([key]) => STATE.includes(key.split(".")[0]));
  const has = part => given.some(([key]) => key.split(".")[0] === part), entries = new Map();
  if (!has("candidates")) {
    entries.set("candidates", base.candidates);
    if (!has("must_haves")) for (const [key, x] of Object.entries(base.must_haves)) entries.set(`must_haves.${key}`, x);
    for (const [key, x] of Object.entries(base.measures)) entries.set(`measures.${key}`, x);
    for (const [criterion, said] of Object.entries(base.team)) if (!has("team")) for (const [key, x] of Object.entries(said)) entries.set(`team.${criterion}.${key}`, x);
  }
  for (const [key, x] of given) entries.set(key.replace(/^familiarity\./, "team.familiarity."), x);
  return "#" + [...entries].map(([key, x]) => `${encodeURIComponent(key)}=${encodeURIComponent(x)}`).join("&");
}

// A small file to send back: comments say what it is, the link says all.
export function asFile(words, state, name, address, from) {
  const {problem, phrases: {page: PAGE}} = words, quoted = JSON.stringify;
  return [`# ${fill(PAGE.file_note, problem.data.report)}`, ...name ? [`name = ${quoted(name)}`] : [], `from = ${quoted(from)}`,
    `link = ${quoted(address + toLink(problem, state, name))}`, ""].join("\n");
}
