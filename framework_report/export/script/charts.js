// Charts that follow the state.

const charts = {};

function figureOf(name, rows) {
  const title = h("p", {class: "title"}), axis = h("p", {class: "note"});
  const body = h("table", {class: `live ${name}`}, h("tbody", {}, ...rows));
  charts[name] = {title, axis, body};
  return h("div", {class: "chart"}, title, axis, body);
}

// A row of a chart: what it is about, a drawing, a figure, and words.
function rowOf(words, kind, ...marks) {
  const figures = h("td", {class: "figure"}), rest = h("td", {class: "words"});
  const row = h("tr", {}, h("th", {scope: "row"}, words),
    h("td", {class: "drawing"}, svg("svg", {class: kind, "aria-hidden": "true"}, ...marks)), figures, rest);
  return {row, figures, rest, marks};
}

function buildAgainst() {
  charts.againstRows = SCORED.map(({label: words, theme}) =>
    rowOf(words, "bar", line({class: `theme-${THEMES.indexOf(theme) % 7 + 1}`}),
      svg("line", {class: "axis", x1: "50%", x2: "50%", y1: 0, y2: "100%"})));
  return figureOf("against", charts.againstRows.map(({row}) => row));
}

function showAgainst(outcome) {
  const {leader, runnerUp} = outcome, {title, axis, body} = charts.against;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.against_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  const ahead = SCORED.map((_, k) =>
    100 * (outcome.contribution(leader, k) - outcome.contribution(runnerUp, k)));
  const reach = Math.max(0.5, ...ahead.map(Math.abs)), names = {leader: label(leader), runner_up: label(runnerUp)};
  const weighed = range(K).filter(k => outcome.points[k]);
  say(title, fill(CHART.against, {...names, all: weighed.length, ahead: weighed.filter(k => ahead[k] > 1e-7).length}));
  say(axis, fill(CHART.against_axis, names));
  charts.againstRows.forEach(({row, figures, rest, marks}, k) => {
    put(row, "hidden", !outcome.points[k]);
    if (!outcome.points[k]) return;
    stretch(marks[0], 0.5, 0.5 + ahead[k] / reach / 2);
    say(figures, (ahead[k] < 0 ? "−" : "+") + rounded(Math.abs(ahead[k]), 1));
    say(rest, fill(CHART.raw, {value: attribute(outcome, leader, SCORED[k]),
      rival: attribute(outcome, runnerUp, SCORED[k]), unit: SCORED[k].unit}));
  });
}

function buildTipping() {
  charts.tippingRows = SCORED.map(({label: words}) => rowOf(words, "rail",
    line({class: "ground", x2: "100%"}), line({class: "band"}), svg("circle", {class: "dot", cy: "50%", r: 5})));
  return figureOf("tipping", charts.tippingRows.map(({row}) => row));
}

function showTipping(outcome) {
  const {leader, runnerUp, tipping, steps} = outcome, {title, axis, body} = charts.tipping;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.tipping_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  const weighed = range(K).filter(k => outcome.points[k]), end = C.maximum_points;
  const count = weighed.filter(k => steps[k].below !== null || steps[k].above !== null).length;
  say(title, fill(count ? CHART.tipping : CHART.tipping_none, {count, all: weighed.length, leader: label(leader)}));
  say(axis, fill(CHART.tipping_axis, {leader: label(leader), maximum: end}));
  charts.tippingRows.forEach(({row, figures, rest, marks}, k) => {
    put(row, "hidden", !outcome.points[k]);
    if (!outcome.points[k]) return;
    const {low, high, below, above} = tipping[k];
    stretch(marks[1], low / end, high / end);
    put(marks[2], "cx", percent(100 * outcome.points[k] / end));
    say(figures, low <= 0 && high >= end ? CHART.anywhere : `${tenth(low)}–${tenth(high)}`);
    const beyond = [];
    if (below) beyond.push(fill(CHART.beyond_below, {rival: label(below)}));
    if (above) beyond.push(fill(CHART.beyond_above, {rival: label(above)}));
    say(rest, joined(beyond));
  });
}

function tenth(x) { return Number.isInteger(x) ? String(x) : rounded(x, 1); }

function buildConfidence() {
  charts.confidenceRows = FRAMEWORKS.map(({label: words}) =>
    rowOf(words, "bar", line({class: "theme-1"})));
  return figureOf("confidence", charts.confidenceRows.map(({row}) => row));
}

function showConfidence(outcome) {
  const {leader, runnerUp} = outcome, {title, axis, body} = charts.confidence;
  put(body, "hidden", !runnerUp);
  put(axis, "hidden", !runnerUp);
  if (!runnerUp) {
    say(title, leader ? fill(CHART.confidence_alone, {leader: label(leader)}) : whyEmpty(outcome));
    return;
  }
  say(title, fill(CHART.confidence, {leader: label(leader), first: of100(outcome.confidence)}));
  say(axis, fill(CHART.confidence_axis, {samples: samplesRead(outcome)}));
  FRAMEWORKS.forEach(({id}, i) => {
    const {row, figures, marks} = charts.confidenceRows[i], out = outcome.removed.has(id);
    put(row, "hidden", out);
    if (out) return;
    const share = outcome.firstOf(id);
    stretch(marks[0], 0, share);
    put(marks[0], "class", id === leader ? "theme-1" : "theme-other");
    say(figures, of100(share));
  });
}

function buildDoubts() {
  charts.doubts = h("div", {class: "fr-doubts"});
  return charts.doubts;
}

function showDoubts(outcome) {
  const said = doubtsOf(outcome), {children} = charts.doubts;
  while (children.length < said.length) charts.doubts.append(h("p", {}, h("b"), " ", h("span")));
  [...children].forEach((box, i) => {
    put(box, "hidden", i >= said.length);
    if (i >= said.length) return;
    say(box.firstChild, `${said[i][1]}.`);
    say(box.lastChild, said[i][2]);
  });
}

// The scenarios follow the team's familiarity only, so they are read when that has changed.
let scenarioRows = [], scenariosFor = null;

function adoptScenarios(section) {
  scenarioRows = [...section.querySelectorAll("tbody tr")].map(row => [...row.children].slice(1, 6));
  charts.scenarioCaption = section.querySelector("caption");
  scenariosFor = JSON.stringify(START.familiarity);
}

function showScenarios() {
  const wanted = JSON.stringify(state.familiarity);
  if (scenarioRows.length !== SCENARIOS.length || scenariosFor === wanted) return [];
  scenariosFor = wanted;
  const outcomes = SCENARIOS.map(scenario => new Outcome({...scenario.state, familiarity: state.familiarity}));
  outcomes.forEach((outcome, i) => {
    const {leader, runnerUp} = outcome, score = id => id ? rounded(100 * outcome.scores[id], 1) : "";
    const words = [leader ? label(leader) : PAGE.nobody, score(leader), runnerUp ? label(runnerUp) : "",
      score(runnerUp), runnerUp ? PAGE.counting : "100"];
    scenarioRows[i].forEach((cell, at) => { cell.textContent = words[at]; });
  });
  const agrees = outcomes.filter(({leader}, i) => leader && BY_ID[leader].base === SCENARIOS[i].article_says).length;
  if (charts.scenarioCaption) {
    charts.scenarioCaption.textContent = fill(CHART.scenarios, {agrees, all: SCENARIOS.length});
  }
  return outcomes.map((outcome, i) => outcome.runnerUp && {readings: outcome.readings,
    show: () => { scenarioRows[i][4].textContent = of100(outcome.confidence); }}).filter(Boolean);
}
