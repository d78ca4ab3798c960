// One metric's points as this page holds them. Pure: no drawing here.
const MOST = 12_000; // points held; beyond that, least and greatest of each bucket
const BUCKETS = 2_000;

export class Series {
  constructor(name) {
    this.name = name;
    this.steps = [];
    this.values = []; // numbers; NaN and infinities as such
    this.times = [];
    this.count = 0; // points of the whole series that were taken in
  }

  /** Points of which the first has the index `start` in the series; those that are here already are left out. */
  take({ start, steps, values, times, count }) {
    const known = Math.max(0, this.count - start);
    for (let at = known; at < values.length; at++) this.push(steps[at], Number(values[at]), times[at]);
    this.count = Math.max(this.count, count ?? start + values.length);
    if (this.values.length > MOST) this.thin();
  }

  push(step, value, time) {
    this.steps.push(step);
    this.values.push(value);
    this.times.push(time);
  }

  get last() {
    return this.values.at(-1);
  }

  get finite() {
    return this.values.filter(Number.isFinite);
  }

  /** How many points are NaN or infinite, in words; empty when none is. */
  get oddities() {
    const nan = this.values.filter(Number.isNaN).length;
    const infinite = this.values.length - nan - this.finite.length;
    return [nan && `${nan} × NaN`, infinite && `${infinite} × infinite`].filter(Boolean).join(", ");
  }

  thin() {
    const width = this.values.length / BUCKETS;
    const kept = new Set([0, this.values.length - 1]);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (const at of extremes(this.values, Math.floor(bucket * width), Math.floor((bucket + 1) * width))) kept.add(at);
    }
    const order = [...kept].sort((a, b) => a - b);
    for (const column of ["steps", "values", "times"]) this[column] = order.map((at) => this[column][at]);
  }
}

// The least, the greatest and the first odd one between two indices.
function extremes(values, from, to) {
  let low = from;
  let high = from;
  let odd = -1;
  for (let at = from; at < to; at++) {
    if (!Number.isFinite(values[at])) odd = odd < 0 ? at : odd;
    else {
      if (!(values[at] >= values[low])) low = at;
      if (!(values[at] <= values[high])) high = at;
    }
  }
  return odd < 0 ? [low, high] : [low, high, odd];
}
