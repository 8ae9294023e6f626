// TOML as the commands read it. What a state holds none of, such as a date, is kept as the text that stands there.

import {dictionary, isTable} from "./problem.js";

const SPACE = /[ \t]*/y, GAP = /(?:\s|#[^\n]*)*/y, END = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y, DOT = /[ \t]*\.[ \t]*/y, COMMA = /[ \t]*,[ \t]*/y;
const BARE = /[\w-]+/y, WORD = /[\w.:+-]+(?: \d\d:[\d:.]+)?/y;
const NUMBER = /^(?:[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:e[+-]?\d(?:_?\d)*)?|0x[\da-f](?:_?[\da-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/i;
const TIME = /^(?:\d{4}-\d\d-\d\d)?(?:(?:^|[T ])\d\d:\d\d:\d\d[\d.:+-]*Z?)?$/i;
const WORDS = {true: true, false: false, inf: Infinity, "+inf": Infinity, "-inf": -Infinity, nan: NaN, "+nan": NaN, "-nan": NaN};
// Each kind of string, the longer quotes first, and whether a backslash escapes in it.
const STRINGS = [[/"""\n?((?:[^\\]|\\[^])*?"{0,2})"""(?!")/y, true], [/'''\n?([^]*?'{0,2})'''(?!')/y, false],
  [/"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\.)*)"/y, true], [/'([^'\x00-\x08\x0a-\x1f\x7f]*)'/y, false]];
const ESCAPE = /\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|[ \t]*\n\s*|([^]))/g, ESCAPES = {b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\"};

// Reads a text into tables; broken(line, text) makes the error where it cannot go on.
export function readToml(given, broken) {
  const text = given.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"), root = dictionary(), implied = new WeakSet();
  let at = 0, table = root;
  const fail = () => { throw broken(text.slice(0, at).split("\n").length, /[^\n]*$/.exec(text.slice(0, at))[0] + /[^\n]*/.exec(text.slice(at))[0]); };
  const take = pattern => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const need = pattern => take(pattern) || fail();
  const unescaped = (_, short, long, one) => {
    const code = parseInt(short || long, 16);
    return code >= 0xd800 && code < 0xe000 ? fail() : code >= 0 ? String.fromCodePoint(code)
      : one === undefined ? "" : Object.hasOwn(ESCAPES, one) ? ESCAPES[one] : fail();
  };
  const string = kinds => {
    for (const [pattern, escapes] of kinds) {
      const found = take(pattern);
      if (found) return escapes ? found[1].replace(ESCAPE, unescaped) : found[1];
    }
    return null;
  };
  const name = () => { const bare = take(BARE); return bare ? bare[0] : string(STRINGS.slice(2)) ?? fail(); };
  const key = () => { const path = [name()]; while (take(DOT)) path.push(name()); return path; };
  // The table that a path's last name stands in; those on the way are made.
  const inside = (from, path, made = () => {}) => path.slice(0, -1).reduce((found, part) => {
    if (!(part in found)) made(found[part] = dictionary());
    return isTable(found[part]) && !Object.isFrozen(found[part]) ? found[part] : fail();
  }, from);
  const entry = into => {
    const path = key(), last = path[path.length - 1], found = inside(into, path);
    take(SPACE); need(/=/y); take(SPACE);
    if (last in found) fail();
    found[last] = value();
  };
  const header = () => {
    const path = key(), last = path[path.length - 1], found = inside(root, path, one => implied.add(one));
    if (last in found && !implied.delete(found[last])) fail();
    table = found[last] = found[last] || dictionary();
    take(SPACE); need(/\]/y);
  };
  const list = () => {
    const found = [];
    for (take(GAP); !take(/\]/y); take(GAP)) {
      found.push(value());
      take(GAP);
      if (!take(/,/y)) { need(/\]/y); break; }
    }
    return found;
  };
  // Nothing can be added to a table in a line.
  const inline = () => {
    const found = dictionary();
    take(SPACE);
    if (!take(/\}/y)) {
      do entry(found); while (take(COMMA));
      take(SPACE); need(/\}/y);
    }
    return Object.freeze(found);
  };
  const word = () => {
    const [found] = need(WORD);
    if (Object.hasOwn(WORDS, found)) return WORDS[found];
    return NUMBER.test(found) ? Number(found.replaceAll("_", "")) : TIME.test(found) ? found : fail();
  };
  const value = () => take(/\[/y) ? list() : take(/\{/y) ? inline() : string(STRINGS) ?? word();
  try {
    while (at < text.length) {
      take(SPACE);
      if (take(/\[[ \t]*/y)) header();
      else if (!/[#\n]/.test(text[at] || "\n")) entry(table);
      need(END);
    }
  } catch (error) {
    // A character that there is none of, or lists in lists without end.
    if (error instanceof RangeError) fail();
    throw error;
  }
  return root;
}
