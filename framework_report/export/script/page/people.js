// Several people on one decision: what they sent is read here, and stays here.

import {Group, once} from "../engine/group.js";
import {readSent} from "../engine/sent.js";
import {checkedName} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {button, h, say} from "./dom.js";
import {dots, MARKS} from "./dots.js";
import {inbox, taken} from "./share.js";

export class People {
  constructor(words, store) {
    const {page: PAGE} = words.phrases;
    Object.assign(this, {words, store, PAGE, people: [], nameless: 0});
    this.finding = h("span", {class: "finding"}, PAGE.people_hint);
    this.message = h("p", {class: "note", role: "status"});
    this.found = h("div");
    this.box = h("details", {class: "section inbox"}, h("summary", {}, h("h2", {}, h("span", {class: "kicker"}, PAGE.people), " ", this.finding)),
      h("p", {class: "note inbox"}, PAGE.people_private), inbox(PAGE, (text, file) => this.take(text, file)), this.message, this.found);
  }

  take(text, file) {
    const {words, store, PAGE, message} = this;
    return taken(words, () => {
      const {state, name, warnings} = readSent(words.problem, text, store.team);
      const own = name || checkedName(words.problem, file.normalize()) || fill(PAGE.person, {number: ++this.nameless});
      const count = this.people.length;
      this.people = once([...this.people, {name: own, state}]);
      if (this.people.length === count) warnings.unshift(fill(PAGE.sent_again, {name: own}));
      say(message, warnings.join(" "));
      this.show();
    }, said => say(message, said), file && `${file}: `);
  }

  show() {
    const {words, store, PAGE} = this;
    // Paper has no use for what is still to be pasted.
    this.box.classList.toggle("inbox", !this.people.length);
    if (!this.people.length) { say(this.finding, PAGE.people_hint); this.found.replaceChildren(); return; }
    const group = new Group(words, this.people, store.team), [first, ...lines] = group.lines;
    say(this.finding, first);
    const said = [];
    for (const line of lines) {
      if (!line.startsWith("- ")) said.push(line ? h("p", {}, line) : h("ul"));
      else if (said.length && said[said.length - 1].localName === "ul") said[said.length - 1].append(h("li", {}, line.slice(2)));
      else said.push(h("ul", {}, h("li", {}, line.slice(2))));
    }
    this.found.replaceChildren(this.chart(group), ...said.filter(node => node.childNodes.length));
  }

  // Each person's scores as marks, with a key; the button takes somebody out.
  chart(group) {
    const {PAGE, words: {phrases}} = this, {people, outcomes, leaders, left, problem} = group;
    const rows = this.people.map((person, row) => {
      const i = people.indexOf(person), found = i < 0 ? [] : outcomes[i].order.map(id => ({at: problem.place[id], value: outcomes[i].scores[id]}));
      return h("tr", {}, h("th", {scope: "row"}, person.name), h("td", {}, dots(found)), h("td", {}, i < 0 ? left.get(person) : group.names(leaders[i])),
        h("td", {}, button(fill(PAGE.take_out, {name: person.name}), () => {
          this.people = this.people.filter(other => other !== person);
          this.show();
          const left = this.found.querySelectorAll("button");
          (left[row] || left[row - 1] || this.box.firstChild).focus();
        })));
    });
    const key = problem.names.filter(id => outcomes.some(({order}) => order.includes(id)))
      .map(id => h("span", {}, ` ${MARKS[problem.place[id] % MARKS.length]} ${problem.label(id)}`));
    return h("div", {}, h("p", {class: "key"}, phrases.group.chart_axis, ...key),
      h("table", {class: "rows"}, h("caption", {class: "spoken"}, PAGE.people), h("tbody", {}, ...rows)));
  }
}
