// What follows the sliders, and when: the first screen before the next frame, all else at rest.

import {Outcome} from "../engine/outcome.js";
import {fill, scoreTexts} from "../engine/text.js";
import {againstView} from "../view/against.js";
import {evidenceView} from "../view/evidence.js";
import {noticeView, paragraphsView, prioritiesView, rankingView} from "../view/first.js";
import {safeFinding, safeView, slidersView} from "../view/safe.js";
import {situationsOf, situationsView} from "../view/situations.js";
import {Anchor} from "./anchor.js";
import {Places, put, say} from "./dom.js";
import {showDots} from "./dots.js";

const REST_MS = 200, SLICE_MS = 8, CHUNK = 1000;
const FIRST_SCREEN = ["headline", "way_out", "advice", "sure", "price", "flip", "move", "must_haves", "inactive"];

export class Report {
  constructor(words, store, controls) {
    Object.assign(this, {words, store, controls, problem: words.problem});
    this.places = new Places(document.body);
    this.verdict = document.getElementById("verdict");
    this.said = document.getElementById("said");
    this.anchor = new Anchor(document.getElementById("controls"));
    this.team = this.outcomeOf(store.team, store.team.points);
    this.sections = new Map([...document.querySelectorAll("details[data-part]")].map(section => [section.dataset.part, section]));
    this.followers = [];
    this.jobs = null;
  }

  outcomeOf(state, profile) { return new Outcome(this.problem, state, this.problem.C.spread, profile); }

  // Told what is on screen once all of it is: whoever shows more than the template.
  follow(act) { this.followers.push(act); }

  start() {
    this.store.follow(() => this.refresh());
    window.addEventListener("beforeprint", () => this.printed(true));
    window.addEventListener("afterprint", () => this.printed(false));
    // The template says already what the page opens with: only handles and bands are missing.
    const outcome = this.outcome = this.outcomeOf(this.store.state, this.store.profile);
    this.controls.show(outcome);
    this.wait();
  }

  refresh() {
    const {words, store, places} = this, outcome = this.outcome = this.outcomeOf(store.state, store.profile);
    put(this.verdict, "aria-busy", "true");
    this.anchor.hold(() => {
      places.put(paragraphsView(words, outcome, FIRST_SCREEN));
      this.put(rankingView(words, outcome));
      places.put(noticeView(words, outcome, this.team));
      this.controls.show(outcome);
      if (this.open("against")) places.put(againstView(words, outcome));
      if (this.open("doubts")) places.put(slidersView(words, outcome));
    });
    this.jobs = null;
    if (this.timer) this.moved = true;
    else this.wait();
  }

  // Rows are kept for pictures.
  put(view) {
    this.shown = {...this.shown, ...view};
    this.places.put(view);
  }

  open(part) { return this.sections.has(part) && this.sections.get(part).open; }

  // All else, in pieces that no handle waits for.
  all() {
    const {words, outcome, problem, store, places} = this, {race} = outcome, {samples, wide} = problem.C;
    const counted = simulation => () => simulation.upTo(simulation.read + CHUNK).done;
    const once = act => () => { this.anchor.hold(act); return true; };
    const others = this.situations(store.state);
    return [
      ...race ? [counted(race.simulation())] : [],
      once(() => {
        places.put(paragraphsView(words, outcome));
        this.put(againstView(words, outcome));
        this.put(evidenceView(words, outcome));
        showDots(outcome);
        places.put(prioritiesView(words, outcome));
        places.put({safe: safeFinding(words, outcome)});
      }),
      once(() => this.speak()),
      ...others.filter(other => other.race).map(other => counted(other.race.simulation())),
      once(() => places.put(situationsView(words, others))),
      ...race ? [counted(race.simulation(outcome.spread, true)), counted(race.simulation(wide, true))] : [],
      ...race ? [() => race.worth.upTo(race.worth.read + CHUNK).done] : [],
      once(() => this.put(safeView(words, outcome))),
      once(() => {
        for (const act of this.followers) act(outcome);
        put(this.verdict, "aria-busy", "false");
      }),
    ];
  }

  // The scenarios follow only what the team says, who is compared and how things are measured.
  situations({team, candidates, measures}) {
    const key = JSON.stringify([team, candidates, measures]);
    if (this.key !== key) {
      this.key = key;
      this.others = situationsOf(this.problem, this.store.state, this.problem.C.spread);
    }
    return this.others;
  }

  // At rest: nothing has moved between two looks. To set a timer at each step takes longer.
  wait() {
    this.timer = setInterval(() => {
      if (this.moved) { this.moved = false; return; }
      clearInterval(this.timer);
      this.timer = 0;
      this.work();
    }, REST_MS);
  }

  work() {
    if (this.timer) return;
    if (!this.shown) { this.refresh(); return; }
    this.begin();
    // Timers that follow each other wait: one takes as many pieces as no hand notices.
    for (const until = performance.now() + SLICE_MS; this.jobs.length && performance.now() < until;) if (this.jobs[0]()) this.jobs.shift();
    if (this.jobs.length) setTimeout(() => this.work());
  }

  begin() {
    if (this.jobs) return;
    this.controls.speak();
    this.jobs = this.all();
  }

  finish() {
    if (!this.shown) this.refresh();
    this.begin();
    while (this.jobs.length) if (this.jobs[0]()) this.jobs.shift();
  }

  // One short sentence, once the handle rests.
  speak() {
    const {outcome: {order, scores}, problem, words} = this, texts = scoreTexts(order.map(id => scores[id]));
    const each = words.joined(order.slice(0, 2).map((id, i) => `${problem.label(id)} ${texts[i]}`)), headline = this.places.now.get("headline");
    say(this.said, each ? fill(words.phrases.page.said, {scores: each, headline}) : headline);
  }

  // Paper has no folds.
  printed(now) {
    if (now) {
      this.finish();
      this.folded = [...document.querySelectorAll("main > details:not([open])")];
    }
    for (const fold of this.folded || []) fold.open = now;
  }
}
