// The page.

const verdictBox = document.getElementById("verdict"), notice = document.getElementById("notice");
const said = Object.create(null), living = h("div", {class: "fr-verdict"});

function buildVerdict() {
  for (const {name, title} of DATA.phrases.paragraph) {
    const text = document.createTextNode("");
    said[name] = {text, box: name === "headline" ? h("h2", {class: "fr-headline"}, text)
      : h("p", {class: `fr-${name}`}, h("b", {}, title ? `${title}.` : ""), " ", text)};
    living.append(said[name].box);
  }
}

function showVerdict(paragraphs) {
  const texts = new Map(paragraphs.map(([name,, text]) => [name, text]));
  for (const [name, {text, box}] of Object.entries(said)) {
    const words = texts.get(name);
    put(box, "hidden", words === undefined);
    if (words !== undefined && text.data !== words) text.data = words;
  }
  if (!living.isConnected) verdictBox.replaceChildren(living);
}

const FIRST = 250, CHUNK = 1000, REST_MS = 200, SETTLED_MS = 700;
let outcome = null, rest = null, frame = 0, refining = 0, settling = 0, queue = [];

// At each step headline and ranking follow before the next frame, with the first readings, and all else
// in sight in the frame after it, unless a new step has come by then. What is out of sight and the other
// readings follow as soon as the handle rests, these in chunks; until they are through, each figure says
// how many it rests on.
function refresh() {
  outcome = new Outcome(state);
  if (outcome.runnerUp) outcome.readings.upTo(FIRST);
  put(verdictBox, "aria-busy", "true");
  show();
  queue = [];
  rest = outcome;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => setTimeout(showRest));
  clearTimeout(refining);
  clearTimeout(settling);
  refining = setTimeout(startRefining, REST_MS);
}

function show() {
  showStanding(outcome);
  showAllPoints(outcome);
  for (const part of parts) part.due = true;
}

function showRest() {
  if (!rest) return;
  rest = null;
  showRankingWords(outcome);
  showArguments(outcome);
  showControls(outcome);
  say(notice, noticeOf(state));
  showParts(part => part.inSight);
}

// The verdict and the charts follow with each step where they are in sight, and else as soon as the
// handle rests, or in the frame after they have come into sight.
const parts = [];
const sight = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    parts.find(({box}) => box === target).inSight = isIntersecting;
  }
  showParts(({inSight}) => inSight);
});

function showParts(which) {
  for (const part of parts) {
    if (!part.due || !which(part)) continue;
    part.due = false;
    part.show(outcome);
  }
}

function follow(box, show) {
  const part = {box, show, due: true, inSight: false};
  parts.push(part);
  sight.observe(box);
  return part;
}

function adoptChart(name, build, show) {
  const section = document.querySelector(`section[data-part="${name}"]`);
  if (!section) return;
  section.replaceChildren(build());
  follow(section, show);
}

// What only a screen reader finds.
function showSpoken() {
  speakRanking();
  speakAllPoints(outcome);
}

function startRefining() {
  const current = outcome;
  settling = setTimeout(settle, SETTLED_MS - REST_MS);
  showRest();
  showSpoken();
  showParts(() => true);
  queue = current.runnerUp ? [{readings: current.readings, show}] : [];
  queue.push(...showScenarios());
  if (current.runnerUp && charts.doubts) {
    queue.push({readings: current.worth, show: () => showDoubts(current)});
  }
  refine();
}

function refine() {
  const next = queue[0];
  if (!next) return;
  next.readings.upTo(next.readings.read + CHUNK);
  if (next.readings.done) { next.show(); queue.shift(); showParts(() => true); }
  refining = setTimeout(refine, 0);
}

// What is printed is what the sliders say, read to the end.
function showForPrint() {
  if (outcome.runnerUp) {
    outcome.readings.upTo(C.samples);
    outcome.worth.upTo(Infinity);
  }
  showRest();
  show();
  showParts(() => true);
  say(printed, printWords());
}

// The verdict is announced once it has settled; the address follows then too.
function settle() {
  if (outcome.runnerUp && !outcome.readings.done) { settling = setTimeout(settle, 100); return; }
  put(verdictBox, "aria-busy", "false");
  say(printed, printWords());
  try {
    window.history.replaceState(null, "", same(state, START) ? addressWithout() : asAddress(state));
  } catch { /* some viewers of files do not let a page change its address */ }
}

function addressWithout() { return window.location.href.split("#")[0]; }

const printed = h("p", {class: "printed"});
function printWords() {
  const points = range(K).filter(k => state.points[SCORED[k].id]).map(k => fill(PAGE.print_point, {
    label: SCORED[k].label, points: state.points[SCORED[k].id], weight: rounded(100 * outcome.weights[k])}));
  const familiarity = Object.entries(state.familiarity).map(([id, level]) => `${label(id)} ${level}`);
  return fill(PAGE.priorities_words, {points: points.join(LISTS.comma),
    must_haves: mustHaveWords(outcome) || PAGE.must_haves_none,
    familiarity: familiarity.join(LISTS.comma) || PAGE.not_said});
}

function take(part, ...children) {
  const section = document.querySelector(`section[data-part="${part}"]`);
  if (section) section.replaceChildren(...children);
  return section;
}

function readAddress(words) {
  const {hash} = window.location;
  let name = hash.slice(1);
  try { name = decodeURIComponent(name); } catch { /* then it names no element */ }
  if (name && !document.getElementById(name)) accept(() => entriesOfAddress(hash), words);
}

function start() {
  buildVerdict();
  const words = follow(verdictBox, outcome => showVerdict(verdictOf(outcome)));
  take("panel", h("div", {class: "panel"}, buildPanel(), buildStanding()), printed);
  adoptChart("against", buildAgainst, showAgainst);
  adoptChart("tipping", buildTipping, showTipping);
  adoptChart("confidence", buildConfidence, showConfidence);
  adoptChart("doubts", buildDoubts, showDoubts);
  const scenarios = document.querySelector('section[data-part="scenarios"]');
  if (scenarios) adoptScenarios(scenarios);
  refresh();
  showRest();
  showSpoken();
  // The words that stand there are those of this state, with all readings.
  words.due = false;
  readAddress(PAGE.linked);
  window.addEventListener("hashchange", () => readAddress(PAGE.linked));
  window.addEventListener("beforeprint", showForPrint);
}

// What tests ask: the figures and words for any state, missing parts as the team decided.
window.decisionReport = {
  evaluate(given = {}) {
    const found = new Outcome(stateFrom({...TEAM, ...given}));
    if (found.eligible.length && found.leader) found.readings.upTo(C.samples);
    const paragraphs = verdictOf(found), shares = found.leader ? found.readings.shares() : [];
    return {
      scores: {...found.scores}, ranks: {...found.ranks},
      verdict: paragraphs.map(([, title, text]) => title ? `${title}. ${text}` : text).join("\n"),
      paragraphs, headline: headlineOf(found),
      tipping_points: Object.fromEntries(found.tipping.map((row, k) => [SCORED[k].id, row])),
      rank_acceptability: Object.fromEntries(shares.map((row, i) => [found.eligible[i], row])),
    };
  },
  doubts(given = {}) {
    const found = new Outcome(stateFrom({...TEAM, ...given}));
    if (found.runnerUp) found.worth.upTo(Infinity);
    return doubtsOf(found);
  },
};

start();
