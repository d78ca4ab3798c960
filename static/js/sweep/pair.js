// Two parameters out of many, chosen in two lists of a chart's card.
import { make } from "../make.js";

export class Pair {
  constructor(chart) {
    this.chart = chart;
    this.lists = ["Across", "Up"].map((label) => make("select", { class: "input input-s", "aria-label": `${label}: parameter` }));
    chart.part("controls").append(...this.lists);
    chart.part("controls").hidden = false;
    for (const list of this.lists) list.addEventListener("change", () => this.choose(list));
  }

  /** The parameters may be others than they were. */
  show() {
    const names = this.chart.store.axes.map(({ name }) => name);
    if (this.names?.join() === names.join()) return;
    this.names = names;
    this.lists.forEach((list, at) => {
      const kept = list.value;
      list.replaceChildren(...names.map((name) => make("option", { value: name }, name)));
      list.value = names.includes(kept) ? kept : (names[at] ?? names[0]);
      list.disabled = names.length < 2;
    });
  }

  // The same in both would be a line: then they change places.
  choose(list) {
    const [first, second] = this.lists;
    if (first.value === second.value) (list === first ? second : first).value = this.before[list === first ? 0 : 1];
    this.chart.refresh();
  }

  get places() {
    this.before = this.lists.map((list) => list.value);
    return this.before.map((name) => this.chart.store.place(name));
  }

  get axes() {
    const [x, y] = this.places.map((place) => this.chart.store.axes[place]);
    return { x, y };
  }
}
