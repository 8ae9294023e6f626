// The verdict in words: a paragraph says the first of its rules whose conditions all hold.

import {Facts} from "./facts.js";
import {capital, fillFrom} from "./text.js";

// Paragraphs {name, title, text}: all, or those of the names.
export function verdict(words, outcome, names = words.paragraphs.keys()) {
  const facts = new Facts(words, outcome), said = [];
  for (const name of names) {
    const {title, rules} = words.paragraphs.get(name);
    const rule = rules.find(({conditions}) => conditions.every(([fact, wanted]) => Boolean(facts.get(fact)) === wanted));
    if (!rule) continue;
    const text = capital(fillFrom(rule.text, name => facts.get(name)).replace(/\s+/g, " ").trim());
    if (text) said.push({name, title, text});
  }
  return said;
}

// The verdict's first sentence, with the advice behind it where nothing is decided.
export function headline(words, outcome) {
  return verdict(words, outcome, ["headline", "way_out", "advice"]).map(({text}) => text).join(" ");
}
