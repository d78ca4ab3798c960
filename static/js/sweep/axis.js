// One thing that a trial has a value of, as a line from 0 to 1: a parameter, an objective, the trials' numbers. Pure.
import { short } from "../numbers.js";

const SPREAD = 3; // standard deviations of a normal that are shown before a trial lies further out

/** The axis of a parameter of the sweep's space; `values` are those that its trials have. */
export function parameterAxis({ name, expression, values: given }, values) {
  if (expression === "choice") return new Choices(name, given, values);
  const log = expression.includes("log");
  return new Numbers(name, extent([...bounds(expression, given, log), ...values.filter((value) => Number.isFinite(value) && (!log || value > 0))]), { log, whole: expression === "randint" });
}

/** The axis of what trials scored; logarithmic where that is asked for and can be. */
export function scoreAxis(name, values, log = false) {
  const [low, high] = extent(values.filter(Number.isFinite));
  const room = low === high ? Math.abs(low) / 10 || 1 : (high - low) * 0.04;
  if (log && low > 0) return new Numbers(name, [low / 1.05, high * 1.05], { log });
  return new Numbers(name, [low - room, high + room]);
}

/** 1, 2, 3 … up to `most`. */
export function countAxis(name, first, most) {
  return new Numbers(name, [first, Math.max(first + 1, most)], { whole: true });
}

export class Numbers {
  constructor(name, [low, high], { log = false, whole = false } = {}) {
    Object.assign(this, { name, low, high: high > low ? high : low + (Math.abs(low) || 1), log, whole });
    this.from = log ? Math.log(this.low) : this.low;
    this.span = (log ? Math.log(this.high) : this.high) - this.from;
  }

  /** Where a value lies, or undefined where it lies nowhere. */
  at(value) {
    if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
    if (this.log) return value > 0 ? (Math.log(value) - this.from) / this.span : 0;
    return (value - this.from) / this.span;
  }

  value(share) {
    const found = this.from + share * this.span;
    return this.log ? Math.exp(found) : found;
  }

  text(value) {
    return short(value);
  }

  /** {at, text} of about `count` round values. */
  ticks(count) {
    const found = this.log && this.span > 2.5 ? decades(this.low, this.high, count) : round(this.low, this.high, count, this.whole);
    return found.map((value) => ({ at: this.at(value), text: tidy(value) }));
  }

  /** What lies between two places, as a range that holds at least that. */
  between(from, to) {
    return { low: outward(this.value(from), Math.floor), high: outward(this.value(to), Math.ceil) };
  }

  /** The places of a range's ends. */
  ends({ low, high }) {
    return [this.at(low) ?? 0, this.at(high) ?? 1].map((share) => Math.min(1, Math.max(0, share)));
  }
}

export class Choices {
  /** In the order in which they were written; what trials have besides comes after. */
  constructor(name, given, values = []) {
    this.name = name;
    this.places = new Map();
    this.options = [];
    for (const option of [...given, ...values]) this.add(option);
  }

  add(option) {
    const key = JSON.stringify(option);
    if (option === undefined || option === null || this.places.has(key)) return;
    this.places.set(key, this.options.length);
    this.options.push(option);
  }

  at(value) {
    const place = this.places.get(JSON.stringify(value));
    return place === undefined ? undefined : (place + 0.5) / this.options.length;
  }

  /** The option of the band in which a place lies. */
  value(share) {
    return this.options[this.place(share)];
  }

  place(share) {
    return Math.min(this.options.length - 1, Math.max(0, Math.floor(share * this.options.length)));
  }

  text(value) {
    return worded(value);
  }

  ticks(count) {
    const every = Math.ceil(this.options.length / Math.max(1, count));
    return this.options.map((option, place) => ({ at: (place + 0.5) / this.options.length, text: worded(option) })).filter((tick, place) => place % every === 0);
  }

  /** The options whose middle lies between two places; at least the one that is nearest. */
  between(from, to) {
    const inside = this.options.filter((option, place) => (place + 0.5) / this.options.length >= from && (place + 0.5) / this.options.length <= to);
    return { options: (inside.length ? inside : [this.value((from + to) / 2)]).map(worded) };
  }

  ends({ options }) {
    const places = this.options.flatMap((option, place) => (options.includes(worded(option)) ? [place] : []));
    return places.length ? [places[0] / this.options.length, (places.at(-1) + 1) / this.options.length] : [0, 1];
  }
}

/** An option as people wrote it: true and "true" look alike, as they do on a command line. */
export function worded(option) {
  return option === true ? "True" : option === false ? "False" : String(option);
}

function bounds(expression, [first, second], log) {
  if (expression === "randint") return [0, first - 1];
  const normal = expression.includes("normal");
  const ends = normal ? [first - SPREAD * second, first + SPREAD * second] : [first, second];
  return log ? ends.map(Math.exp) : ends;
}

function extent(values) {
  return values.length ? values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]) : [0, 1];
}

function round(low, high, count, whole) {
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max([1, 2, 5, 10].find((each) => each * power >= raw) * power, whole ? 1 : 0);
  const found = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at++) found.push(Number((at * step).toPrecision(12)));
  return found;
}

function decades(low, high, count) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const found = [];
  for (let power = first; power <= last; power += every) found.push(10 ** power);
  return found;
}

function tidy(value) {
  const size = Math.abs(value);
  return size && (size < 1e-3 || size >= 1e6) ? Number(value.toPrecision(3)).toExponential().replace("e+", "e") : short(value);
}

// To six digits, never inwards: the trial on the edge stays inside.
function outward(value, way) {
  if (!value) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 5);
  return Number((way(value / unit) * unit).toPrecision(7));
}
