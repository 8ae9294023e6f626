// Share: a name, a link, a small file to send back; and priorities that somebody else sent.

import {asFile, readSent} from "../engine/sent.js";
import {toLink} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {button, fold, h, here, newId, say} from "./dom.js";

// Where text stands that a browser will not copy or save by itself.
export class Outbox {
  constructor({phrases: {page: PAGE}}) {
    this.PAGE = PAGE;
    this.note = h("p", {class: "note", role: "status"});
    this.text = h("textarea", {readonly: true, rows: 4, hidden: true, "aria-label": PAGE.copied_label});
    this.box = h("div", {class: "outbox"}, this.note, this.text);
  }

  show(text, note) {
    this.text.value = text;
    this.text.hidden = false;
    say(this.note, note);
  }

  async copy(text) {
    this.show(text, "");
    try {
      await navigator.clipboard.writeText(text);
      say(this.note, this.PAGE.copied);
    } catch {
      this.text.select();
      say(this.note, this.PAGE.copy_by_hand);
    }
  }

  save(file, text, type = "text/plain") {
    this.show(text, fill(this.PAGE.saved_file, {file}));
    download(file, new Blob([text], {type}));
  }
}

export function download(file, blob) {
  const link = h("a", {href: URL.createObjectURL(blob), download: file});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// Text that was pasted or lies in files that were opened, one after the other.
export function inbox(PAGE, take) {
  const id = newId(), pasted = h("textarea", {id, rows: 3, spellcheck: "false"});
  const files = h("input", {type: "file", id: newId(), multiple: true, accept: ".toml,.txt,text/plain"});
  const use = button(PAGE.take_over_use, () => { take(pasted.value, ""); pasted.value = ""; });
  files.addEventListener("change", async () => {
    for (const file of files.files) take(await file.text(), file.name.replace(/\.\w+$/, ""));
    files.value = "";
  });
  return h("div", {class: "inbox"}, h("label", {for: id}, PAGE.take_over_label), pasted, h("div", {class: "buttons"}, use,
    h("label", {for: files.id}, PAGE.open_file), files));
}

export class Share {
  constructor(words, store, link) {
    const {page: PAGE} = words.phrases, id = newId();
    Object.assign(this, {words, store, link, PAGE});
    this.name = h("input", {type: "text", id, maxlength: 200, autocomplete: "off"});
    this.outbox = new Outbox(words);
    const {box, summary} = fold("menu", h("div", {class: "choice"}, h("label", {for: id}, PAGE.share_name), this.name),
      h("div", {class: "buttons"}, button(PAGE.share_link, () => this.outbox.copy(this.address())), button(PAGE.share_file, () => this.save())),
      h("p", {class: "note"}, PAGE.take_over), inbox(PAGE, text => link.accept(() => readSent(words.problem, text, store.team), PAGE.used, PAGE.used_nameless)), this.outbox.box);
    summary.textContent = PAGE.share;
    this.box = box;
  }

  address() { return here() + toLink(this.words.problem, this.store.state, this.name.value.trim()); }

  save() {
    const {store: {scenario, origin, state}, PAGE, words} = this, name = this.name.value.trim();
    const from = scenario ? scenario.label : origin ? fill(PAGE.scenario_altered, {scenario: origin.label}) : PAGE.scenario_own;
    this.outbox.save(`${name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_") || "priorities"}.toml`,
      asFile(words, state, name, here(), from));
  }
}
