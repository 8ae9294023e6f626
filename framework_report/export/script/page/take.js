// Take it along: the answer as text, figures and scores as CSV, each chart as a picture; all of it made here.

import {same, toLink} from "../engine/state.js";
import {fill, rounded} from "../engine/text.js";
import {headline, verdict} from "../engine/verdict.js";
import {button, fold, h, here, say} from "./dom.js";
import {paint, repaint} from "./pictures.js";
import {download, Outbox} from "./share.js";

const TOLD = ["why", "price", "sure"];

// The same as answer_text() in words/answer.py.
function answerText(words, outcome, team, address) {
  const {problem, state} = outcome, {data} = problem, {answer: A} = words.phrases, {decision, dates: [first, last]} = data;
  const said = verdict(words, outcome).filter(({name}) => TOLD.includes(name));
  const decided = decision.date && same(state, team), lines = [data.report.title];
  if (!decided) lines.push(decision.date ? fill(A.whatif, decision) : A.undecided);
  lines.push(headline(words, outcome));
  for (const name of TOLD) lines.push(...said.filter(paragraph => paragraph.name === name).map(({title, text}) => fill(A.line, {title, text})));
  if (decided) {
    lines.push(fill(A.decided, decision));
    if (decision.why) lines.push(fill(A.because, {why: decision.why.split(/\s+/).filter(Boolean).join(" ")}));
  }
  lines.push(fill(first ? A.data : A.data_undated, {digest: data.digest, first, last}));
  lines.push(fill(A.link, {link: address + toLink(problem, state)}));
  return lines.join("\n");
}

function csv(rows) { return rows.map(row => row.map(x => /[",\n]/.test(x) ? `"${String(x).replaceAll('"', '""')}"` : x).join(",")).join("\r\n") + "\r\n"; }

function figuresCsv({problem, state}) {
  const rows = [["criterion", "measure", "counts", "unit", "alternative", "figure", "value"]];
  for (const {id, label, measures = []} of problem.scored) {
    for (const m of measures) {
      const counts = m.id === (state.measures[id] || measures[0].id) ? "yes" : "no";
      problem.names.forEach((name, i) => rows.push([label, m.label, counts, m.unit, problem.label(name),
        m.unknown.includes(i) ? "" : m.figures[i].replaceAll(",", ""), m.value[i]]));
    }
  }
  return csv(rows);
}

function scoresCsv(outcome) {
  const {problem, order} = outcome, rows = [["alternative", "rank", "score", ...problem.scored.map(({label}) => label)]];
  for (const id of order) {
    rows.push([problem.label(id), outcome.ranks[id], rounded(100 * outcome.scores[id], 4),
      ...problem.scored.map((_, k) => rounded(100 * outcome.contribution(id, k), 4))]);
  }
  return csv(rows);
}

export class Take {
  constructor(words, store, report) {
    const {page: PAGE} = words.phrases;
    Object.assign(this, {words, store, report, PAGE});
    this.outbox = new Outbox(words);
    const {box, summary} = fold("menu", h("div", {class: "buttons"},
      button(PAGE.take_answer, () => this.outbox.copy(answerText(words, report.outcome, store.team, here()))),
      button(PAGE.take_scores, () => this.outbox.save("scores.csv", scoresCsv(report.outcome), "text/csv")),
      button(PAGE.take_figures, () => this.outbox.save("figures.csv", figuresCsv(report.outcome), "text/csv")),
      ...["ranking", "ahead", "steps", "criteria"].map(name => button(fill(PAGE.take_picture, {title: PAGE[`picture_${name}`]}), () => this.picture(name)))), this.outbox.box);
    summary.textContent = PAGE.take;
    this.box = box;
    for (const figure of document.querySelectorAll(".section figure.fr-chart")) {
      const file = "chart.png", saved = h("p", {class: "note", role: "status"});
      figure.append(button(PAGE.take_image, () => repaint(figure.querySelector("img"), this.note(), canvas => canvas.toBlob(blob => {
        download(file, blob);
        say(saved, fill(PAGE.saved_file, {file}));
      }))), saved);
    }
  }

  note() {
    const {PAGE, words: {problem: {data}}, store} = this, date = new Date().toISOString().slice(0, 10);
    return fill(same(store.state, store.team) ? PAGE.picture_note : PAGE.picture_whatif, {title: data.report.title, date});
  }

  picture(name) {
    this.report.finish();
    const {title, rows, key} = paint[name](this.words, this.report);
    this.outbox.picture(`${name}.png`, title, paint.draw(title, this.note(), rows, key));
  }
}
