// Elements.

function element(space, name, attributes, children) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}
function h(name, attributes = {}, ...children) {
  return element("http://www.w3.org/1999/xhtml", name, attributes, children);
}
function svg(name, attributes = {}, ...children) {
  return element("http://www.w3.org/2000/svg", name, attributes, children);
}

// What stands there already is left alone: most of a page does not change with a step.
const SHOWN = Symbol("what stands there");
function put(node, name, value) {
  const known = node[SHOWN] || (node[SHOWN] = {});
  if (known[name] === value) return;
  known[name] = value;
  if (typeof value === "boolean") node.toggleAttribute(name, value);
  else node.setAttribute(name, value);
}
function say(node, text) {
  const known = node[SHOWN] || (node[SHOWN] = {});
  if (known.text === text) return;
  known.text = text;
  if (!known.words) {
    known.words = document.createTextNode(text);
    node.replaceChildren(known.words);
  }
  else known.words.data = text;
}
function percent(x) { return `${Math.round(x * 100) / 100}%`; }

// Bars and bands are thick lines: where a line ends is no matter of style, as a rectangle's width is,
// so that moving it restyles nothing.
function line(attributes) { return svg("line", {y1: "50%", y2: "50%", ...attributes}); }
function stretch(node, from, to) {
  put(node, "x1", percent(100 * from));
  put(node, "x2", percent(100 * to));
}

let ids = 0;
function options(choices) { return choices.map(([value, text]) => h("option", {value}, text)); }
function choice(words, choices, pick, attributes = {}) {
  const select = h("select", {id: `c${++ids}`, ...attributes}, ...options(choices));
  select.addEventListener("change", () => pick(select.value));
  return {select, box: h("div", {class: "choice"}, h("label", {for: select.id}, words), select)};
}
function button(words, act) {
  const made = h("button", {type: "button"}, words);
  made.addEventListener("click", act);
  return made;
}
// A slider on its band: the band says where the leader stays, the tick what the team decided.
function slider(words, name, hint, move) {
  const id = `s${++ids}`;
  const input = h("input", {
    type: "range", id, name, min: 0, max: C.maximum_points, step: 1, "aria-describedby": `${id}d`});
  const points = h("output", {for: id, class: "boxed"}), band = line({class: "band"});
  const tick = svg("line", {class: "tick", y1: 0, y2: "100%"});
  const rail = svg("svg", {class: "rail", "aria-hidden": "true"}, line({class: "ground", x2: "100%"}), band, tick);
  const weight = h("b", {}), stays = h("span", {}), decided = h("span", {class: "decided"});
  input.addEventListener("input", () => move(Number(input.value)));
  input.addEventListener("change", endGesture);
  // The notes stand outside the grid: they change with each step, it does not.
  const box = h("div", {class: "slider"},
    h("div", {class: "head"}, h("label", {for: id}, words), h("div", {}, points),
      h("div", {class: "track"}, rail, input)),
    h("p", {class: "note", id: `${id}d`}, weight, stays, decided, hint ? apart(hint) : null));
  return {input, points, band, tick, weight, stays, decided, box};
}

function apart(words) { return words && ` · ${words}`; }

// At once with the handle: a screen reader speaks what it finds while the key is down. What it would
// say of the sliders that stay where they are waits until the handle rests.
function showPoints(control, now, share) {
  const {input, points} = control;
  if (input.value !== String(now)) input.value = now;
  if (control.now === now) return;
  control.now = now;
  say(points, String(now));
  speakPoints(control, share);
}

function speakPoints({input, now, fold}, share) {
  // What is folded away is brought up to date when it is folded out.
  if (fold && !fold.open) return;
  put(input, "aria-valuetext", fill(PAGE.points_spoken, {
    points: now, maximum: C.maximum_points, weight: rounded(100 * share)}));
}

function showSlider(control, now, decided, share, low, high, leader) {
  const {band, tick, weight, stays, fold} = control;
  if (fold && !fold.open) return;
  say(weight, fill(PAGE.weight, {weight: rounded(100 * share)}));
  const end = C.maximum_points, anywhere = low <= 0 && high >= end;
  say(stays, leader === null ? "" : apart(fill(anywhere ? PAGE.stays_anywhere : PAGE.stays, {
    leader: label(leader), low: rounded(low), high: rounded(high)})));
  if (leader === null) stretch(band, 0, 0);
  else stretch(band, low / end, high / end);
  stretch(tick, decided / end, decided / end);
  say(control.decided, decided === now ? "" : apart(fill(PAGE.decided_points, {points: decided})));
}
