// Must-haves and candidates, folded, with what is set in them as their summary.

import {needsWords} from "../engine/facts.js";
import {capital, fill} from "../engine/text.js";
import {choose, ControlsFold, h, menu, newId, say} from "./dom.js";

export class MustHavesFold extends ControlsFold {
  constructor(words, store) { super("fold needs", words, store); }

  make() {
    const {problem, store, PAGE} = this;
    const choices = [["", PAGE.not_needed], ["core", PAGE.need_core], ["add-on", PAGE.need_add_on]];
    this.rows = problem.features.map(name => {
      const {select, box} = menu(name, choices, level => store.entry("must_haves", name, level || null), {name: `need-${name}`});
      const ships = h("p", {class: "note"});
      box.append(ships);
      return {name, select, box, ships};
    });
    this.out = h("p", {class: "note"});
    return [this.out, ...this.rows.map(({box}) => box)];
  }

  says({state}) {
    return fill(this.PAGE.must_haves_summary, {set: this.words.joined(Object.keys(state.must_haves)) || this.PAGE.none});
  }

  set(outcome) {
    const {PAGE, words, problem} = this, {state} = outcome;
    const out = [...outcome.removed.keys()].map(id => problem.label(id));
    say(this.out, out.length ? fill(PAGE.out_by_this, {names: words.joined(out)}) : "");
    for (const {name, select, ships} of this.rows) {
      choose(select, state.must_haves[name] || "");
      say(ships, this.ships(name, state.candidates));
    }
  }

  // Who ships it, and how.
  ships(feature, candidates) {
    const {problem, PAGE, words} = this, by = level => candidates.filter(id => problem.meets(id, feature, level));
    const core = by("core"), added = by("add-on").filter(id => !core.includes(id));
    const told = [["ships_core", core], ["ships_add_on", added]].filter(([, ids]) => ids.length)
      .map(([key, ids]) => fill(PAGE[key], {names: words.joined(ids.map(id => problem.label(id)))}));
    return capital(told.join(words.lists.semicolon) || PAGE.ships_nobody);
  }
}

export class CandidatesFold extends ControlsFold {
  constructor(words, store) { super("fold candidates", words, store); }

  make() {
    const {problem, store} = this;
    this.rows = problem.frameworks.map(({id, label, stack}) => {
      const input = h("input", {type: "checkbox", id: newId(), name: "candidate", value: id}), note = h("span", {class: "note"});
      input.addEventListener("change", () => store.candidate(id, input.checked));
      return {id, input, note, stack, box: h("div", {class: "candidate"}, input, h("label", {for: input.id}, label), note)};
    });
    return this.rows.map(({box}) => box);
  }

  says({state: {candidates}}) {
    const {PAGE, words, problem} = this;
    return fill(PAGE.candidates_summary, {set: words.joined(candidates.map(id => problem.label(id))) || PAGE.none});
  }

  set(outcome) {
    const {PAGE, words} = this, {candidates} = outcome.state;
    for (const {id, input, note, stack} of this.rows) {
      const compared = candidates.includes(id);
      if (input.checked !== compared) input.checked = compared;
      say(note, outcome.removed.has(id) ? fill(PAGE.out, {needs: needsWords(words, outcome, id)}) : stack);
    }
  }
}
