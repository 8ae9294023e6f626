// The address carries the state; a link that somebody sent is a what-if.

import {readLink, Refused, same, toLink} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {here, say} from "./dom.js";

export class Link {
  constructor(words, store, report) {
    Object.assign(this, {words, store, PAGE: words.phrases.page});
    this.message = document.getElementById("message");
    report.follow(() => this.write());
  }

  start(ask) {
    this.ask = ask;
    this.read();
    window.addEventListener("hashchange", () => this.read());
  }

  read() {
    const {hash} = window.location, {PAGE} = this;
    if (hash.length < 2) return;
    let name = hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* then it names no element */ }
    const place = document.getElementById(name);
    if (name === "ask") this.ask.start();
    else if (place) this.unfold(place);
    else this.accept(() => readLink(this.words.problem, hash), PAGE.linked, PAGE.linked_nameless);
  }

  unfold(place) {
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView();
  }

  // Takes over what a link or a pasted text asks for, or says why not and leaves all as it is.
  accept(read, named, nameless) {
    const {PAGE, words, store} = this;
    try {
      const {state, name, warnings} = read();
      store.move(state);
      this.tell([fill(name ? named : nameless, {name}), ...warnings].join(" "));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.tell(fill(PAGE.refused, {faults: error.faults.join(words.lists.semicolon)}));
    }
  }

  tell(text) {
    say(this.message, text);
    this.message.hidden = !text;
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
