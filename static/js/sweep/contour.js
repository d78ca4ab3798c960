// The score over two parameters as bands, with the trials that it was made from.
import { short } from "../numbers.js";
import { Brush } from "./brush.js";
import { Chart } from "./chart.js";
import { channels, colours } from "./colours.js";
import { between, field, kernel } from "./field.js";
import { Frame } from "./frame.js";
import { mark } from "./marks.js";
import { Pair } from "./pair.js";

const GRID = 40;
const BANDS = 9;
const LEAST = 5; // trials

export class Contour extends Chart {
  build() {
    this.pair = new Pair(this);
    this.brush = new Brush(this, { frameAt: (x, y) => (this.frame?.holds(x, y) ? this.frame : undefined), ended: (frame, from, to) => this.brushed(frame, from, to) });
  }

  missing() {
    if (this.store.axes.length < 2) return "A contour needs two parameters; this sweep has one.";
    return this.store.scored.length < LEAST ? `A contour needs ${LEAST} trials with a score; there are ${this.store.scored.length}.` : "";
  }

  refresh() {
    this.pair.show();
    if (!this.missing()) this.measure();
    super.refresh();
  }

  measure() {
    const { x, y } = this.pair.axes;
    const [left, up] = this.pair.places;
    this.points = this.store.scored.flatMap((trial) => {
      const place = [x.at(trial.values[left]), y.at(trial.values[up])];
      return place.includes(undefined) ? [] : [{ trial, point: [...place, this.store.scores.at(this.store.score(trial))] }];
    });
    this.field = field(this.points.map(({ point }) => point), GRID, [kernel(x), kernel(y)]);
    this.seen = [...this.field.means].filter((mean, at) => this.field.sure[at] > 0);
  }

  words() {
    const seen = this.seen.map((share) => this.store.scores.value(share));
    if (!seen.length) return `${this.points.length} trials, too far apart for bands`;
    return `${this.store.metric} from ${short(least(seen))} to ${short(most(seen))}, smoothed over ${this.points.length} trials; stronger is better, nothing is drawn where no trial is near`;
  }

  paint(pen, { width, height }) {
    const { x, y } = this.pair.axes;
    this.frame = new Frame({ x: 0, y: 0, width, height }, x, y, { title: y.name });
    this.drawBands(pen);
    this.frame.draw(pen, { grid: false });
    for (const { trial, point } of this.points) {
      const [px, py] = [this.frame.placed(point[0], this.frame.left, this.frame.right), this.frame.placed(point[1], this.frame.bottom, this.frame.top)];
      this.marks.push({ index: trial.index, x: px, y: py });
      mark(pen, px, py, trial === this.store.best ? "completed" : trial.standing, { faded: !this.selection.passes(trial), fill: colours().ink, size: trial === this.store.best ? 5 : 2.2 });
    }
  }

  drawBands(pen) {
    const { left, right, top, bottom } = this.frame;
    const [wide, tall] = [Math.round(right - left), Math.round(bottom - top)];
    const [low, high] = [colours().sunken, colours().best].map(channels);
    if (!this.seen.length) return;
    const [from, to] = [least(this.seen), most(this.seen)];
    const { means, sure, size } = this.field;
    const image = new ImageData(wide, tall);
    for (let row = 0; row < tall; row++) {
      for (let column = 0; column < wide; column++) {
        const place = [column / (wide - 1), 1 - row / (tall - 1)];
        const share = (between(means, size, ...place) - from) / (to - from || 1);
        const band = Math.min(BANDS - 1, Math.max(0, Math.floor((this.store.maximize ? share : 1 - share) * BANDS))) / (BANDS - 1);
        const at = 4 * (row * wide + column);
        for (let part = 0; part < 3; part++) image.data[at + part] = low[part] + (high[part] - low[part]) * band * 0.85;
        image.data[at + 3] = 255 * between(sure, size, ...place);
      }
    }
    const canvas = new OffscreenCanvas(wide, tall);
    canvas.getContext("2d").putImageData(image, 0, 0);
    pen.drawImage(canvas, left, top);
  }

  over(pen) {
    super.over(pen);
    this.brush.draw(pen, colours());
  }

  brushed(frame, from, to) {
    this.selection.limit([[frame.x.name, frame.x.between(from[0], to[0])], [frame.y.name, frame.y.between(from[1], to[1])]]);
  }
}

function least(values) {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(values) {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
