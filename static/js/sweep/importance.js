// How much each parameter decided about the score, as bars. The studio works it out; here it is asked for, not too often.
import { make } from "../make.js";

const EVERY = 10_000; // milliseconds between two questions

export class Importance {
  constructor(element, { store, url }) {
    Object.assign(this, { element, store, url });
    new IntersectionObserver(([entry]) => this.see(entry.isIntersecting), { rootMargin: "200px" }).observe(element);
  }

  part(name) {
    return this.element.querySelector(`[data-sweep-${name}]`);
  }

  see(visible) {
    this.visible = visible;
    if (visible) this.refresh();
  }

  refresh() {
    if (!this.visible || !this.store.sweep || this.waiting) return;
    const over = this.store.trials.filter(({ ended }) => ended !== null).length;
    const question = `${this.store.objective} ${over} ${this.store.sweep.parameters.length}`;
    if (!over) return this.none("Nothing to work out yet: no trial has ended.");
    if (question === this.asked) return;
    this.waiting = true;
    this.asked = question;
    this.ask().finally(() => setTimeout(() => this.rest(), EVERY));
  }

  rest() {
    this.waiting = false;
    this.refresh();
  }

  async ask() {
    try {
      const answer = await fetch(`${this.url}?objective=${this.store.objective}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`The studio could not work it out (${answer.status}). It is asked again when the next trial ends.`);
      this.show(await answer.json());
    } catch (trouble) {
      this.none(trouble.message);
    }
  }

  show({ method, trials, shares, missing }) {
    if (missing) return this.none(missing);
    this.none("");
    this.part("sub").textContent = `${method} · ${trials.toLocaleString("en")} trials`;
    this.part("plot").replaceChildren(make("ol", { class: "sweep-bars" }, ...shares.map((share) => this.bar(share))));
  }

  bar({ name, share }) {
    const fill = make("span", { class: "sweep-bar" });
    fill.style.width = `${share * 100}%`;
    return make("li", {}, make("span", { class: "truncate", title: name }, name), make("span", { class: "sweep-bar-ground", "aria-hidden": "true" }, fill), make("b", { class: "num" }, `${(share * 100).toFixed(share && share < 0.1 ? 1 : 0)} %`));
  }

  none(why) {
    this.part("plot").hidden = Boolean(why);
    this.part("none").hidden = !why;
    this.part("none").textContent = why;
    if (why) this.part("sub").textContent = "";
  }
}
