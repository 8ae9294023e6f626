// A slider on its band: the band says where the leader stays, the tick what the team decided.

import {fill, pointsText, rounded} from "../engine/text.js";
import {percent} from "../view/first.js";
import {h, newId, put, say, svg} from "./dom.js";

export class Slider {
  constructor({phrases: {page}, problem: {C}}, words, name, move, rest) {
    const id = newId();
    Object.assign(this, {PAGE: page, C});
    this.input = h("input", {type: "range", id, name, min: 0, max: C.maximum, step: 1, "aria-describedby": `${id}n`});
    this.points = h("output", {for: id});
    this.weight = h("span", {class: "weight"});
    this.note = h("p", {class: "note", id: `${id}n`});
    this.band = svg("line", {class: "band"});
    this.tick = svg("line", {class: "tick", y1: -6, y2: 6});
    const rail = svg("svg", {class: "rail", "aria-hidden": "true"},
      svg("line", {class: "ground", x2: "100%"}), this.band, this.tick);
    this.input.addEventListener("input", () => move(Number(this.input.value)));
    this.input.addEventListener("change", rest);
    this.box = h("div", {class: "slider"}, h("label", {for: id}, words), h("div", {class: "track"}, rail, this.input),
      this.points, this.weight, this.note);
  }

  // A screen reader speaks what it finds while the key is down.
  show(now, share) {
    const {input, points, weight, PAGE} = this, step = String(Math.round(now)), part = rounded(100 * share);
    if (input.value !== step) input.value = step;
    if (this.now === now && this.slots.weight === part) return;
    this.slots = {points: pointsText(now), maximum: this.C.maximum, weight: part};
    say(points, this.slots.points);
    say(weight, fill(PAGE.weight, this.slots));
    if (this.now !== now) this.speak();
    this.now = now;
  }

  speak() { put(this.input, "aria-valuetext", fill(this.PAGE.spoken, this.slots)); }

  // Where the leader stays, what was decided, and what there is to say of it.
  explain(stays, decided, note) {
    const {band, tick} = this, places = [...stays || [0, 0], decided], placed = String(places);
    say(this.note, note);
    if (this.placed === placed) return;
    this.placed = placed;
    const [low, high, set] = places.map(points => percent(points / this.C.maximum));
    put(band, "x1", low);
    put(band, "x2", high);
    put(tick, "x1", set);
    put(tick, "x2", set);
  }
}
