// The panel.

const panel = {criteria: [], themes: [], familiarity: {}, must_haves: {}};

function buildPanel() {
  const levels = [["", PAGE.not_said],
    ...range(C.maximum_familiarity + 1).map(i => [i, PAGE.familiarity_levels[i] || i])];
  for (const {id, label: words} of FRAMEWORKS) {
    panel.familiarity[id] = choice(words, levels, level =>
      moveEntry("familiarity", id, level === "" ? null : Number(level)), {name: `familiarity-${id}`});
  }
  panel.scenario = choice(PAGE.scenario_title,
    [...SCENARIOS.map(({id, label: words}) => [id, words]), ["", PAGE.scenario_own]], id => {
      const chosen = SCENARIOS.find(scenario => scenario.id === id);
      if (chosen) moveTo({...chosen.state, familiarity: state.familiarity});
      else panel.scenario.select.value = scenarioOf(state);
    }, {name: "scenario"});
  panel.story = h("p", {class: "note story"});
  panel.undo = button(PAGE.undo, undo);
  panel.back = button(DATA.decision.date ? PAGE.back : PAGE.back_undecided, () => moveTo(TEAM));
  panel.messages = h("p", {class: "message", role: "status"});
  panel.mustHavesTitle = h("summary");
  const controls = h("form", {class: "controls", autocomplete: "off"},
    h("fieldset", {}, h("legend", {}, PAGE.familiarity_title),
      h("div", {class: "row"}, ...Object.values(panel.familiarity).map(({box}) => box))),
    h("fieldset", {}, h("legend", {}, PAGE.priorities_title), panel.scenario.box, panel.story,
      ...THEMES.map(buildTheme)),
    h("details", {class: "must-haves"}, panel.mustHavesTitle, buildMustHaves()),
    h("div", {class: "buttons"}, panel.undo, panel.back, button(PAGE.copy, copy)),
    panel.messages, buildExchange());
  controls.addEventListener("submit", event => event.preventDefault());
  return controls;
}

function buildTheme(theme, t) {
  const control = slider(theme, null, null, points => moveTheme(t, points));
  control.box.classList.add("theme", `theme-${t % 7 + 1}`);
  panel.themes.push(control);
  const inside = h("div", {class: "criteria"}, ...IN_THEME[t].map(buildCriterion));
  const fold = h("details", {class: "fold"}, h("summary", {}, fill(PAGE.criteria_of, {theme})), inside);
  for (const k of IN_THEME[t]) panel.criteria[k].fold = fold;
  fold.addEventListener("toggle", () => { showControls(outcome); speakAllPoints(outcome); });
  return h("div", {}, control.box, fold);
}

function buildCriterion(k) {
  const {id, label: words, swing, question} = SCORED[k];
  const control = slider(words, id, swing, points => moveCriterion(id, points));
  panel.criteria[k] = control;
  const evidence = h("details", {class: "sources"}, h("summary", {}, `${PAGE.evidence_of}: ${question}`));
  // Rows are made when somebody looks: most readers open few.
  evidence.addEventListener("toggle", () => {
    if (evidence.open && !evidence.querySelector("table")) evidence.append(evidenceTable(SCORED[k]));
  });
  if (DATA.evidence.rows[id]) control.box.append(evidence);
  return control.box;
}

function evidenceTable(criterion) {
  const rows = DATA.evidence.rows[criterion.id].map(([id, value, interval, kind, setup, source, date, note]) => {
    const [title, url] = DATA.evidence.sources[source];
    const named = /^https?:\/\//.test(url) ? h("a", {href: url, rel: "noreferrer"}, title) : title;
    return h("tr", {}, h("th", {scope: "row"}, label(id)),
      h("td", {}, `${value} ${criterion.unit}${interval && ` (${interval})`}`),
      h("td", {}, `${kind}, ${setup}: `, named, `, ${date}. ${note}`));
  });
  return h("div", {class: "fr-scroll", role: "region", tabindex: 0, "aria-label": `${PAGE.evidence_of}: ${criterion.label}`},
    h("p", {class: "note"}, criterion.reason),
    h("table", {class: "live"}, h("tbody", {}, ...rows)));
}

