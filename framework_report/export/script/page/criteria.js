// The criteria, folded: a slider each, how it is measured, and where its figures stand.

import {capital, fill} from "../engine/text.js";
import {lookOf} from "../view/first.js";
import {choose, ControlsFold, h, menu, options, put} from "./dom.js";
import {notes} from "./notes.js";
import {Slider} from "./slider.js";

export class CriteriaFold extends ControlsFold {
  constructor(words, store) {
    super("fold criteria", words, store);
    Object.assign(this, {menus: [], offered: [], sliders: []});
  }

  make() {
    const {words, store, problem} = this;
    this.sliders = problem.scored.map(({id, label}) =>
      new Slider(words, label, id, points => store.points(id, points), () => store.rest()));
    return problem.themes.map((theme, t) => h("fieldset", {class: lookOf(t)}, h("legend", {}, theme),
      ...problem.inTheme[theme].map(k => this.row(k))));
  }

  row(k) {
    const {problem, store, PAGE} = this, {id, measures = []} = problem.scored[k], {box} = this.sliders[k];
    const foot = h("div", {class: "foot"});
    if (measures.length > 1) {
      const offered = measures.filter(({menu: told}, i) => told || !i).map(m => [m.id, m.label]);
      this.menus[k] = menu(PAGE.measured_by, offered, measure => store.entry("measures", id, measure), {name: `measure-${id}`});
      foot.append(this.menus[k].box);
    }
    if (document.getElementById(`evidence-${id}`)) foot.append(h("a", {href: `#evidence-${id}`}, PAGE.evidence_link));
    box.append(foot);
    return box;
  }

  // A menu offers as well what a link asked for, and what the answer hangs on. It is slow to say what it shows.
  showMeasure(k, {id}, flips) {
    const {select, box} = this.menus[k], wanted = [id, ...flips.filter(flip => flip.k === k).map(({measure}) => measure)];
    if (this.offered[k] === String(wanted)) return;
    this.offered[k] = String(wanted);
    const there = [...select.options].map(({value}) => value);
    const more = this.problem.scored[k].measures.filter(m => wanted.includes(m.id) && !there.includes(m.id));
    select.append(...options(more.map(m => [m.id, m.label])));
    choose(select, id);
    put(box, "hidden", select.options.length < 2);
  }

  says({weighed: {length: count}, state}) {
    const {PAGE} = this, changed = Object.keys(state.measures).length;
    const set = fill(changed > 1 ? PAGE.criteria_measures : changed ? PAGE.criteria_measures_one : PAGE.criteria_count, {count, changed});
    return fill(PAGE.criteria_summary, {set});
  }

  set(outcome) {
    const {problem, store, words} = this, flips = outcome.race ? outcome.race.measureFlips : [];
    problem.scored.forEach((criterion, k) => {
      const decided = store.team.points[criterion.id] || 0, {stays, note} = notes(words, outcome, criterion.id, false, decided);
      this.sliders[k].show(outcome.state.points[criterion.id] || 0, outcome.weights[k]);
      this.sliders[k].explain(stays, decided, [capital(outcome.codebook(criterion).swing), note].filter(Boolean).join(" · "));
      if (this.menus[k]) this.showMeasure(k, outcome.measure(criterion), flips);
    });
  }
}
