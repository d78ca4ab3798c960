// What the charts of a sweep have in common: the card, the canvas, the trial that is pointed at (by pointer or by keys), its words.
// A chart says what it draws in `paint(pen, size)`, fills `this.marks` with {index, x, y} of what can be pointed at, and says in
// `missing()` why there is nothing to draw yet. Arrow keys go from mark to mark, Enter chooses, Escape lets everything go.
import { ring } from "./marks.js";
import { Surface } from "./surface.js";
import { Tip } from "./tip.js";

const NEAR = 24; // pixels

export class Chart {
  constructor(element, { store, selection }) {
    Object.assign(this, { element, store, selection, marks: [] });
    this.place = this.part("plot");
    this.surface = new Surface(this.place, { paint: (pen, size) => this.begin(pen, size), over: (pen, size) => this.over(pen, size) });
    this.tip = new Tip(this.place);
    this.listen();
    selection.addEventListener("drawn", () => this.surface.draw());
    selection.addEventListener("hover", () => this.surface.draw(false));
    this.build();
  }

  /** What a chart adds to its card once. */
  build() {}

  missing() {
    return this.store.scored.length ? "" : `Nothing to draw yet: no trial has logged ${this.store.metric}.`;
  }

  part(name) {
    return this.element.querySelector(`[data-sweep-${name}]`);
  }

  /** The trials are others than they were. */
  refresh() {
    this.place.querySelector(".skeleton")?.remove();
    const why = this.missing();
    this.part("none").textContent = why;
    this.part("none").hidden = !why;
    this.place.hidden = Boolean(why);
    if (why) return this.say("");
    this.say(this.words());
    this.surface.draw();
  }

  words() {
    return "";
  }

  say(sub) {
    this.part("sub").textContent = sub;
    this.place.setAttribute("aria-label", `${this.part("name").textContent}. ${sub} Arrow keys go from trial to trial.`);
  }

  begin(pen, size) {
    if (!this.store.sweep || this.missing()) return;
    this.marks = [];
    this.paint(pen, size);
  }

  /** What is marked above the chart: the trial that is pointed at anywhere on the page, and those that were chosen. */
  over(pen) {
    for (const { index, x, y } of this.marks) {
      if (this.selection.chosen.has(index)) ring(pen, x, y, false);
      if (index === this.selection.hovered) ring(pen, x, y, true);
    }
  }

  listen() {
    this.place.tabIndex = 0;
    this.place.setAttribute("role", "application");
    this.place.addEventListener("pointermove", (event) => event.buttons || this.point(event));
    this.place.addEventListener("pointerleave", () => this.leave());
    this.place.addEventListener("blur", () => this.leave());
    this.place.addEventListener("click", (event) => this.click(event));
    this.place.addEventListener("keydown", (event) => this.key(event));
  }

  at(event) {
    const { left, top } = this.place.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** The mark nearest to a place. */
  near(x, y) {
    let best;
    let least = NEAR ** 2;
    for (const each of this.marks) {
      const away = (each.x - x) ** 2 + (each.y - y) ** 2;
      if (away < least && this.pointable(each.index)) [best, least] = [each, away];
    }
    return best;
  }

  pointable(index) {
    const trial = this.store.known.get(index);
    return this.selection.empty || this.selection.passes(trial);
  }

  point(event) {
    this.show(this.near(...this.at(event)));
  }

  show(found) {
    this.current = found;
    this.selection.hover(found?.index);
    if (found) this.tip.show(this.told(found), found.x, found.y);
    else this.tip.hide();
  }

  told({ index }) {
    return this.tip.trial(this.store, this.store.known.get(index));
  }

  leave() {
    this.show(undefined);
  }

  click(event) {
    const found = this.near(...this.at(event));
    if (found && !this.dragged) this.choose(found);
  }

  choose({ index }) {
    this.selection.toggle(index);
  }

  key(event) {
    if (event.target !== this.place || !this.surface.now()) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) this.step(step);
    else if ((event.key === "Enter" || event.key === " ") && this.current) this.choose(this.current);
    else if (event.key === "Escape") this.selection.clear();
    else return;
    event.preventDefault();
  }

  step(by) {
    const order = this.marks.filter(({ index }) => this.pointable(index)).sort((a, b) => a.x - b.x || a.y - b.y);
    const at = order.findIndex(({ index, x }) => index === this.current?.index && x === this.current.x);
    const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(order.length - 1, Math.max(0, at + by));
    if (order[next]) this.show(order[next]);
  }
}
