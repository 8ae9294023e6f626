// Share: a name, a link, a small file to send back; and priorities that somebody else sent.

import {asFile, readSent} from "../engine/sent.js";
import {checkedName, Refused, toLink} from "../engine/state.js";
import {fill} from "../engine/text.js";
import {button, fold, h, here, newId, say} from "./dom.js";

// Takes what was sent, and says whether it did; or tells why not, and leaves all as it is.
export function taken({phrases: {page: PAGE}, lists}, take, tell, from = "") {
  try { take(); return true; } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(fill(PAGE.refused, {faults: from + error.faults.join(lists.semicolon)}));
    return false;
  }
}

// Where text or a picture stands that a browser will not copy or save by itself.
export class Outbox {
  constructor({phrases: {page: PAGE}}) {
    this.PAGE = PAGE;
    this.note = h("p", {class: "note", role: "status"});
    this.text = h("textarea", {readonly: true, rows: 4, hidden: true, "aria-label": PAGE.copied_label});
    this.image = h("img", {hidden: true, alt: ""});
    this.box = h("div", {class: "outbox"}, this.note, this.text, this.image);
  }

  show(text, note, picture = "") {
    this.text.value = text;
    this.text.hidden = !text;
    this.image.src = picture;
    this.image.hidden = !picture;
    say(this.note, note);
  }

  async copy(text, more = "") {
    this.show(text, "");
    let said = this.PAGE.copied;
    try { await navigator.clipboard.writeText(text); }
    catch {
      this.text.select();
      said = this.PAGE.copy_by_hand;
    }
    say(this.note, `${said} ${more}`);
  }

  save(file, text, type = "text/plain") {
    this.show(text, fill(this.PAGE.saved_file, {file}));
    download(file, new Blob([text], {type}));
  }

  picture(file, alt, canvas) {
    this.show("", fill(this.PAGE.saved_file, {file}), canvas.toDataURL());
    this.image.alt = alt;
    canvas.toBlob(blob => download(file, blob));
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
  const use = button(PAGE.take_over_use, () => { if (take(pasted.value, "")) pasted.value = ""; });
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
      h("div", {class: "buttons"}, button(PAGE.share_link, () => this.out(name => this.outbox.copy(here() + toLink(words.problem, store.state, name), here() ? "" : PAGE.no_address))),
        button(PAGE.share_file, () => this.out(name => this.save(name)))),
      h("p", {class: "note"}, PAGE.take_over), inbox(PAGE, text => link.accept(() => readSent(words.problem, text, store.team), PAGE.used, PAGE.used_nameless)), this.outbox.box);
    summary.textContent = PAGE.share;
    this.box = box;
  }

  // With a name that whoever reads it takes.
  out(send) { taken(this.words, () => send(checkedName(this.words.problem, this.name.value)), text => this.outbox.show("", text)); }

  save(name) {
    const {store: {scenario, origin, state}, PAGE, words} = this;
    const from = scenario ? scenario.label : origin ? fill(PAGE.scenario_altered, {scenario: origin.label}) : PAGE.scenario_own;
    this.outbox.save(`${name.replace(/[\\/:*?"<>|]/g, "_") || "priorities"}.toml`,
      asFile(words, state, name, here(), from));
  }
}
