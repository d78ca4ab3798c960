// Dragging a box in a chart: `ended(frame, from, to)` is told which shares of which frame it covers. A click is no drag.
const LEAST = 6; // pixels

export class Brush {
  constructor(chart, { frameAt, ended }) {
    Object.assign(this, { chart, frameAt, ended });
    chart.place.addEventListener("pointerdown", (event) => this.down(event));
    chart.place.addEventListener("pointermove", (event) => this.move(event));
    chart.place.addEventListener("pointerup", (event) => this.up(event));
    chart.place.addEventListener("pointercancel", () => this.end());
  }

  down(event) {
    this.chart.dragged = false;
    const [x, y] = this.chart.at(event);
    const frame = event.button === 0 && event.pointerType !== "touch" ? this.frameAt(x, y) : undefined;
    if (!frame) return;
    this.box = { frame, from: [x, y], to: [x, y] };
    this.chart.place.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.box) return;
    this.box.to = this.chart.at(event);
    this.chart.dragged ||= this.size > LEAST;
    if (this.chart.dragged) this.chart.tip.hide();
    this.chart.surface.draw(false);
  }

  up() {
    const { box, size } = this;
    this.end();
    if (!box || size <= LEAST) return;
    const [from, to] = [box.from, box.to].map(([x, y]) => box.frame.shares(x, y));
    this.ended(box.frame, [Math.min(from[0], to[0]), Math.min(from[1], to[1])], [Math.max(from[0], to[0]), Math.max(from[1], to[1])]);
  }

  end() {
    this.box = undefined;
    this.chart.surface.draw(false);
  }

  get size() {
    return this.box ? Math.max(...[0, 1].map((at) => Math.abs(this.box.from[at] - this.box.to[at]))) : 0;
  }

  draw(pen, look) {
    if (!this.box || this.size <= LEAST) return;
    const { from, to } = this.box;
    pen.strokeStyle = pen.fillStyle = look.best;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.12;
    pen.fillRect(from[0], from[1], to[0] - from[0], to[1] - from[1]);
    pen.globalAlpha = 1;
    pen.strokeRect(from[0], from[1], to[0] - from[0], to[1] - from[1]);
  }
}
