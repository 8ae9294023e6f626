// Starts the page: reads what travels with it, builds the controls, and follows them.

import {Problem} from "./engine/problem.js";
import {Words} from "./engine/facts.js";
import {Controls} from "./page/controls.js";
import {evaluate, shown} from "./page/evaluate.js";
import {Report} from "./page/report.js";
import {Link} from "./page/link.js";
import {Store} from "./page/store.js";

// Measures travel as rows.
function read(text) {
  const data = JSON.parse(text);
  for (const criterion of data.criteria) {
    if (criterion.measures) {
      criterion.measures = criterion.measures.map(row => Object.fromEntries(data.columns.map((name, i) => [name, row[i]])));
    }
  }
  data.figures = [...new Set(data.criteria.flatMap(({measures = []}) => measures.flatMap(({digests}) => digests)).filter(Boolean))].sort().join("");
  return data;
}

const problem = new Problem(read(document.getElementById("payload").textContent));
const words = new Words(problem), store = new Store(problem);

function start() {
  const controls = new Controls(words, store, []), report = new Report(words, store, controls), {team} = report;
  window.decisionReport = {evaluate: given => evaluate(words, team, given), shown: given => shown(words, team, given)};
  document.getElementById("no-script").remove();
  document.documentElement.classList.add("live");
  document.getElementById("controls").append(controls.form);
  report.start();
  new Link(words, store, report).start();
}

start();
