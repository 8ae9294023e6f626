// Ask me: the questions one by one, the answer covered; the sliders stand where the answers put them.

import {contradictions, pointsFrom, questions, WHOLE} from "../engine/ask.js";
import {fill} from "../engine/text.js";
import {button, h, newId} from "./dom.js";

const MOST = 6, COVERED = "covered";

export class Ask {
  constructor(words, store) {
    const {ask: ASK} = words.phrases;
    Object.assign(this, {words, store, ASK, answers: {}});
    this.button = button(ASK.ask_me, () => this.start());
    this.button.hidden = !questions(words, {}).length;
    this.box = h("section", {class: "ask", hidden: true, "aria-label": ASK.ask_me});
  }

  start() {
    if (this.button.hidden) return;
    document.documentElement.classList.add(COVERED);
    this.box.hidden = false;
    this.answers = {};
    this.show();
  }

  stop() {
    document.documentElement.classList.remove(COVERED);
    this.box.hidden = true;
    this.button.focus();
  }

  show() {
    const {ASK, words, answers} = this, asked = questions(words, answers), at = asked.findIndex(({name}) => !(name in answers));
    if (at < 0) { this.finish(asked); return; }
    const heading = h("h2", {tabindex: "-1"}, asked[at].title);
    this.box.replaceChildren(h("p", {class: "note"}, at ? fill(ASK.progress, {number: at + 1, most: MOST}) : ASK.hint), heading,
      h("p", {}, asked[at].text), asked[at].level === undefined ? this.rating(asked[at]) : this.choice(asked[at]));
    heading.focus();
  }

  answer(name, given) {
    this.answers = {...this.answers, [name]: given};
    this.show();
  }

  // How much each is worth beside the one that is improved first.
  rating({name, options}) {
    const {ASK, words: {phrases: {page: PAGE}}} = this, rows = options.map(option => {
      const id = newId(), input = h("input", {type: "number", id, min: 0, max: WHOLE, step: 5, value: 50, inputmode: "numeric"});
      return [option.name, input, h("div", {class: "rating"}, h("label", {for: id}, option.label), input, h("span", {class: "note"}, option.swing))];
    });
    const next = button(ASK.next, () => {
      const given = rows.map(([key, input]) => [key, Math.min(Math.max(Number(input.value) || 0, 0), WHOLE)]), most = Math.max(...given.map(([, x]) => x));
      // The one rated highest is the one improved first.
      this.answer(name, Object.fromEntries(given.map(([key, x]) => [key, most ? Math.round(WHOLE * x / most) : 0])));
    });
    return h("div", {}, ...rows.map(([,, row]) => row), h("div", {class: "buttons"}, next, button(PAGE.cancel, () => this.stop())));
  }

  choice({name, options}) {
    const {ASK, words: {phrases: {page: PAGE}}} = this;
    return h("div", {}, ...options.map(option => h("p", {}, button(option.label, () => this.answer(name, option.name)))),
      h("div", {class: "buttons"}, button(ASK.same, () => this.answer(name, "same")), button(PAGE.cancel, () => this.stop())));
  }

  // Answers that contradict each other are shown and can be changed; only then the leader.
  finish(asked) {
    const {ASK, words, answers, store} = this, odd = contradictions(words, answers), heading = h("h2", {tabindex: "-1"}, ASK.done);
    store.move({...store.state, points: pointsFrom(words.problem, answers)});
    this.box.replaceChildren(heading, ...odd.map(({text}) => h("p", {}, text)), h("div", {class: "buttons"}, button(ASK.show, () => this.stop()),
      ...asked.map(({title}, i) => button(`${ASK.again}: ${title}`, () => {
        this.answers = Object.fromEntries(asked.slice(0, i).map(({name}) => [name, answers[name]]));
        this.show();
      }))));
    heading.focus();
  }
}
