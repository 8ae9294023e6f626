// The verdict in words: a paragraph says the first of its rules whose conditions all hold.

import {Facts} from "./facts.js";
import {capital, fillFrom} from "./text.js";

// Paragraphs {name, title, text}; those of the names alone, where names are given.
export function verdict(words, outcome, names = null) {
  const facts = new Facts(words, outcome), said = [];
  for (const {name, title, rules} of words.phrases.paragraph) {
    if (names && !names.includes(name)) continue;
    const rule = rules.find(rule => rule.every((condition, at) => !at || holds(facts, condition)));
    if (!rule) continue;
    const text = capital(fillFrom(rule[0], name => facts.get(name)).split(/\s+/).filter(Boolean).join(" "));
    if (text) said.push({name, title, text});
  }
  return said;
}

function holds(facts, condition) {
  return condition.startsWith("not ") ? !facts.get(condition.slice(4)) : Boolean(facts.get(condition));
}

// The verdict's first sentence, with the advice behind it where nothing is decided.
export function headline(words, outcome) {
  return verdict(words, outcome, ["headline", "way_out", "advice"]).map(({text}) => text).join(" ");
}
