// Two objectives against each other, and the trials that no other beats in all of them.
import { make } from "../make.js";
import { Brush } from "./brush.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame, path } from "./frame.js";
import { front } from "./front.js";
import { mark } from "./marks.js";

export class Pareto extends Chart {
  build() {
    this.lists = ["Across", "Up"].map((label) => make("select", { class: "input input-s", "aria-label": `${label}: objective` }));
    this.part("controls").append(...this.lists);
    for (const list of this.lists) list.addEventListener("change", () => this.refresh());
    this.brush = new Brush(this, { frameAt: (x, y) => (this.frame?.holds(x, y) ? this.frame : undefined), ended: (frame, from, to) => this.brushed(frame, from, to) });
  }

  missing() {
    return this.rated.length ? "" : "Nothing to draw yet: no trial has logged all objectives.";
  }

  get rated() {
    const places = this.store.sweep.objectives.map((_, at) => at);
    return this.store.trials.filter((trial) => places.every((at) => this.store.score(trial, at) !== undefined));
  }

  refresh() {
    const { several, sweep } = this.store;
    this.element.hidden = !several;
    if (!several) return;
    if (!this.lists[0].options.length) this.fill(sweep.objectives);
    const signs = sweep.objectives.map(({ goal }) => (goal === "maximize" ? 1 : -1));
    const rated = this.rated;
    this.best = new Set(front(rated.map(({ scores }) => scores), signs).map((at) => rated[at]));
    super.refresh();
  }

  fill(objectives) {
    this.lists.forEach((list, at) => {
      list.append(...objectives.map(({ metric }, place) => make("option", { value: place }, metric)));
      list.value = String(at);
    });
    this.part("controls").hidden = objectives.length < 3;
  }

  words() {
    return `${this.best.size} of ${this.rated.length} trials are on the front: no other is better in every objective`;
  }

  paint(pen, { width, height }) {
    const [x, y] = this.lists.map((list) => Number(list.value));
    const { store } = this;
    this.frame = new Frame({ x: 0, y: 0, width, height }, store.scoreAxisOf(x), store.scoreAxisOf(y), { title: store.sweep.objectives[y].metric });
    this.frame.draw(pen);
    this.marks = this.rated.map((trial) => ({ index: trial.index, trial, x: this.frame.across(store.score(trial, x)), y: this.frame.up(store.score(trial, y)) }));
    for (const { trial, x: px, y: py } of this.marks) mark(pen, px, py, trial.standing, { faded: !this.selection.passes(trial), fill: this.best.has(trial) ? colours().best : undefined, size: this.best.has(trial) ? 4.5 : 3 });
    const line = this.marks.filter(({ trial }) => this.best.has(trial)).sort((a, b) => a.x - b.x);
    Object.assign(pen, { strokeStyle: colours().best, lineWidth: 1.5 });
    if (store.sweep.objectives.length === 2) path(pen, line.map(({ x: px, y: py }) => [px, py]));
  }

  over(pen) {
    super.over(pen);
    this.brush.draw(pen, colours());
  }

  brushed(frame, from, to) {
    const inside = this.marks.filter(({ x, y }) => {
      const [across, up] = frame.shares(x, y);
      return across >= from[0] && across <= to[0] && up >= from[1] && up <= to[1];
    });
    this.selection.choose(inside.map(({ index }) => index));
  }
}
