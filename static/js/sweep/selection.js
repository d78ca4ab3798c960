// Which trials a person looks at: the one under the pointer, those that were chosen, and ranges of parameters and scores.
// `ranges` maps the name of a parameter, or SCORE, to {low, high} or {options}; `chosen` is a Set of indexes, empty for all.
import { worded } from "./axis.js";

export const SCORE = Symbol("score");

// Events: "hover"; "drawn" when other trials are looked at; "change" when a person made it so here, "settled" when they let go.
export class Selection extends EventTarget {
  constructor(store) {
    super();
    this.store = store;
    this.hovered = undefined;
    this.chosen = new Set();
    this.ranges = new Map();
  }

  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.dispatchEvent(new Event("hover"));
  }

  toggle(index) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(index)) chosen.add(index);
    this.choose(chosen);
  }

  choose(indexes) {
    this.chosen = new Set(indexes);
    this.changed();
  }

  /** Ranges by name; undefined takes one away. `over` is told when a person has let go. */
  limit(ranges, over = true) {
    for (const [name, range] of ranges) {
      if (range) this.ranges.set(name, range);
      else this.ranges.delete(name);
    }
    this.changed(over);
  }

  clear() {
    this.chosen = new Set();
    this.ranges = new Map();
    this.changed();
  }

  /** What the table says: it need not be told. */
  set(chosen, ranges) {
    this.chosen = new Set(chosen);
    this.ranges = new Map(ranges);
    this.dispatchEvent(new Event("drawn"));
  }

  changed(over = true) {
    this.dispatchEvent(new Event("change"));
    this.dispatchEvent(new Event("drawn"));
    if (over) this.dispatchEvent(new Event("settled"));
  }

  get empty() {
    return !this.chosen.size && !this.ranges.size;
  }

  passes(trial) {
    if (this.chosen.size && !this.chosen.has(trial.index)) return false;
    for (const [name, range] of this.ranges) if (!within(this.valueOf(trial, name), range)) return false;
    return true;
  }

  get passing() {
    return this.store.trials.filter((trial) => this.passes(trial));
  }

  // The table knows the first objective alone by the word "score".
  valueOf(trial, name) {
    return name === SCORE ? this.store.score(trial, 0) : trial.values[this.store.place(name)];
  }
}

function within(value, { low, high, options }) {
  if (value === null || value === undefined) return false;
  return options ? options.includes(worded(value)) : value >= low && value <= high;
}
