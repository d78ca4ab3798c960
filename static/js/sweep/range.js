// The range of one axis of the parallel coordinates: a strip on which it is dragged, and its two ends, which are sliders for the keyboard.
import { make } from "../make.js";

const STEPS = 40; // of an axis of numbers, from end to end
const LEAST = 5; // pixels: less is a click

export class Range {
  constructor(chart) {
    this.chart = chart;
    this.strip = make("div", { class: "sweep-axis" });
    this.band = make("div", { class: "sweep-range", hidden: true });
    this.low = this.end("lowest");
    this.high = this.end("highest");
    this.strip.append(this.band, this.low, this.high);
    this.strip.addEventListener("pointerdown", (event) => this.down(event));
    this.strip.addEventListener("pointermove", (event) => this.move(event));
    this.strip.addEventListener("pointerup", () => this.up());
    this.strip.addEventListener("pointercancel", () => this.up());
    this.strip.addEventListener("click", (event) => event.stopPropagation());
    this.strip.addEventListener("dblclick", () => this.limit(undefined));
    chart.place.append(this.strip);
  }

  end(which) {
    const element = make("div", { class: "sweep-end", role: "slider", tabindex: "0", "data-end": which, "aria-orientation": "vertical", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": which === "lowest" ? "0" : "100" });
    element.addEventListener("keydown", (event) => this.key(event, which));
    return element;
  }

  remove() {
    this.strip.remove();
  }

  show(column, at) {
    Object.assign(this, { column, at });
    this.strip.hidden = Boolean(column.fixed);
    this.low.setAttribute("aria-label", `Lowest ${column.label} that is shown`);
    this.high.setAttribute("aria-label", `Highest ${column.label} that is shown`);
    if (this.chart.surface.size) this.put();
  }

  get shares() {
    const range = this.chart.selection.ranges.get(this.column.name);
    return range ? this.column.axis.ends(range) : [0, 1];
  }

  /** Where the selection says. */
  put() {
    const [low, high] = this.shares;
    const [bottom, top] = this.chart.ends;
    Object.assign(this.strip.style, { left: `${this.chart.across(this.at)}px`, top: `${top}px`, height: `${bottom - top}px` });
    this.band.hidden = !this.chart.selection.ranges.has(this.column.name);
    Object.assign(this.band.style, { top: `${(1 - high) * 100}%`, height: `${(high - low) * 100}%` });
    for (const [element, share] of [[this.low, low], [this.high, high]]) {
      element.style.top = `${(1 - share) * 100}%`;
      element.setAttribute("aria-valuenow", String(Math.round(share * 100)));
      element.setAttribute("aria-valuetext", this.said(share, element === this.high));
    }
  }

  said(share, high) {
    const { axis } = this.column;
    return axis.text(axis.options ? axis.value(share + (high ? -0.01 : 0.01)) : axis.value(share));
  }

  down(event) {
    if (event.button !== 0) return;
    event.stopPropagation();
    const share = this.chart.share(this.chart.at(event)[1]);
    const [low, high] = this.shares;
    const which = event.target.dataset.end;
    // An end is moved while the other stays; inside a range the whole is moved; elsewhere a new one begins.
    const held = which ? { fixed: which === "lowest" ? high : low } : !this.band.hidden && share > low && share < high ? { whole: [low, high] } : { fixed: share };
    this.drag = { ...held, start: share, y: event.clientY, moved: false };
    this.strip.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.drag) return;
    event.stopPropagation();
    if (!this.drag.moved && Math.abs(event.clientY - this.drag.y) < LEAST) return;
    this.drag.moved = true;
    const { whole, fixed, start } = this.drag;
    const share = this.chart.share(this.chart.at(event)[1]);
    if (!whole) return this.between(Math.min(fixed, share), Math.max(fixed, share), false);
    const by = Math.min(1 - whole[1], Math.max(-whole[0], share - start));
    this.between(whole[0] + by, whole[1] + by, false);
  }

  up() {
    const moved = this.drag?.moved;
    this.drag = undefined;
    if (moved) this.chart.selection.changed();
  }

  key(event, which) {
    const [low, high] = this.shares;
    const share = which === "lowest" ? low : high;
    const step = 1 / (this.column.axis.options?.length ?? STEPS);
    const next = { ArrowUp: share + step, ArrowRight: share + step, ArrowDown: share - step, ArrowLeft: share - step, PageUp: share + 5 * step, PageDown: share - 5 * step, Home: 0, End: 1 }[event.key];
    if (event.key === "Escape") this.limit(undefined);
    else if (next === undefined) return;
    else if (which === "lowest") this.between(Math.min(next, high - step / 2), high);
    else this.between(low, Math.max(next, low + step / 2));
    event.preventDefault();
    event.stopPropagation();
  }

  between(low, high, over = true) {
    const [from, to] = [Math.max(0, low), Math.min(1, high)];
    this.limit(from <= 0.001 && to >= 0.999 ? undefined : this.column.axis.between(from, to), over);
  }

  limit(range, over = true) {
    this.chart.selection.limit([[this.column.name, range]], over);
  }
}
