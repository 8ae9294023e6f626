// Starts the page: reads what travels with it, builds the controls, and follows them.

import {Problem} from "./engine/problem.js";
import {Words} from "./engine/facts.js";
import {Ask} from "./page/ask.js";
import {Controls} from "./page/controls.js";
import {evaluate, shown} from "./page/evaluate.js";
import {Link} from "./page/link.js";
import {People} from "./page/people.js";
import {Report} from "./page/report.js";
import {Share} from "./page/share.js";
import {Store} from "./page/store.js";
import {Take} from "./page/take.js";

// Measures travel as rows.
function read(text) {
  const data = JSON.parse(text);
  for (const criterion of data.criteria) {
    if (criterion.measures) {
      criterion.measures = criterion.measures.map(row => Object.fromEntries(data.columns.map((name, i) => [name, row[i]])));
    }
  }
  return data;
}

function start() {
  const problem = new Problem(read(document.getElementById("payload").textContent));
  const words = new Words(problem), store = new Store(problem), controls = new Controls(words, store);
  const report = new Report(words, store, controls), {team} = report, link = new Link(words, store, report);
  const ask = new Ask(words, store), share = new Share(words, store, link), take = new Take(words, store, report);
  window.decisionReport = {evaluate: given => evaluate(words, team, given), shown: given => shown(words, team, given)};
  document.getElementById("no-script").remove();
  document.documentElement.classList.add("live");
  controls.buttons.append(ask.button, share.box, take.box);
  document.getElementById("controls").append(controls.form);
  document.querySelector(".status").append(" ", controls.back);
  document.querySelector(".desk").before(ask.box);
  document.querySelector("main").append(new People(words, store).box);
  report.start();
  link.start(ask);
}

start();
