// Pieces of sentences: filling, rounding, figures, lists; the same as words/text.py.

const MOST_DECIMALS = 9;
const split = new Map();

// A slot that begins in upper case is the one in lower case with a capital.
export function fill(template, slots) { return fillFrom(template, name => slots[name]); }

export function fillFrom(template, slot) {
  if (!split.has(template)) {
    split.set(template, template.split(/\{(\w+)\}/).map((part, i) => {
      const plain = part.charAt(0).toLowerCase() + part.slice(1);
      return i % 2 ? [plain, plain !== part] : part;
    }));
  }
  const parts = split.get(template);
  let text = parts[0];
  for (let i = 1; i < parts.length; i += 2) {
    const [name, first] = parts[i], found = String(slot(name));
    text += (first ? capital(found) : found) + parts[i + 1];
  }
  return text;
}

export function capital(text) {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

export function rounded(x, decimals = 0) {
  const n = Math.floor(x * 10 ** decimals + 0.5);
  if (!decimals) return String(n);
  const unit = 10 ** decimals, size = Math.abs(n);
  return `${n < 0 ? "-" : ""}${Math.floor(size / unit)}.${String(size % unit).padStart(decimals, "0")}`;
}

export function figure(x) {
  if (Number.isInteger(x) || Math.abs(x) >= 100) {
    return String(Math.floor(x + 0.5)).replace(/\B(?=(\d{3})+$)/g, ",");
  }
  let decimals = 0;
  while (decimals < MOST_DECIMALS && Math.abs(x) * 10 ** decimals < 100) decimals++;
  const n = Math.floor(Math.abs(x) * 10 ** decimals + 0.5), unit = 10 ** decimals;
  const text = `${Math.floor(n / unit)}.${String(n % unit).padStart(decimals, "0")}`.replace(/\.?0+$/, "");
  return x < 0 ? `-${text}` : text;
}

export function pointsText(x) {
  return Number.isInteger(x) ? String(x) : rounded(x, 3).replace(/\.?0+$/, "");
}

export function joined(lists, parts, last = "and") {
  if (parts.length < 2) return parts.join("");
  return parts.slice(0, -1).join(lists.comma) + lists[last] + parts[parts.length - 1];
}

export function inSentence(label) {
  const [first = "", second = ""] = label;
  const shouted = second !== second.toLowerCase() && second === second.toUpperCase();
  return shouted ? label : first.toLowerCase() + label.slice(first.length);
}

export function of100(share) {
  if (share > 0 && share < 1) share = Math.min(Math.max(share, 0.01), 0.99);
  return rounded(100 * share);
}

// Scores (0 to 1) as points of 100: whole, with decimals where two would look alike.
export function scoreTexts(scores) {
  let texts = [];
  for (const decimals of [0, 1, 2]) {
    texts = scores.map(x => rounded(100 * x, decimals));
    const alike = texts.some((text, a) => texts.some((other, b) =>
      text === other && Math.abs(scores[a] - scores[b]) > 1e-9));
    if (!alike) break;
  }
  return texts;
}
