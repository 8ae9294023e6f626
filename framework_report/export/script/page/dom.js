// Elements, and the places of the template that a view fills.

function element(space, name, attributes, children) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}
export function h(name, attributes = {}, ...children) {
  return element("http://www.w3.org/1999/xhtml", name, attributes, children);
}
export function svg(name, attributes = {}, ...children) {
  return element("http://www.w3.org/2000/svg", name, attributes, children);
}

// What stands there already is left alone: most of a page does not change with a step.
const SHOWN = Symbol("what stands there");
export function put(node, name, value) {
  const known = node[SHOWN] || (node[SHOWN] = {});
  if (known[name] === value) return;
  known[name] = value;
  if (value === null) node.removeAttribute(name);
  else if (typeof value === "boolean") node.toggleAttribute(name, value);
  else node.setAttribute(name, value);
}
export function say(node, text) {
  const known = node[SHOWN] || (node[SHOWN] = {});
  if (known.text === text) return;
  if (known.text === undefined && node.textContent === text) { known.text = text; return; }
  known.text = text;
  // Changing a text is cheaper than putting another one in its place.
  if (known.node) { known.node.data = text; return; }
  node.textContent = text;
  known.node = node.firstChild;
}

// The places of the template by name: texts, attributes, whether an element is there; and rows of such.
export class Places {
  constructor(root) {
    this.bound = new Map();
    this.rows = new Map();
    this.now = new Map();
    let box = null;
    for (const node of [root, ...root.querySelectorAll("[data-b], [data-rows]")]) {
      if (box && box.contains(node)) continue;
      const rows = node.getAttribute("data-rows"), b = node.getAttribute("data-b");
      if (rows) this.rows.set(rows, new Rows(box = node));
      else if (b) for (const pair of b.split(" ")) this.bind(node, ...pair.split(":"));
    }
  }

  bind(node, kind, name) {
    if (!this.bound.has(name)) this.bound.set(name, []);
    this.bound.get(name).push([kind, node]);
  }

  put(view) {
    for (const name in view) {
      const value = view[name];
      if (Array.isArray(value)) { if (this.rows.has(name)) this.rows.get(name).put(value); continue; }
      if (this.now.get(name) === value) continue;
      this.now.set(name, value);
      for (const [kind, node] of this.bound.get(name) || []) {
        if (kind === "show") put(node, "hidden", value === null);
        else if (kind === "text") say(node, value === null ? "" : value);
        else put(node, kind, value);
      }
    }
  }
}

// As many rows as there are; the first one is the model of more.
class Rows {
  constructor(box) {
    this.box = box;
    this.items = [...box.children].map(node => [node, new Places(node)]);
  }

  put(views) {
    const {box, items} = this;
    while (items.length < views.length) {
      const node = items[0][0].cloneNode(true);
      box.append(node);
      items.push([node, new Places(node)]);
    }
    items.forEach(([node, places], i) => {
      put(node, "hidden", i >= views.length);
      // What is hidden has no name: each stands once on the page.
      places.put(i < views.length ? views[i] : {id: null});
    });
  }
}

// The page's address, without the state behind #; nothing where it has none, as in a frame of another page.
export function here() { return /^(file|https?):/.test(location.href) ? location.href.split("#")[0] : ""; }

let ids = 0;
export function newId() { return `i${++ids}`; }

export function options(choices) { return choices.map(([value, text]) => h("option", {value}, text)); }

// A menu with its name beside it.
export function menu(words, choices, pick, attributes = {}) {
  const select = h("select", {id: newId(), ...attributes}, ...options(choices));
  select.addEventListener("change", () => pick(select.value));
  return {select, box: h("div", {class: "choice"}, h("label", {for: select.id}, words), select)};
}
export function choose(select, value) { if (select.value !== value) select.value = value; }

export function button(words, act) {
  const made = h("button", {type: "button"}, words);
  made.addEventListener("click", act);
  return made;
}

// A fold, whose summary says what is set in it.
export function fold(name, ...children) {
  const summary = h("summary"), box = h("details", {class: name}, summary, ...children);
  return {box, summary};
}

// A fold with controls, made when somebody first opens it: `make` returns them, `set` sets them to an outcome.
export class ControlsFold {
  constructor(name, words, store) {
    const {problem, phrases: {page: PAGE}} = words;
    Object.assign(this, fold(name), {words, store, problem, PAGE});
    this.shown = null;
    // Before it is open, so that nobody sees it empty.
    this.summary.addEventListener("click", () => this.fill());
    this.box.addEventListener("toggle", () => this.fill());
  }

  show(outcome) {
    this.outcome = outcome;
    say(this.summary, this.says(outcome));
    if (!this.box.open || !this.shown) return;
    this.set(outcome);
    this.shown = outcome;
  }

  fill() {
    const {outcome} = this;
    if (this.shown === outcome) return;
    if (!this.shown) this.box.append(...this.make());
    this.shown = outcome;
    this.set(outcome);
  }
}
