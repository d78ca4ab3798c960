// Which combinations of two parameters were tried, how often, and how good the best of them was.
import { counted, short } from "../numbers.js";
import { make } from "../make.js";
import { cells } from "./cells.js";
import { Chart } from "./chart.js";
import { colours } from "./colours.js";
import { Frame } from "./frame.js";
import { Pair } from "./pair.js";

const ROOM = 26; // pixels of a cell below which its count is not written

export class Coverage extends Chart {
  build() {
    this.pair = new Pair(this);
  }

  missing() {
    if (this.store.axes.length < 2) return "A map needs two parameters; this sweep has one.";
    return this.store.trials.length ? "" : "Nothing to draw yet: no trial has begun.";
  }

  refresh() {
    this.pair.show();
    if (!this.missing()) {
      const { x, y } = this.pair.axes;
      this.laid = cells(x, y, this.store.trials, this.pair.places);
      this.each = this.wanted;
      this.merits = new Map(this.laid.cells.map((cell) => [cell, this.best(cell)]).flatMap(([cell, best]) => (best ? [[cell, this.store.merit(best)]] : [])));
    }
    super.refresh();
  }

  /** How many trials a grid has in each cell: the combinations of all other parameters. Undefined where nobody knows. */
  get wanted() {
    if (this.store.sweep.sampling !== "grid" || this.store.sweep.parameters.some((parameter) => parameter.when)) return undefined;
    const [left, up] = this.pair.places;
    if (this.store.axes[left].options.length > this.laid.columns || this.store.axes[up].options.length > this.laid.rows) return undefined;
    return this.store.axes.reduce((all, axis, place) => (place === left || place === up ? all : all * axis.options.length), 1);
  }

  words() {
    const full = this.laid.cells.filter(({ trials }) => trials.length).length;
    return `${full} of ${counted(this.laid.cells.length, "cell")} tried · a number says how often, a stronger cell had a better best`;
  }

  paint(pen, { width, height }) {
    const { x, y } = this.pair.axes;
    const { columns, rows } = this.laid;
    this.frame = new Frame({ x: 0, y: 0, width, height }, x, y, { title: y.name });
    const { left, right, top, bottom } = this.frame;
    this.cell = { width: (right - left) / columns, height: (bottom - top) / rows };
    for (const cell of this.laid.cells) this.drawCell(pen, cell);
    this.frame.draw(pen, { grid: false });
  }

  corner({ column, row }) {
    return [this.frame.left + column * this.cell.width, this.frame.bottom - (row + 1) * this.cell.height];
  }

  drawCell(pen, cell) {
    const look = colours();
    const [x, y] = this.corner(cell);
    const { width, height } = this.cell;
    const looked = cell.trials.filter((trial) => this.selection.passes(trial));
    pen.globalAlpha = cell.trials.length && !looked.length ? 0.25 : 1;
    pen.fillStyle = cell.trials.length ? look.shade(this.merit(cell)) : look.sunken;
    pen.fillRect(x + 1, y + 1, width - 2, height - 2);
    const running = cell.trials.some(({ standing }) => standing === "active");
    if (running) Object.assign(pen, { strokeStyle: look.active, lineWidth: 2 }).strokeRect(x + 2, y + 2, width - 4, height - 4);
    if (cell.trials.length && width > ROOM && height > ROOM / 2) this.drawCount(pen, cell, x + width / 2, y + height / 2);
    pen.globalAlpha = 1;
  }

  drawCount(pen, cell, x, y) {
    const look = colours();
    const text = this.each > 1 ? `${cell.trials.length}/${this.each}` : String(cell.trials.length);
    Object.assign(pen, { font: look.font, textAlign: "center", textBaseline: "middle", strokeStyle: look.surface, fillStyle: look.ink, lineWidth: 3, lineJoin: "round" });
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  }

  best({ trials }) {
    return trials.filter((trial) => this.store.score(trial) !== undefined).reduce((best, trial) => (best && !this.store.better(trial, best) ? best : trial), undefined);
  }

  /** From 0 to 1 between the cells' own worst and best. */
  merit(cell) {
    const all = [...this.merits.values()];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return high > low ? ((this.merits.get(cell) ?? low) - low) / (high - low) : 0.5;
  }

  over(pen) {
    for (const cell of this.laid?.cells ?? []) {
      const here = cell === this.current || cell.trials.some(({ index }) => index === this.selection.hovered || this.selection.chosen.has(index));
      if (!here || !this.cell) continue;
      const [x, y] = this.corner(cell);
      Object.assign(pen, { strokeStyle: colours().ink, lineWidth: 2 }).strokeRect(x + 1, y + 1, this.cell.width - 2, this.cell.height - 2);
    }
  }

  near(x, y) {
    if (!this.frame) return undefined;
    const { left, bottom } = this.frame;
    const [column, row] = [Math.floor((x - left) / this.cell.width), Math.floor((bottom - y) / this.cell.height)];
    return column >= 0 && row >= 0 && column < this.laid.columns && row < this.laid.rows ? this.laid.cells[row * this.laid.columns + column] : undefined;
  }

  // A cell is no trial: what is pointed at is drawn here alone.
  show(cell) {
    this.current = cell;
    this.surface.draw(false);
    if (!cell) return this.tip.hide();
    const [x, y] = this.corner(cell);
    return this.tip.show(this.told(cell), x + this.cell.width / 2, y + this.cell.height / 2);
  }

  told(cell) {
    const { x, y } = this.pair.axes;
    const best = this.best(cell);
    const tried = this.each > 1 ? `${cell.trials.length} of ${this.each} trials` : counted(cell.trials.length, "trial");
    const lines = [`${x.name} ${this.said(x, cell.column, this.laid.columns)}`, `${y.name} ${this.said(y, cell.row, this.laid.rows)}`, tried];
    if (best) lines.push(`best ${short(this.store.score(best))} by trial ${best.index}`);
    return lines.map((line) => make("p", {}, line));
  }

  said(axis, at, count) {
    if (!axis.options) return `${short(axis.value(at / count))} to ${short(axis.value((at + 1) / count))}`;
    const { options } = axis.between(at / count, (at + 1) / count);
    return options.length > 1 ? `${options[0]} to ${options.at(-1)}` : options[0];
  }

  choose(cell) {
    const { x, y } = this.pair.axes;
    const { columns, rows } = this.laid;
    this.selection.limit([[x.name, x.between(cell.column / columns, (cell.column + 1) / columns)], [y.name, y.between(cell.row / rows, (cell.row + 1) / rows)]]);
  }

  step(by) {
    const at = this.laid.cells.indexOf(this.current);
    this.show(this.laid.cells[at < 0 ? 0 : Math.min(this.laid.cells.length - 1, Math.max(0, at + by))]);
  }
}
