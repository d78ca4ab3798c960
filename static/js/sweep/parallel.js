// Parallel coordinates: an axis a parameter and one for the score, a line a trial. A range is dragged on an axis, or set by keys on its ends.
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { cut, path } from "./frame.js";
import { Range } from "./range.js";
import { SCORE } from "./selection.js";

const SIDE = 56;
const TOP = 34;
const BOTTOM = 30; // below an axis stands what has no value of it
const NONE = 12;
const NEAR = 14;
const WIDTH = 92; // pixels an axis at least: beyond that the chart scrolls sideways

export class Parallel extends Chart {
  build() {
    this.ranges = [];
    this.scroll = this.element.querySelector("[data-sweep-scroll]");
    new ResizeObserver(() => this.widen()).observe(this.scroll);
  }

  missing() {
    return this.store.trials.length ? "" : "Nothing to draw yet: no trial has begun.";
  }

  words() {
    const { store } = this;
    return `One line a trial, ${store.scored.length} of ${store.trials.length} with a score; stronger is better. Drag on an axis to keep a range, double-click to let it go.`;
  }

  /** [{name, axis, value(trial)}]: the parameters, then the score. */
  get columns() {
    const { store } = this;
    const parameters = store.axes.map((axis, place) => ({ name: axis.name, label: axis.name, axis, value: (trial) => trial.values[place] }));
    return [...parameters, { name: SCORE, label: store.metric, axis: store.scores, value: (trial) => store.score(trial), fixed: store.objective !== 0 }];
  }

  refresh() {
    this.widen();
    super.refresh();
    if (this.missing()) return;
    this.laid = this.columns;
    while (this.ranges.length > this.laid.length) this.ranges.pop().remove();
    this.laid.forEach((column, at) => (this.ranges[at] ??= new Range(this)).show(column, at));
  }

  widen() {
    const least = (this.store.axes?.length ?? 0) * WIDTH + 2 * SIDE;
    this.place.style.width = `${Math.max(this.scroll.clientWidth, least)}px`;
  }

  across(at) {
    const { width } = this.surface.size;
    return this.laid.length < 2 ? width / 2 : SIDE + (at * (width - 2 * SIDE)) / (this.laid.length - 1);
  }

  get ends() {
    return [this.surface.size.height - BOTTOM, TOP];
  }

  up(share) {
    const [bottom, top] = this.ends;
    return share === undefined ? bottom + NONE : bottom + Math.min(1, Math.max(0, share)) * (top - bottom);
  }

  share(y) {
    const [bottom, top] = this.ends;
    return Math.min(1, Math.max(0, (bottom - y) / (bottom - top)));
  }

  paint(pen) {
    this.ranges.forEach((range) => range.put());
    this.drawn = this.store.trials.map((trial) => this.line(trial));
    const passing = this.drawn.filter(({ trial }) => this.selection.passes(trial));
    pen.lineWidth = 1;
    pen.strokeStyle = colours().line;
    pen.globalAlpha = 0.5;
    if (passing.length < this.drawn.length) for (const { points } of this.drawn) path(pen, points);
    passing.sort((a, b) => (a.merit ?? -1) - (b.merit ?? -1));
    for (const { points, merit } of passing) this.drawLine(pen, points, merit, passing.length);
    pen.globalAlpha = 1;
    this.laid.forEach((column, at) => this.drawAxis(pen, column, at));
    this.marks = this.drawn.map(({ trial, points }) => ({ index: trial.index, x: points.at(-1)[0], y: points.at(-1)[1] }));
  }

  line(trial) {
    return { trial, merit: this.store.merit(trial), points: this.laid.map(({ axis, value }, at) => [this.across(at), this.up(axis.at(value(trial)))]) };
  }

  drawLine(pen, points, merit, count) {
    const strength = (merit ?? 0) ** 3; // the few best are what one looks for
    pen.strokeStyle = colours().shade(strength);
    pen.lineWidth = merit > 0.9 ? 1.6 : 1;
    pen.globalAlpha = Math.max(0.06, Math.min(0.9, (0.3 + strength) * Math.min(1, 6 / Math.sqrt(count))));
    path(pen, points);
  }

  drawAxis(pen, { axis, label }, at) {
    const look = colours();
    const x = this.across(at);
    const [bottom, top] = this.ends;
    const room = this.laid.length > 1 ? (this.across(1) - this.across(0)) * 0.94 : 200;
    Object.assign(pen, { strokeStyle: look.faint, fillStyle: look.soft, lineWidth: 1.2, font: look.font, textAlign: "center", textBaseline: "middle" });
    path(pen, [[x, bottom], [x, top]]);
    pen.fillText(cut(pen, label, Math.min(room, 2 * SIDE)), x, 14);
    pen.textAlign = "left";
    for (const tick of axis.ticks(Math.max(3, Math.floor((bottom - top) / 34)))) this.drawTick(pen, tick, x, at, room);
    if (this.store.trials.some((trial) => axis.at(this.laid[at].value(trial)) === undefined)) pen.fillText("–", x + 5, bottom + NONE);
  }

  drawTick(pen, tick, x, at, room) {
    const text = cut(pen, tick.text, at === this.laid.length - 1 ? SIDE - 8 : Math.min(room, 80) - 8);
    const y = this.up(tick.at);
    Object.assign(pen, { fillStyle: colours().surface, globalAlpha: 0.8 });
    pen.fillRect(x + 4, y - 7, pen.measureText(text).width + 4, 14);
    Object.assign(pen, { fillStyle: colours().ink, globalAlpha: 1 });
    pen.fillText(text, x + 6, y);
  }

  over(pen) {
    const marked = this.drawn?.filter(({ trial }) => trial.index === this.selection.hovered || this.selection.chosen.has(trial.index)) ?? [];
    for (const { points, trial } of marked) {
      pen.strokeStyle = trial.index === this.selection.hovered ? colours().ink : colours().soft;
      pen.lineWidth = trial.index === this.selection.hovered ? 2.5 : 1.5;
      path(pen, points);
    }
  }

  /** The line that passes nearest, between the two axes beside the pointer. */
  near(x, y) {
    if (!this.laid || this.laid.length < 2) return undefined;
    const gap = this.across(1) - this.across(0);
    const at = Math.min(this.laid.length - 2, Math.max(0, Math.floor((x - SIDE) / gap)));
    const share = (x - this.across(at)) / gap;
    let best;
    let least = NEAR;
    for (const { trial, points } of this.drawn ?? []) {
      const away = Math.abs(points[at][1] + (points[at + 1][1] - points[at][1]) * share - y);
      if (away < least && this.pointable(trial.index)) [best, least] = [{ index: trial.index, x, y }, away];
    }
    return best;
  }
}
