// What trials scored over each parameter, one small chart a parameter; later trials are stronger.
import { Brush } from "./brush.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame } from "./frame.js";
import { mark } from "./marks.js";
import { SCORE } from "./selection.js";

const ROW = 210; // pixels
const COLUMN = 260;

export class Slices extends Chart {
  build() {
    this.brush = new Brush(this, { frameAt: (x, y) => this.frames?.find((frame) => frame.holds(x, y)), ended: (frame, from, to) => this.brushed(frame, from, to) });
    new ResizeObserver(() => this.lay()).observe(this.element);
  }

  words() {
    return `${this.store.metric} over each parameter · later trials are stronger · drag a box to keep what lies in it`;
  }

  refresh() {
    this.lay();
    super.refresh();
  }

  lay() {
    const count = this.store.axes?.length ?? 1;
    this.columns = Math.max(1, Math.min(count, Math.floor(this.element.clientWidth / COLUMN)));
    this.place.style.height = `${Math.ceil(count / this.columns) * ROW}px`;
  }

  paint(pen, { width }) {
    const { store } = this;
    const wide = width / this.columns;
    this.frames = store.axes.map((axis, at) => new Frame({ x: (at % this.columns) * wide, y: Math.floor(at / this.columns) * ROW, width: wide, height: ROW }, axis, store.scores));
    this.frames.forEach((frame, place) => this.drawSlice(pen, frame, place));
  }

  drawSlice(pen, frame, place) {
    const { store, selection } = this;
    const look = colours();
    frame.draw(pen);
    store.scored.forEach((trial, at) => {
      const x = frame.across(trial.values[place]);
      if (x === undefined) return;
      const y = frame.up(store.score(trial));
      this.marks.push({ index: trial.index, x, y });
      mark(pen, x, y, trial.standing === "stopped" ? "stopped" : "completed", { size: 3, faded: !selection.passes(trial), fill: look.shade(0.1 + (0.9 * at) / Math.max(1, store.scored.length - 1)) });
    });
  }

  over(pen) {
    super.over(pen);
    this.brush.draw(pen, colours());
  }

  brushed(frame, from, to) {
    const ranges = [[frame.x.name, frame.x.between(from[0], to[0])]];
    if (this.store.objective === 0) ranges.push([SCORE, frame.y.between(from[1], to[1])]);
    this.selection.limit(ranges);
  }
}
