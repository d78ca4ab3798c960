// What is selected, in words: how many trials, each range with a button that lets it go, the one trial that was chosen as a link.
import { make } from "../make.js";
import { counted, short } from "../numbers.js";
import { SCORE } from "./selection.js";

export class Chosen {
  constructor(element, { store, selection, runs }) {
    Object.assign(this, { element, store, selection, runs });
    selection.addEventListener("drawn", () => this.show());
  }

  part(name) {
    return this.element.querySelector(`[data-sweep-${name}]`);
  }

  show() {
    const { selection, store } = this;
    this.element.hidden = selection.empty;
    if (selection.empty || !store.sweep) return;
    const count = selection.passing.length;
    this.part("count").textContent = `${counted(count, "trial")} of ${store.trials.length.toLocaleString("en")}`;
    const ranges = [...selection.ranges].map(([name, range]) => this.chip(this.words(name, range), () => selection.limit([[name, undefined]])));
    const trials = selection.chosen.size ? [this.trials([...selection.chosen])] : [];
    this.part("chips").replaceChildren(...ranges, ...trials);
    this.part("clear").onclick = () => selection.clear();
  }

  words(name, { low, high, options }) {
    const label = name === SCORE ? this.store.sweep.objectives[0].metric : name;
    if (options) return `${label}: ${options.join(", ")}`;
    if (low === -Infinity) return `${label}: up to ${short(high)}`;
    return high === Infinity ? `${label}: from ${short(low)}` : `${label}: ${short(low)} to ${short(high)}`;
  }

  trials(indexes) {
    const chip = this.chip(indexes.length === 1 ? `trial ${indexes[0]}` : counted(indexes.length, "chosen trial"), () => this.selection.choose([]));
    const key = indexes.length === 1 && this.store.known.get(indexes[0])?.key;
    if (key) chip.prepend(make("a", { href: this.runs.replace("/0/", `/${key}/`) }, "Open"));
    return chip;
  }

  chip(text, act) {
    const button = make("button", { type: "button", class: "sweep-chip-x", "aria-label": `Let ${text} go` }, "×");
    button.addEventListener("click", act);
    return make("li", { class: "sweep-chip" }, make("span", {}, text), button);
  }
}
