// The ground of a chart: two axes with their ticks and names, and where a value stands between them.
import { colours } from "./colours.js";

const LEFT = 54;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 40;
const NUMBER = 64; // pixels for a tick of an axis of numbers
const OPTION = 36;

export class Frame {
  /** `box` is {x, y, width, height} on the canvas; `x` and `y` are axes. `foot` leaves room for what has no value. */
  constructor({ x: left, y: top, width, height }, x, y, { title = "", foot = 0 } = {}) {
    Object.assign(this, { x, y, title, foot });
    this.left = left + LEFT;
    this.right = Math.max(this.left + 10, left + width - RIGHT);
    this.top = top + TOP + (title ? 14 : 0);
    this.bottom = Math.max(this.top + 10, top + height - BOTTOM - foot);
  }

  across(value) {
    return this.placed(this.x.at(value), this.left, this.right);
  }

  up(value) {
    return this.placed(this.y.at(value), this.bottom, this.top);
  }

  placed(share, from, to) {
    return share === undefined ? undefined : from + share * (to - from);
  }

  /** The shares [x, y] of a place on the canvas, within the frame. */
  shares(px, py) {
    return [(px - this.left) / (this.right - this.left), (this.bottom - py) / (this.bottom - this.top)].map((share) => Math.min(1, Math.max(0, share)));
  }

  holds(px, py) {
    return px >= this.left - 8 && px <= this.right + 8 && py >= this.top - 8 && py <= this.bottom + this.foot + 8;
  }

  draw(pen, { grid = true } = {}) {
    const look = colours();
    Object.assign(pen, { font: look.font, lineWidth: 1, textBaseline: "middle", fillStyle: look.faint, strokeStyle: look.line });
    this.drawUp(pen, grid);
    this.drawAcross(pen);
    pen.strokeStyle = look.strong;
    path(pen, [[this.left, this.bottom], [this.right, this.bottom]]);
  }

  drawUp(pen, grid) {
    pen.textAlign = "right";
    for (const { at, text } of this.y.ticks(Math.max(2, Math.floor((this.bottom - this.top) / 40)))) {
      const py = Math.round(this.placed(at, this.bottom, this.top)) + 0.5;
      if (grid) path(pen, [[this.left, py], [this.right, py]]);
      pen.fillText(cut(pen, text, LEFT - 10), this.left - 6, py);
    }
    pen.textAlign = "left";
    if (this.title) pen.fillText(cut(pen, this.title, this.right - this.left), this.left, this.top - 10);
  }

  drawAcross(pen) {
    const foot = this.bottom + this.foot;
    const ticks = this.x.ticks(Math.max(2, Math.floor((this.right - this.left) / (this.x.options ? OPTION : NUMBER))));
    const room = Math.max(24, (this.right - this.left) / Math.max(1, ticks.length) - 6);
    pen.textAlign = "center";
    for (const { at, text } of ticks) {
      const said = cut(pen, text, room);
      pen.fillText(said, Math.min(this.placed(at, this.left, this.right), this.right + RIGHT - pen.measureText(said).width / 2), foot + 12);
    }
    pen.fillText(cut(pen, this.x.name, this.right - this.left), (this.left + this.right) / 2, foot + 28);
  }
}

export function path(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

/** As much of a text as there is room for. */
export function cut(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > room) end -= 1;
  return `${text.slice(0, end)}…`;
}