function buildMustHaves() {
  for (const {name} of DATA.features) {
    panel.must_haves[name] = choice(name, [["", PAGE.not_needed], ...LEVELS], level => moveEntry("must_haves", name, level || null));
  }
  return h("div", {class: "grid"}, ...Object.values(panel.must_haves).map(({box}) => box));
}

function buildExchange() {
  panel.copied = h("textarea", {readonly: true, rows: 8, hidden: true, "aria-label": PAGE.copied_label});
  const pasted = h("textarea", {rows: 5, id: "pasted", spellcheck: "false"});
  const use = button(PAGE.paste, () => accept(() => entriesOfToml(pasted.value), PAGE.used));
  return h("div", {}, panel.copied, h("details", {class: "fold"}, h("summary", {}, PAGE.paste_title),
    h("label", {for: "pasted"}, PAGE.paste_label), pasted, use));
}

async function copy() {
  const text = asToml(state);
  panel.copied.value = text;
  panel.copied.hidden = false;
  try {
    await navigator.clipboard.writeText(text);
    say(panel.messages, PAGE.copied);
  } catch {
    panel.copied.select();
    say(panel.messages, PAGE.copy_by_hand);
  }
}

// Takes over what a link or a pasted text asks for, or says why not and leaves all as it is.
function accept(entries, words) {
  try {
    const {state: next, warning} = stateOfEntries(entries());
    moveTo(next);
    say(panel.messages, warning ? `${words} ${warning}` : words);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(panel.messages, fill(PAGE.refused, {faults: error.message}));
  }
}

function themeShare(weights, t) { return IN_THEME[t].reduce((sum, k) => sum + weights[k], 0); }

function showAllPoints({state: {points}, weights}) {
  panel.criteria.forEach((control, k) => showPoints(control, points[SCORED[k].id] || 0, weights[k]));
  panel.themes.forEach((control, t) =>
    showPoints(control, themePoints(points, t), themeShare(weights, t)));
}

function speakAllPoints({weights}) {
  panel.criteria.forEach((control, k) => speakPoints(control, weights[k]));
  panel.themes.forEach((control, t) => speakPoints(control, themeShare(weights, t)));
}

function showControls(outcome) {
  const {leader} = outcome, {points} = outcome.state;
  outcome.steps.forEach(({below, above}, k) => {
    const {id} = SCORED[k];
    showSlider(panel.criteria[k], points[id] || 0, TEAM.points[id] || 0, outcome.weights[k],
      below === null ? 0 : below + 1, above === null ? C.maximum_points : above - 1, leader);
  });
  THEMES.forEach((_, t) => {
    const [low, high] = themeStays(outcome, t), share = themeShare(outcome.weights, t);
    showSlider(panel.themes[t], themePoints(points, t), themePoints(TEAM.points, t), share, low, high, leader);
  });
  showChoices();
}

let shown = {};
function showChoices() {
  put(panel.undo, "disabled", !history.length);
  put(panel.back, "disabled", same(state, TEAM));
  const scenario = scenarioOf(state), {familiarity, must_haves} = state;
  const stays = shown.familiarity === familiarity && shown.must_haves === must_haves;
  if (stays && shown.scenario === scenario) return;
  shown = {scenario, familiarity, must_haves};
  for (const part of stays ? [] : ["familiarity", "must_haves"]) {
    for (const [name, {select}] of Object.entries(panel[part])) {
      const level = state[part][name], value = level === undefined ? "" : String(level);
      if (select.value !== value) select.value = value;
    }
  }
  const names = Object.keys(state.must_haves);
  say(panel.mustHavesTitle, fill(PAGE.must_haves_title, {count: names.join(LISTS.comma) || PAGE.must_haves_none}));
  if (panel.scenario.select.value !== scenario) panel.scenario.select.value = scenario;
  say(panel.story, scenario ? SCENARIOS.find(({id}) => id === scenario).story : PAGE.story_own);
}
