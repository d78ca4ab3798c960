// Two canvases over each other: what changes with the data below, what follows the pointer above, so that 2,000 trials are not drawn
// anew for each movement. Drawn when in view, in the sharpness of the screen, and at most once a frame.
import { make } from "../make.js";

export class Surface {
  /** `paint(pen, size)` draws the chart, `over(pen, size)` what is marked in it. */
  constructor(place, { paint, over }) {
    this.place = place;
    this.layers = [this.layer(paint), this.layer(over)];
    this.top = this.layers[1].canvas;
    new ResizeObserver(() => this.measure()).observe(place);
    new IntersectionObserver(([entry]) => this.see(entry.isIntersecting), { rootMargin: "200px" }).observe(place);
    document.addEventListener("themechange", () => this.draw());
  }

  layer(act) {
    const canvas = make("canvas", { "aria-hidden": "true" });
    this.place.append(canvas);
    return { canvas, act, stale: true };
  }

  /** All of it, or what is marked alone. */
  draw(all = true) {
    if (all) this.layers[0].stale = true;
    this.layers[1].stale = true;
    if (this.visible) this.asked ??= requestAnimationFrame(() => this.paint());
  }

  /** At once what is stale, for who asks by a key where things stand; whether there is a place to draw. */
  now() {
    this.measure();
    cancelAnimationFrame(this.asked);
    this.paint();
    return this.size.width > 0;
  }

  see(visible) {
    this.visible = visible;
    if (visible) this.draw(false);
  }

  measure() {
    const { width, height } = this.place.getBoundingClientRect();
    const sharp = devicePixelRatio || 1;
    if (this.size && this.size.width === width && this.size.height === height && this.sharp === sharp) return;
    Object.assign(this, { size: { width, height }, sharp });
    for (const { canvas } of this.layers) {
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
    }
    this.draw();
  }

  paint() {
    this.asked = undefined;
    if (!this.size?.width) return;
    for (const layer of this.layers.filter((each) => each.stale)) {
      layer.stale = false;
      const pen = layer.canvas.getContext("2d");
      pen.setTransform(this.sharp, 0, 0, this.sharp, 0, 0);
      pen.clearRect(0, 0, this.size.width, this.size.height);
      layer.act(pen, this.size);
    }
    this.place.dataset.drawn = String(Number(this.place.dataset.drawn ?? 0) + 1);
  }
}
