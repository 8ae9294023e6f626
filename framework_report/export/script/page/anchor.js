// Keeps a control under the finger that moves it, where the answer stands above it: on a narrow screen.

import {put} from "./dom.js";

export class Anchor {
  constructor(controls) {
    const narrow = window.matchMedia("(max-width: 62.49rem)");
    this.answer = document.querySelector(".answer");
    this.strut = document.querySelector(".strut");
    this.held = null;
    for (const kind of ["pointerdown", "focusin", "input"]) {
      controls.addEventListener(kind, ({target}) => { this.held = target; }, {capture: true, passive: true});
    }
    this.small = narrow.matches;
    narrow.addEventListener("change", () => {
      this.small = narrow.matches;
      this.release();
    });
    window.addEventListener("resize", () => { if (innerWidth !== this.width) this.release(); });
  }

  release() { put(this.strut, "height", "0"); }

  // What stands above only grows, and the page scrolls by as much.
  hold(act) {
    const {held, small, strut} = this;
    if (!held || !small || !held.isConnected) { act(); return; }
    this.width = innerWidth;
    const before = held.getBoundingClientRect().top;
    put(strut, "height", String(Math.ceil(strut.parentNode.getBoundingClientRect().height)));
    act();
    const moved = held.getBoundingClientRect().top - before;
    if (Math.abs(moved) >= 1) window.scrollBy({top: moved, behavior: "instant"});
  }
}
