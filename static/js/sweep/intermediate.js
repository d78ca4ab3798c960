// Every value that trials logged for the primary metric, one line a trial; a cross where the policy stopped one.
import { short } from "../numbers.js";
import { countAxis, scoreAxis } from "./axis.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame } from "./frame.js";
import { mark } from "./marks.js";

const NEAR = 18; // pixels
const STRONG = ["stopped", "failed", "active"];

export class Intermediate extends Chart {
  missing() {
    return this.lines.length ? "" : `Nothing to draw yet: no trial has logged ${this.store.sweep.objectives[0].metric}.`;
  }

  /** {trial, values, at}: those that have any, in order. */
  get lines() {
    return this.store.trials.flatMap((trial) => (this.store.curves.has(trial.index) ? [{ trial, ...this.store.curves.get(trial.index) }] : []));
  }

  words() {
    const stopped = this.store.trials.filter(({ standing }) => standing === "stopped").length;
    return `${this.lines.length} trials, a value at each interval${stopped ? ` · ${stopped} were stopped by the policy, marked ×` : ""}`;
  }

  paint(pen, { width, height }) {
    const lines = this.lines;
    const longest = lines.reduce((most, line) => Math.max(most, interval(line, line.values.length - 1)), 1);
    this.frame = new Frame({ x: 0, y: 0, width, height }, countAxis("interval", 1, longest), this.heights(lines));
    this.frame.draw(pen);
    const passing = new Map(lines.map((line) => [line, this.selection.passes(line.trial)]));
    this.drawn = lines.map((line) => ({ index: line.trial.index, points: this.points(line), line }));
    for (const each of [...this.drawn].sort((a, b) => passing.get(a.line) - passing.get(b.line))) this.drawLine(pen, each, passing.get(each.line));
    this.marks = this.drawn.filter(({ points }) => points.length).map(({ index, points }) => ({ index, x: points.at(-1)[0], y: points.at(-1)[1] }));
  }

  heights(lines) {
    return scoreAxis(this.store.sweep.objectives[0].metric, lines.flatMap(({ values }) => bounds(values)), this.store.log);
  }

  points(line) {
    const found = [];
    for (let place = 0; place < line.values.length; place++) {
      const y = this.frame.up(line.values[place]);
      if (y !== undefined) found.push([this.frame.across(interval(line, place)), y]);
    }
    return found;
  }

  drawLine(pen, { points, line: { trial } }, passes) {
    if (!points.length) return;
    const look = colours();
    const best = trial === this.store.best && this.store.objective === 0;
    pen.strokeStyle = best ? look.best : STRONG.includes(trial.standing) ? look[trial.standing] : look.completed;
    pen.lineWidth = best ? 2.5 : 1.2;
    pen.globalAlpha = best ? 1 : passes ? this.strength : 0.04;
    trace(pen, points);
    pen.globalAlpha = 1;
    if (trial.standing === "stopped" || points.length === 1) mark(pen, ...points.at(-1), trial.standing, { faded: !passes });
  }

  // Of many lines each is fainter, so that where they lie close can be seen.
  get strength() {
    return Math.max(0.12, Math.min(0.75, 12 / Math.sqrt(this.store.curves.size) / 4));
  }

  over(pen) {
    const found = this.drawn?.filter(({ index }) => index === this.selection.hovered || this.selection.chosen.has(index)) ?? [];
    for (const { points, index } of found) {
      pen.strokeStyle = index === this.selection.hovered ? colours().ink : colours().soft;
      pen.lineWidth = 2.5;
      trace(pen, points);
    }
  }

  /** The line that passes nearest. */
  near(x, y) {
    let best;
    let least = NEAR;
    for (const { index, points } of this.drawn ?? []) {
      if (!this.pointable(index)) continue;
      const away = distance(points, x, y);
      if (away < least) [best, least] = [{ index, x, y }, away];
    }
    return best;
  }

  told(found) {
    const { reports } = this.store.known.get(found.index);
    const last = this.store.curves.get(found.index)?.values.at(-1);
    const line = document.createElement("p");
    line.textContent = `${reports.toLocaleString("en")} intervals, last ${short(last)}`;
    return [...super.told(found), line];
  }
}

function interval({ at }, place) {
  return at ? at[place] : place + 1;
}

function bounds(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? [low, high] : [];
}

function trace(pen, points) {
  pen.beginPath();
  for (let at = 0; at < points.length; at++) at ? pen.lineTo(points[at][0], points[at][1]) : pen.moveTo(points[at][0], points[at][1]);
  pen.stroke();
}

function distance(points, x, y) {
  let least = points.length ? Math.hypot(points[0][0] - x, points[0][1] - y) : Infinity;
  for (let at = 1; at < points.length; at++) {
    const [[ax, ay], [bx, by]] = [points[at - 1], points[at]];
    if (x < ax || x > bx || bx === ax) continue;
    least = Math.min(least, Math.abs(ay + ((by - ay) * (x - ax)) / (bx - ax) - y));
  }
  return least;
}
