// What the team says of itself: a level for each candidate, or for what runs already one menu.

import {fill} from "../engine/text.js";
import {choose, h, menu, options, put, say} from "./dom.js";

export class TeamControls {
  constructor(words, store) {
    const {problem, phrases: {page}} = words;
    Object.assign(this, {words, store, problem, PAGE: page});
    this.parts = problem.team.map(criterion =>
      criterion.id in problem.data.marks.incumbent ? this.one(criterion) : this.each(criterion));
    this.box = h("div", {class: "team"}, ...this.parts.map(({box}) => box));
  }

  // A menu for each candidate.
  each({id, question, levels}) {
    const {store, problem, PAGE} = this, menus = {};
    const choices = [["", PAGE.not_said], ...levels.map((level, i) => [i, level])];
    for (const name of problem.names) {
      menus[name] = menu(problem.label(name), choices, level => store.level(id, name, level === "" ? null : Number(level)),
        {name: `${id}-${name}`});
    }
    const box = h("fieldset", {}, h("legend", {}, question), h("div", {class: "levels"}, ...Object.values(menus).map(m => m.box)));
    const show = ({team, candidates}) => {
      for (const [name, {select, box: row}] of Object.entries(menus)) {
        const level = (team[id] || {})[name];
        choose(select, level === undefined ? "" : String(level));
        put(row, "hidden", !candidates.includes(name));
      }
    };
    return {box, show};
  }

  // One menu for what runs already: at most one candidate at one level.
  one({id, label, levels}) {
    const {store, problem, PAGE, words} = this;
    const groups = problem.names.map(name => h("optgroup", {label: problem.label(name)}, ...options(levels.slice(1).map((level, i) =>
      [`${name} ${i + 1}`, fill(PAGE.runs_level, {name: problem.label(name), level})]))));
    const several = h("option", {value: "several", hidden: true});
    const {select, box} = menu(label, [["", PAGE.not_said], ["none", levels[0]]], value => {
      if (value === "several") return;
      const [name, level] = value.split(/ (?=\d+$)/);
      store.levels(id, value === "" ? {} : value === "none" ? Object.fromEntries(store.state.candidates.map(n => [n, 0]))
        : {...Object.fromEntries(store.state.candidates.map(n => [n, 0])), [name]: Number(level)});
    }, {name: id});
    select.append(...groups, several);
    const show = ({team, candidates}) => {
      const said = Object.entries(team[id] || {}), set = said.filter(([, level]) => level);
      groups.forEach((group, i) => {
        const out = !candidates.includes(problem.names[i]) && !set.some(([n]) => n === problem.names[i]);
        put(group, "hidden", out);
        put(group, "disabled", out);
      });
      put(several, "hidden", set.length < 2);
      say(several, set.length < 2 ? "" : words.joined(set.map(([name]) => problem.label(name))));
      choose(select, !said.length ? "" : !set.length ? "none" : set.length > 1 ? "several" : `${set[0][0]} ${set[0][1]}`);
    };
    return {box, show};
  }

  show() {
    if (this.shown === this.store.state) return;
    this.shown = this.store.state;
    for (const {show} of this.parts) show(this.store.state);
  }
}
