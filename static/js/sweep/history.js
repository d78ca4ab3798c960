// What each trial scored, in the order in which they were started, and the best so far as a line. Trials without a score stand below.
import { short } from "../numbers.js";
import { Brush } from "./brush.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame, path } from "./frame.js";
import { mark } from "./marks.js";
import { SCORE } from "./selection.js";

const FOOT = 16; // pixels for trials without a score

export class History extends Chart {
  build() {
    this.brush = new Brush(this, { frameAt: (x, y) => (this.frame?.holds(x, y) ? this.frame : undefined), ended: (frame, from, to) => this.brushed(frame, from, to) });
  }

  words() {
    const { store } = this;
    const without = store.trials.length - store.scored.length;
    return `Best ${short(store.score(store.best))} by trial ${store.best.index} · ${store.scored.length} of ${store.trials.length} trials have logged ${store.metric}${without ? "; the others stand below the line" : ""}`;
  }

  paint(pen, { width, height }) {
    const { store, selection } = this;
    this.frame = new Frame({ x: 0, y: 0, width, height }, store.numbers, store.scores, { foot: FOOT });
    this.frame.draw(pen);
    for (const trial of store.trials) {
      const y = this.frame.up(store.score(trial)) ?? this.frame.bottom + FOOT / 2;
      this.marks.push({ index: trial.index, x: this.frame.across(trial.index), y });
      mark(pen, this.marks.at(-1).x, y, trial.standing, { faded: !selection.passes(trial) });
    }
    this.drawBest(pen);
  }

  drawBest(pen) {
    const { frame, store } = this;
    const corners = store.records.flatMap((trial, at, all) => {
      const y = frame.up(store.score(trial));
      const until = all[at + 1]?.index ?? store.trials.at(-1).index;
      return [[frame.across(trial.index), y], [frame.across(until), y]];
    });
    Object.assign(pen, { strokeStyle: colours().best, lineWidth: 2, lineJoin: "round" });
    path(pen, corners);
  }

  over(pen) {
    super.over(pen);
    this.brush.draw(pen, colours());
  }

  // Across: which trials. Up: which scores, which the table knows of the first objective.
  brushed(frame, from, to) {
    const inside = this.marks.filter(({ x, y }) => {
      const [across, up] = frame.shares(x, y);
      return across >= from[0] && across <= to[0] && up >= from[1] && up <= to[1] && y <= frame.bottom;
    });
    const whole = this.store.objective === 0 && from[0] <= 0 && to[0] >= 1;
    if (whole) this.selection.limit([[SCORE, frame.y.between(from[1], to[1])]]);
    else this.selection.choose(inside.map(({ index }) => index));
  }
}
