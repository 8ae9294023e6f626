// States: checked, compared, and as text.

class Refused extends Error {
  constructor(faults) { super(faults.join("; ")); }
}

function quoted(value) { return typeof value === "string" ? `'${value}'` : String(value); }

const KNOWN = {
  points: SCORED.map(({id}) => id), must_haves: DATA.features.map(({name}) => name),
  familiarity: FRAMEWORKS.map(({id}) => id),
};

function checkLevel(part, level) {
  if (part === "must_haves") {
    return LEVELS.has(level) ? "" : [...LEVELS.keys()].map(quoted).join(LISTS.or);
  }
  const maximum = part === "points" ? C.maximum_points : C.maximum_familiarity;
  return Number.isInteger(level) && level >= 0 && level <= maximum
    ? "" : fill(PAGE.whole_number, {maximum});
}

// Checks a state and brings it into the order of the tables, as State.from_dict does in Python.
function stateFrom(given) {
  const faults = [], state = {};
  for (const part of Object.keys(given)) {
    if (!Object.hasOwn(KNOWN, part)) faults.push(fill(PAGE.refused_unknown, {
      part: "state", found: quoted(part), expected: Object.keys(KNOWN).join(LISTS.comma)}));
  }
  for (const [part, names] of Object.entries(KNOWN)) {
    const found = given[part] || {};
    for (const [name, level] of Object.entries(found)) {
      const expected = checkLevel(part, level);
      if (!names.includes(name)) faults.push(fill(PAGE.refused_unknown, {
        part, found: quoted(name), expected: names.join(LISTS.comma)}));
      else if (expected) faults.push(fill(PAGE.refused_level, {
        part, name, found: quoted(level), expected}));
    }
    state[part] = Object.create(null);
    for (const name of names) {
      if (!Object.hasOwn(found, name)) continue;
      if (part !== "points" || found[name]) state[part][name] = found[name];
    }
  }
  if (faults.length) throw new Refused(faults);
  return state;
}

// Brings a state that was checked before, and changed here, into the order of the tables. What is as
// before stays the very same.
function inOrder(given, before) {
  const state = {};
  for (const [part, names] of Object.entries(KNOWN)) {
    if (given[part] === before[part]) { state[part] = before[part]; continue; }
    state[part] = Object.create(null);
    for (const name of names) {
      if (Object.hasOwn(given[part], name) && (part !== "points" || given[part][name])) {
        state[part][name] = given[part][name];
      }
    }
  }
  return state;
}

// A state is never changed, so its text is made once.
const TEXTS = new WeakMap();
function textOf(state) {
  if (!TEXTS.has(state)) TEXTS.set(state, JSON.stringify(state));
  return TEXTS.get(state);
}
function same(a, b) { return textOf(a) === textOf(b); }

function differences(state, other) {
  const words = {
    points: level => String(level || 0),
    must_haves: level => LEVELS.get(level) || PAGE.not_needed,
    familiarity: level => level === undefined ? PAGE.not_said : String(level),
  };
  const found = [];
  for (const [part, names] of Object.entries(KNOWN)) {
    for (const id of names) {
      const now = words[part](state[part][id]), before = words[part](other[part][id]);
      const name = part === "points" ? CRITERIA[id].label : part === "familiarity" ? label(id) : id;
      if (now !== before) found.push(fill(PAGE[`difference_${part}`], {name, now, before}));
    }
  }
  return found;
}

function noticeOf(state) {
  const found = differences(state, TEAM), {date} = DATA.decision;
  const name = (found.length ? "whatif" : "same") + (date ? "" : "_undecided");
  return fill(PAGE[name], {date, differences: joined(found)});
}

// The text of Copy priorities is TOML; the address carries the same entries after its #.
function asToml(state) {
  const key = name => /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  const lines = [`version = ${DATA.version}`, `evidence = ${JSON.stringify(DATA.digest)}`];
  for (const part of Object.keys(KNOWN)) {
    lines.push("", `[${part}]`);
    for (const [name, level] of Object.entries(state[part])) {
      lines.push(`${key(name)} = ${JSON.stringify(level)}`);
    }
  }
  return lines.join("\n") + "\n";
}

function asAddress(state) {
  const entries = [["version", DATA.version], ["evidence", DATA.digest]];
  for (const part of Object.keys(KNOWN)) {
    for (const [name, level] of Object.entries(state[part])) entries.push([`${part}.${name}`, level]);
  }
  return "#" + new URLSearchParams(entries);
}

const TOML_KEY = String.raw`([\w-]+|"(?:[^"\\]|\\.)*")`;
const TOML_TABLE = new RegExp(String.raw`^\[${TOML_KEY}\]\s*(?:#.*)?$`);
const TOML_ENTRY = new RegExp(String.raw`^${TOML_KEY}\s*=\s*(\d{1,9}|"(?:[^"\\]|\\.)*")\s*(?:#.*)?$`);

function plain(token) {
  if (!token.startsWith('"')) return token;
  try { return JSON.parse(token); } catch { return token; }
}

function entriesOfToml(text) {
  const entries = [];
  let table = "";
  text.replace(/^\ufeff/, "").split(/\r\n?|\n/).forEach((raw, at) => {
    const line = raw.trim(), opens = TOML_TABLE.exec(line), entry = TOML_ENTRY.exec(line);
    if (!line || line.startsWith("#")) return;
    if (opens) table = plain(opens[1]);
    else if (entry) entries.push([table, plain(entry[1]),
      entry[2].startsWith('"') ? plain(entry[2]) : Number(entry[2])]);
    else throw new Refused([fill(PAGE.refused_line, {line: at + 1, found: quoted(line.slice(0, 80))})]);
  });
  return entries;
}

function entriesOfAddress(hash) {
  return [...new URLSearchParams(hash.slice(1))].map(([key, level]) => {
    const dot = key.indexOf("."), value = /^\d{1,9}$/.test(level) ? Number(level) : level;
    return dot < 0 ? ["", key, key === "evidence" ? level : value]
      : [key.slice(0, dot), key.slice(dot + 1), value];
  });
}

// Returns the state that entries [table, name, level] describe, and a warning if there is one.
function stateOfEntries(entries) {
  const tables = Object.create(null), top = Object.create(null);
  for (const [table, name, level] of entries) {
    const place = table ? tables[table] || (tables[table] = Object.create(null)) : top;
    if (name in place) {
      throw new Refused([fill(PAGE.refused_twice, {part: table || "state", name: quoted(name)})]);
    }
    place[name] = level;
  }
  if (top.version !== DATA.version) {
    const found = "version" in top ? quoted(top.version) : PAGE.nobody_said;
    throw new Refused([fill(PAGE.refused_version, {found, expected: DATA.version})]);
  }
  const state = stateFrom(tables), found = top.evidence;
  const other = found !== undefined && found !== DATA.digest;
  return {state, warning: other
    ? fill(PAGE.other_evidence, {found: quoted(found), expected: quoted(DATA.digest)}) : ""};
}
