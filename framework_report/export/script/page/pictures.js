// Pictures for slides: twice the size, on white, with title, date, and what-if where it is one.

import {dotsOf, MARKS} from "../view/evidence.js";
import {lookOf} from "../view/first.js";
import {h} from "./dom.js";

const WIDE = 960, ROW = 34, LEFT = 220, DRAWN = 410, SCALE = 2, INK = "#1d1d1b", SOFT = "#5a5a57", LINE = "#d2d0cb";
// A range of one figure is a mark, and not nothing.
const LEAST = 0.008;
const APART = 10;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif";

function share(length) { return parseFloat(length) / 100; }
function hue(look) { return getComputedStyle(document.documentElement).getPropertyValue(`--c${look.slice(-1)}`).trim(); }

// What each picture shows, from what stands on the page: a title, rows of marks, and a key.
export const paint = {
  ranking({problem}, {shown: {ranking}, places}) {
    return {title: places.now.get("headline"), key: problem.themes.map((theme, t) => [hue(lookOf(t)), theme]), rows: ranking.map(row =>
      ({label: row.name, figure: row.score, bars: problem.themes.map((_, t) => [t ? share(row[`end${t - 1}`]) : 0, share(row[`end${t}`]), hue(lookOf(t))])}))};
  },
  ahead({problem}, {shown: {ahead}, places}) {
    return {title: places.now.get("against"), key: problem.themes.map((theme, t) => [hue(lookOf(t)), theme]), rows: ahead.map(row =>
      ({label: row.label, figure: row.points, words: row.raw, zero: 0.5, bars: [[0.5, share(row.to), hue(row.look)]]}))};
  },
  steps(_, {shown: {steps}, places}) {
    return {title: places.now.get("safe"), key: [], rows: steps.map(row =>
      ({label: row.label, figure: row.share, bars: [[Math.min(share(row.a), share(row.b) - LEAST), share(row.b), INK]]}))};
  },
  criteria({problem}, {outcome, places}) {
    const counted = problem.scored.filter(({measures}) => measures);
    return {title: places.now.get("evidence"), key: outcome.active.map(id => [MARKS[problem.place[id] % MARKS.length], problem.label(id)]), rows: counted.map(criterion =>
      ({label: criterion.label, ground: true, marks: dotsOf(outcome, criterion).map(({at, value}) => [value, MARKS[at % MARKS.length]])}))};
  },
  draw(title, note, rows, key) {
    const canvas = h("canvas"), ctx = canvas.getContext("2d"), font = (size, weight = 400) => { ctx.font = `${weight} ${size}px ${FONT}`; };
    font(24, 700);
    // Where nothing stands behind the figures there is room for longer names.
    const left = rows.some(({words}) => words) ? LEFT : LEFT + 90;
    const lines = wrapped(ctx, title, WIDE - 48), top = 36 + 30 * lines.length + (key.length ? 30 : 0);
    canvas.width = WIDE * SCALE;
    canvas.height = (top + ROW * rows.length + 56) * SCALE;
    ctx.scale(SCALE, SCALE);
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, WIDE, canvas.height);
    ctx.textBaseline = "middle";
    const text = (words, x, y, colour = INK, align = "left", room = undefined) => {
      ctx.fillStyle = colour; ctx.textAlign = align; ctx.fillText(words, x, y, room);
    };
    font(24, 700);
    lines.forEach((line, i) => text(line, 24, 34 + 30 * i));
    font(15);
    let x = 24;
    for (const [mark, label] of key) {
      if (mark[0] === "#") { ctx.fillStyle = mark; ctx.fillRect(x, top - 26, 12, 12); }
      else text(mark, x, top - 20);
      text(label, x + 18, top - 20);
      x += ctx.measureText(label).width + 42;
    }
    rows.forEach(({label, figure = "", words = "", bars = [], marks = [], zero, ground}, i) => {
      const y = top + ROW * i + ROW / 2, at = part => left + 24 + part * DRAWN;
      font(16);
      text(label, 24, y, INK, "left", left - 10);
      if (ground) { ctx.fillStyle = LINE; ctx.fillRect(at(0), y - 1, DRAWN, 2); }
      for (const [from, to, colour] of bars) { ctx.fillStyle = colour; ctx.fillRect(at(Math.min(from, to)), y - 10, Math.abs(to - from) * DRAWN, 20); }
      if (zero !== undefined) { ctx.fillStyle = INK; ctx.fillRect(at(zero) - 0.5, y - ROW / 2, 1, ROW); }
      // Marks that would hide each other stand over and under each other.
      marks.forEach(([part, mark], k) => {
        const near = marks.slice(0, k).filter(([other]) => Math.abs(at(other) - at(part)) < APART).length;
        text(mark, at(part), y + APART * Math.ceil(near / 2) * (near % 2 ? -1 : 1), INK, "center");
      });
      font(16, 700);
      text(figure, at(1) + 100, y, INK, "right");
      font(14);
      text(words, at(1) + 114, y, SOFT, "left", WIDE - at(1) - 126);
    });
    font(14);
    text(note, 24, top + ROW * rows.length + 32, SOFT, "left", WIDE - 48);
    return canvas;
  },
};

function wrapped(ctx, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (ctx.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// A picture of the notebook's, on white, whatever the theme of the page.
export function repaint(image, note, done) {
  const light = new Image();
  light.addEventListener("load", () => {
    const {width: wide, height: high} = light, canvas = h("canvas", {width: wide * SCALE, height: (high + 40) * SCALE}), ctx = canvas.getContext("2d");
    ctx.scale(SCALE, SCALE);
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, wide, high + 40);
    ctx.drawImage(light, 0, 0, wide, high);
    ctx.fillStyle = SOFT;
    ctx.font = `14px ${FONT}`;
    ctx.fillText(note, 16, high + 22, wide - 32);
    done(canvas);
  });
  light.src = image.src.replace("(prefers-color-scheme:dark)", " not all");
}
