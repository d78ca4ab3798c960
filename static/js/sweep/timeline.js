// When each trial ran, one row a slot.
import { now } from "../clock.js";
import { counted } from "../numbers.js";
import { duration } from "../time.js";
import { Numbers } from "./axis.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame } from "./frame.js";
import { busy, lanes } from "./lanes.js";

const ROW = [5, 24]; // pixels of a slot, least and most
const HEIGHT = [150, 420];
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

export class Timeline extends Chart {
  missing() {
    return this.store.trials.some(({ began }) => began !== null) ? "" : "Nothing to draw yet: no trial has begun.";
  }

  refresh() {
    if (!this.missing()) {
      this.laid = lanes(this.store.trials, now() / 1000);
      const height = Math.min(HEIGHT[1], Math.max(HEIGHT[0], this.laid.count * ROW[1] + 60));
      this.place.style.height = `${height}px`;
    }
    super.refresh();
  }

  words() {
    const { bars, count } = this.laid;
    return `${counted(count, "slot")} · ${counted(bars.length, "trial")} · busy ${Math.round(busy(this.laid) * 100)} % of the time between the first and the last`;
  }

  paint(pen, { width, height }) {
    const { bars, count } = this.laid;
    const first = bars[0].from;
    const last = bars.reduce((most, { to }) => Math.max(most, to), first + 1);
    this.frame = new Frame({ x: 0, y: 0, width, height }, new Hours("since the first trial began", [0, last - first]), new Slots(count));
    this.frame.draw(pen, { grid: false });
    const row = Math.min(ROW[1], (this.frame.bottom - this.frame.top) / count);
    this.bars = bars.map((bar) => this.bar(bar, first, row));
    for (const bar of this.bars) this.drawBar(pen, bar);
    this.marks = this.bars.map(({ index, x, y, width: w, height: h }) => ({ index, x: x + w / 2, y: y + h / 2 }));
  }

  bar({ trial, lane, from, to }, first, row) {
    const x = this.frame.across(from - first);
    const gap = row > ROW[0] ? 2 : 0;
    return { index: trial.index, trial, x, y: this.frame.top + lane * row + gap / 2, width: Math.max(1, this.frame.across(to - first) - x - 1), height: row - gap };
  }

  drawBar(pen, { trial, x, y, width, height }) {
    const look = colours();
    pen.fillStyle = trial === this.store.best ? look.best : look[trial.standing];
    pen.globalAlpha = this.selection.passes(trial) ? 0.8 : 0.12;
    pen.fillRect(x, y, width, height);
    pen.globalAlpha = 1;
  }

  over(pen) {
    for (const { index, x, y, width, height } of this.bars ?? []) {
      if (index !== this.selection.hovered && !this.selection.chosen.has(index)) continue;
      pen.strokeStyle = colours().ink;
      pen.lineWidth = index === this.selection.hovered ? 2 : 1;
      pen.strokeRect(x, y, width, height);
    }
  }

  near(x, y) {
    const found = this.bars?.find((bar) => x >= bar.x - 1 && x <= bar.x + bar.width + 1 && y >= bar.y && y <= bar.y + bar.height);
    return found && this.pointable(found.index) ? { index: found.index, x, y } : undefined;
  }

  told(found) {
    const { began, ended } = this.store.known.get(found.index);
    const line = document.createElement("p");
    line.textContent = `ran ${duration((ended ?? now() / 1000) - began)}`;
    return [...super.told(found), line];
  }
}

class Hours extends Numbers {
  ticks(count) {
    const step = STEPS.find((each) => this.high / each <= count) ?? Math.ceil(this.high / count / 86_400) * 86_400;
    return Array.from({ length: Math.floor(this.high / step) + 1 }, (_, at) => ({ at: this.at(at * step), text: duration(at * step) }));
  }
}

// Slots are counted from the top.
class Slots {
  constructor(count) {
    this.count = count;
    this.name = "slot";
  }

  ticks(count) {
    const every = Math.max(1, Math.ceil(this.count / Math.max(1, 2 * count)));
    return Array.from({ length: Math.ceil(this.count / every) }, (_, at) => ({ at: 1 - (at * every + 0.5) / this.count, text: String(at * every + 1) }));
  }
}
