// What stands beside the sliders: headline, ranking, arguments, flips.

const beside = {}, GAP = 0.002;

function buildStanding() {
  beside.headline = h("p", {class: "fr-headline"});
  beside.title = h("p", {class: "title"});
  beside.bars = FRAMEWORKS.map(({id, label: words}) => {
    const parts = THEMES.map((_, t) => line({class: `theme-${t % 7 + 1}`}));
    const score = h("span", {class: "score boxed", "data-role": "score"}), spoken = h("span", {class: "spoken"});
    const out = h("span", {class: "note"});
    const row = h("li", {"data-framework": id}, h("span", {class: "name"}, words),
      h("div", {}, svg("svg", {class: "bar boxed", "aria-hidden": "true"}, ...parts)), h("div", {}, score, spoken), out);
    return {id, parts, score, spoken, out, row};
  });
  beside.list = h("ol", {class: "ranking"}, ...beside.bars.map(({row}) => row));
  beside.key = h("p", {class: "key note"}, CHART.ranking_axis, " ", ...THEMES.map((theme, t) => h("span", {},
    svg("svg", {class: "swatch", "aria-hidden": "true"}, line({class: `theme-${t % 7 + 1}`, x2: "100%"})), theme)));
  beside.arguments = [h("div"), h("div")];
  for (const part of beside.arguments) part.append(h("b"), h("ul", {}, h("li"), h("li"), h("li")));
  beside.flip = h("p", {class: "fr-flip"});
  return h("div", {class: "standing"}, beside.headline, beside.title, beside.list, beside.key,
    h("div", {class: "fr-arguments"}, ...beside.arguments), beside.flip);
}

function whyEmpty(outcome) { return outcome.eligible.length ? CHART.nothing_to_weigh : CHART.none_left; }

function rankingTitle(outcome) {
  const {leader, runnerUp, tied} = outcome;
  if (!leader) return whyEmpty(outcome);
  if (tied.length > 1) return fill(CHART.level, {tied: joined(tied.map(label))});
  if (!runnerUp) return fill(CHART.leads_alone, {leader: label(leader)});
  return fill(CHART.leads, {leader: label(leader), margin: rounded(100 * outcome.margin, 1)});
}

function showStanding(outcome) {
  say(beside.headline, headlineOf(outcome));
  const place = id => outcome.removed.has(id) ? F : outcome.ranks[id] || 0;
  const order = [...beside.bars].sort((a, b) => place(a.id) - place(b.id));
  const wanted = order.map(({id}) => id).join(" ");
  if (beside.order !== wanted) {
    beside.order = wanted;
    beside.list.append(...order.map(({row}) => row));
  }
  for (const bar of beside.bars) {
    const {id, parts, score, row} = bar;
    let start = 0;
    bar.widths = IN_THEME.map(ks => ks.reduce((sum, k) => sum + outcome.contribution(id, k), 0));
    bar.widths.forEach((width, t) => {
      // The gap tells neighbours apart where their colours do not.
      stretch(parts[t], start, Math.max(start, start + width - GAP));
      start += width;
    });
    say(score, rounded(100 * outcome.scores[id], 1));
    put(row, "class", outcome.removed.has(id) ? "out" : "in");
  }
}

function showRankingWords(outcome) {
  say(beside.title, rankingTitle(outcome));
  say(beside.flip, wordsOf(outcome, FLIP));
  for (const {id, out} of beside.bars) {
    const unmet = outcome.removed.get(id);
    say(out, unmet ? fill(CHART.out, {needs: needsWords(outcome, unmet)}) : "");
  }
}

// What a bar shows, for those who do not see it.
function speakRanking() {
  for (const {widths, spoken} of beside.bars) {
    say(spoken, ` (${THEMES.map((theme, t) => `${theme} ${rounded(100 * widths[t], 1)}`).join(", ")})`);
  }
}

function showArguments(outcome) {
  const sides = outcome.leader ? outcome.arguments : [[], []];
  beside.arguments.forEach((part, side) => {
    put(part, "hidden", !outcome.leader);
    if (!outcome.leader) return;
    const [heading, list] = part.children, leader = label(outcome.leader);
    say(heading, fill(side ? CHART.against_leader : CHART.for, {leader}));
    const said = sides[side].slice(0, 3).map(k => argument(outcome, k));
    [...list.children].forEach((item, i) => {
      const words = said[i] || (i ? "" : CHART.nothing_weighed);
      say(item, words);
      put(item, "hidden", !words);
    });
  });
}
