// Values as dots: beside the figures of each criterion, and of each person's scores.

import {percent} from "../view/first.js";
import {dotsOf, MARKS} from "../view/evidence.js";
import {svg} from "./dom.js";

export function dots(found) {
  return svg("svg", {class: "dots", "aria-hidden": "true"}, svg("line", {class: "ground", x2: "100%"}),
    ...found.filter(({ends}) => ends).map(({ends: [low, high]}) => svg("line", {class: "interval", x1: percent(low), x2: percent(high)})),
    ...found.map(({at, value}) => svg("text", {x: percent(value)}, MARKS[at % MARKS.length])));
}

export function showDots(outcome) {
  for (const criterion of outcome.problem.scored) {
    const box = document.getElementById(`evidence-${criterion.id}`);
    if (box && criterion.measures) box.querySelector(".place").replaceChildren(dots(dotsOf(outcome, criterion)));
  }
}
