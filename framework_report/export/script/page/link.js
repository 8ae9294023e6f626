// The address carries the state; a link that somebody sent is a what-if.

import {readLink, same, toLink} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {here, say} from "./dom.js";
import {taken} from "./share.js";

export class Link {
  constructor(words, store, report) {
    Object.assign(this, {words, store, PAGE: words.phrases.page, told: {}});
    this.message = document.getElementById("message");
    store.follow(() => report.anchor.hold(() => this.moved()));
    report.follow(() => this.write());
  }

  start(ask) {
    this.ask = ask;
    this.read();
    window.addEventListener("hashchange", () => this.read());
  }

  read() {
    const {hash} = window.location, {PAGE, store} = this;
    let name = hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* then it names no element */ }
    const place = document.getElementById(name);
    // Gone back to the address that carries no state.
    if (!name) { this.tell(""); store.move(store.start); }
    else if (name === "ask") this.ask.start();
    else if (place) this.unfold(place);
    else if (hash.includes("=")) this.accept(() => readLink(this.words.problem, hash), PAGE.linked, PAGE.linked_nameless);
  }

  unfold(place) {
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView();
  }

  // What a link or a pasted text asks for.
  accept(read, named, nameless) {
    const {words, store} = this;
    return taken(words, () => {
      const {state, name, warnings} = read();
      store.move(state);
      this.tell([fill(name ? named : nameless, {name}), ...warnings].join(" "), store.state);
    }, text => this.tell(text));
  }

  tell(text, state = null) {
    this.told = {text, state};
    say(this.message, text);
    this.message.hidden = !text;
  }

  // What was said of a state goes with it; under a handle only its words do, so that nothing jumps.
  moved() {
    const {store: {state, gesture}, told, message, PAGE} = this;
    if (told.state && same(state, told.state)) this.tell(told.text, state);
    else if (!gesture) message.hidden = true;
    else if (told.state) say(message, PAGE.altered);
  }

  address() {
    const {store, words: {problem}} = this;
    return here() + (same(store.state, store.start) ? "" : toLink(problem, store.state));
  }

  write() {
    try { window.history.replaceState(null, "", this.address()); }
    catch { /* some viewers of files do not let a page change its address */ }
  }
}
