// Ask me: the questions one by one, the answer covered; the sliders stand where the answers put them.

import {contradictions, MOST_QUESTIONS, pointsFrom, questions, WHOLE} from "../engine/ask.js";
import {Outcome} from "../engine/outcome.js";
import {fill} from "../engine/text.js";
import {button, h, newId, say} from "./dom.js";

const COVERED = "covered";

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
    const {title, text, level} = asked[at];
    this.put(fill(ASK.progress, {number: at + 1, most: MOST_QUESTIONS, title}), h("p", {}, at ? text : `${ASK.hint} ${text}`), level === undefined ? this.rating(asked[at]) : this.choice(asked[at]));
  }

  // A heading of its own for each step: where the keyboard is, and what is read out.
  put(title, ...parts) {
    const heading = h("h2", {tabindex: "-1"}, title);
    this.box.replaceChildren(heading, ...parts);
    heading.focus();
  }

  buttons(...found) { return h("div", {class: "buttons"}, ...found, button(this.words.phrases.page.cancel, () => this.stop())); }

  answer(name, given) {
    this.answers = {...this.answers, [name]: given};
    this.show();
  }

  // How much each is worth beside the one that is improved first: numbers, or what is wrong with one, beside it.
  rating({name, options}) {
    const {ASK, words: {phrases: {page: PAGE}}} = this, expected = fill(PAGE.a_number, {maximum: WHOLE});
    const fields = options.map(({label, swing}) => {
      const id = newId(), alarm = h("p", {class: "alarm", id: newId()});
      const input = h("input", {type: "number", id, min: 0, max: WHOLE, step: 5, value: 50, inputmode: "numeric", "aria-describedby": alarm.id});
      return {input, alarm, box: h("div", {class: "rating"}, h("label", {for: id}, label), input, h("span", {class: "note"}, swing), alarm)};
    });
    const form = h("form", {novalidate: true}, ...fields.map(({box}) => box), this.buttons(h("button", {}, ASK.next)));
    form.addEventListener("submit", event => {
      event.preventDefault();
      const values = fields.map(({input}) => input.value), some = values.some(Number);
      const [wrong] = fields.filter(({input, alarm}, i) => {
        const x = values[i], fine = x && x >= 0 && x <= WHOLE;
        say(alarm, !fine ? fill(PAGE.refused_shape, {part: options[i].label, found: x || ASK.no_number, expected}) : some || i ? "" : ASK.all_zero);
        input.setAttribute("aria-invalid", alarm.textContent !== "");
        return alarm.textContent;
      });
      if (wrong) wrong.input.focus();
      else this.answer(name, Object.fromEntries(options.map((option, i) => [option.name, Number(values[i])])));
    });
    return form;
  }

  choice({name, options}) {
    return h("div", {}, ...options.map(option => h("p", {}, button(option.label, () => this.answer(name, option.name)))),
      this.buttons(button(this.ASK.same, () => this.answer(name, "same"))));
  }

  // Answers that contradict each other are shown and can be changed; only then the sliders move, and the leader is shown.
  finish(asked) {
    const {ASK, words, answers, store} = this, {problem} = words, points = pointsFrom(problem, answers);
    const weighs = new Outcome(problem, {...store.state, points}).total;
    const show = button(ASK.show, () => {
      store.move({...store.state, points});
      this.stop();
      window.scrollTo(0, 0);
    });
    this.put(weighs ? ASK.done : ASK.nothing, ...contradictions(words, answers).map(({text}) => h("p", {}, text)),
      this.buttons(...weighs ? [show] : [], ...asked.map(({title}, i) => button(fill(ASK.again, {number: i + 1, title}), () => {
        this.answers = Object.fromEntries(asked.slice(0, i).map(({name}) => [name, answers[name]]));
        this.show();
      }))));
  }
}
