// The controls: situation, what the team says, theme sliders; folded, criteria, must-haves and candidates.

import {same, themePoints} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {lookOf} from "../view/first.js";
import {button, choose, h, menu, put, say} from "./dom.js";
import {CriteriaFold} from "./criteria.js";
import {CandidatesFold, MustHavesFold} from "./needs.js";
import {Slider} from "./slider.js";
import {notes} from "./notes.js";
import {TeamControls} from "./team.js";

export class Controls {
  constructor(words, store) {
    const {problem, phrases: {page: PAGE}} = words;
    Object.assign(this, {words, store, problem, PAGE});
    this.scenario = menu(PAGE.scenario, [...problem.data.scenarios.map(({id, label}) => [id, label]), ["", PAGE.scenario_own]],
      id => this.pick(id), {name: "scenario"});
    this.own = this.scenario.select.lastElementChild;
    this.story = h("p", {class: "note story"});
    this.team = new TeamControls(words, store);
    this.themes = problem.themes.map((theme, t) => {
      const slider = new Slider(words, theme, null, points => store.theme(theme, points), () => store.rest());
      slider.box.classList.add(lookOf(t));
      return slider;
    });
    this.criteria = new CriteriaFold(words, store);
    this.folds = [this.criteria, problem.features.length ? new MustHavesFold(words, store) : null,
      problem.names.length > 1 ? new CandidatesFold(words, store) : null].filter(Boolean);
    this.undo = button(PAGE.undo, () => store.undo());
    this.reset = button(PAGE.reset, () => store.move(store.team));
    // Beside the badge of a what-if: the team's decision is one click away.
    this.back = button(problem.data.decision.date ? PAGE.back : PAGE.back_undecided, () => store.move(store.team));
    this.buttons = h("div", {class: "buttons"}, this.undo, this.reset);
    this.form = h("form", {autocomplete: "off"},
      h("div", {class: "scene", hidden: !problem.data.scenarios.length}, this.scenario.box, this.story),
      this.team.box, h("div", {class: "themes"}, ...this.themes.map(({box}) => box)),
      ...this.folds.map(({box}) => box), this.buttons);
    // A field that is typed in undoes for itself.
    document.addEventListener("keydown", event => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || event.target.matches("textarea, [type=text], [type=number]")) return;
      event.preventDefault();
      store.undo();
    });
    this.form.addEventListener("submit", event => event.preventDefault());
  }

  pick(id) {
    const chosen = this.problem.data.scenarios.find(scenario => scenario.id === id);
    if (chosen) this.store.scene(chosen);
    else this.showScenario();
  }

  share(outcome, theme) { return this.problem.inTheme[theme].reduce((sum, k) => sum + outcome.weights[k], 0); }

  show(outcome) {
    const {problem, store, words, themes} = this;
    problem.themes.forEach((theme, t) => {
      const decided = themePoints(problem, store.team.points, theme), {stays, note} = notes(words, outcome, theme, true, decided);
      themes[t].show(themePoints(problem, store.state.points, theme), this.share(outcome, theme));
      themes[t].explain(stays, decided, note);
    });
    for (const fold of this.folds) fold.show(outcome);
    this.team.show();
    // A menu is slow to say what it shows.
    if (this.scene !== store.scenario || this.from !== store.origin) this.showScenario();
    const back = same(store.state, store.team);
    // A button that does nothing now keeps the focus.
    put(this.undo, "aria-disabled", store.history.length ? null : "true");
    put(this.reset, "aria-disabled", back ? "true" : null);
    if (back && document.activeElement === this.back) document.getElementById("controls").focus({preventScroll: true});
    put(this.back, "hidden", back);
  }

  showScenario() {
    const {store: {scenario, origin}, PAGE} = this;
    Object.assign(this, {scene: scenario, from: origin});
    say(this.own, scenario || !origin ? PAGE.scenario_own : fill(PAGE.scenario_altered, {scenario: origin.label}));
    choose(this.scenario.select, scenario ? scenario.id : "");
    say(this.story, scenario ? scenario.story : PAGE.story_own);
  }

  speak() { for (const slider of [...this.themes, ...this.criteria.sliders]) slider.speak(); }
}
