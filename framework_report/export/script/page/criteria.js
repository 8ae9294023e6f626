// The criteria, folded: a slider each, how it is measured, and where its figures stand.

import {capital, fill} from "../engine/text.js";
import {lookOf} from "../view/first.js";
import {choose, ControlsFold, h, menu, options} from "./dom.js";
import {notes} from "./notes.js";
import {Slider} from "./slider.js";

export class CriteriaFold extends ControlsFold {
  constructor(words, store) {
    super("fold criteria", words, store);
    Object.assign(this, {menus: [], sliders: []});
  }

  make() {
    const {words, store, problem} = this;
    this.sliders = problem.scored.map(({id, label}) =>
      new Slider(words, label, id, points => store.points(id, points), () => store.rest()));
    return problem.themes.map((theme, t) => h("fieldset", {class: lookOf(t)}, h("legend", {}, theme),
      ...problem.inTheme[theme].map(k => this.row(k))));
  }

  row(k) {
    const {problem, store, PAGE} = this, {id, measures: all = []} = problem.scored[k], {box} = this.sliders[k];
    const measures = all.filter(({menu: offered}, i) => offered || !i);
    const foot = h("div", {class: "foot"});
    if (measures.length > 1) {
      this.menus[k] = menu(PAGE.measured_by, measures.map(m => [m.id, m.label]), measure => store.entry("measures", id, measure), {name: `measure-${id}`});
      foot.append(this.menus[k].box);
    }
    if (document.getElementById(`evidence-${id}`)) foot.append(h("a", {href: `#evidence-${id}`}, PAGE.evidence_link));
    box.append(foot);
    return box;
  }

  // A link may ask for a measure that no menu offers.
  showMeasure(select, {id, label}) {
    if (select.value === id) return;
    if (![...select.options].some(({value}) => value === id)) select.append(...options([[id, label]]));
    choose(select, id);
  }

  says({weighed: {length: count}, state}) {
    const {PAGE} = this, changed = Object.keys(state.measures).length;
    const set = fill(changed > 1 ? PAGE.criteria_measures : changed ? PAGE.criteria_measures_one : PAGE.criteria_count, {count, changed});
    return fill(PAGE.criteria_summary, {set});
  }

  set(outcome) {
    const {problem, store, words} = this;
    problem.scored.forEach((criterion, k) => {
      const decided = store.team.points[criterion.id] || 0, {stays, note} = notes(words, outcome, criterion.id, false, decided);
      this.sliders[k].show(outcome.state.points[criterion.id] || 0, outcome.weights[k]);
      this.sliders[k].explain(stays, decided, [capital(outcome.codebook(criterion).swing), note].filter(Boolean).join(" · "));
      if (this.menus[k]) this.showMeasure(this.menus[k].select, outcome.measure(criterion));
    });
  }
}
