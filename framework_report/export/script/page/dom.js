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
  const {firstChild} = node;
  // Changing a text is cheaper than putting another one in its place.
  if (firstChild && firstChild === node.lastChild && firstChild.nodeType === Node.TEXT_NODE) firstChild.data = text;
  else node.textContent = text;
}

// The elements that the template has bound, by the name in a view: text, attributes, whether it shows.
export class Places {
  constructor(root) {
    this.bound = new Map();
    this.now = new Map();
    for (const node of root.querySelectorAll("[data-b]")) {
      for (const pair of node.dataset.b.split(" ")) {
        const [kind, key] = pair.split("=");
        if (!this.bound.has(key)) this.bound.set(key, []);
        this.bound.get(key).push([kind, node]);
      }
    }
  }

  put(view) {
    for (const key in view) {
      const value = view[key];
      if (this.now.get(key) === value) continue;
      this.now.set(key, value);
      for (const [kind, node] of this.bound.get(key) || []) {
        if (kind === "show") put(node, "hidden", value === null);
        else if (kind === "text") say(node, value === null ? "" : value);
        else put(node, kind, value);
      }
    }
  }
}

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
