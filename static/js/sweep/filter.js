// The table's filter form says what the charts show, and the other way round: ranges and chosen trials are fields of it.
//   range.NAME=low..high   in.NAME=a|b   score=low..high   trials=3-17,20   (either end of a range may be left out)
import { SCORE } from "./selection.js";

const OURS = /^(range\.|in\.|score$|trials$)/;
const WAIT = 250; // milliseconds after the last change
const QUIET = 3000; // milliseconds in which an older answer does not undo what a person is doing
const MOST = 10_000; // trials between two numbers

export class Filter {
  constructor(root, selection) {
    this.root = root;
    this.selection = selection;
    selection.addEventListener("change", () => (this.quiet = Date.now() + QUIET));
    selection.addEventListener("settled", () => this.ask());
    document.addEventListener("htmx:afterSettle", () => this.read());
    window.addEventListener("pageshow", () => this.read());
  }

  get form() {
    return this.root.querySelector("form[data-sweep-filter]");
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), WAIT);
  }

  send() {
    this.timer = undefined;
    if (!this.form) return;
    const wanted = new Map(fields(this.selection));
    for (const field of ours(this.form)) {
      if (!wanted.has(field.name) && field.type === "hidden") field.remove();
      else field.value = wanted.get(field.name) ?? "";
      wanted.delete(field.name);
    }
    for (const [name, value] of wanted) this.form.append(hidden(name, value));
    this.form.requestSubmit();
  }

  /** What the page's address says. Not while something is on its way to the form. */
  read() {
    if (this.timer || !this.form) return;
    const [chosen, ranges] = parsed(ours(this.form).map(({ name, value }) => [name, value]));
    const same = said(this.selection) === said({ chosen, ranges });
    if (same) this.quiet = 0;
    else if (!(Date.now() < this.quiet)) this.selection.set(chosen, ranges);
  }
}

function said(selection) {
  return JSON.stringify(fields(selection).sort());
}

function ours(form) {
  return [...form.elements].filter(({ name, value }) => OURS.test(name) && value !== undefined);
}

/** [name, value] of each field that says what is selected. */
export function fields({ chosen, ranges }) {
  const found = [...ranges].map(([name, range]) => [name === SCORE ? "score" : `${range.options ? "in" : "range"}.${name}`, range.options ? joined(range.options) : `${end(range.low)}..${end(range.high)}`]);
  return chosen.size ? [...found, ["trials", folded([...chosen])]] : found;
}

/** [chosen, ranges] out of such fields; what cannot be read is left out. */
export function parsed(given) {
  const ranges = new Map();
  let chosen = new Set();
  for (const [name, value] of given) {
    if (name === "trials") chosen = unfolded(value);
    else if (name.startsWith("in.") && value) ranges.set(name.slice(3), { options: split(value) });
    else if (range(value)) ranges.set(name === "score" ? SCORE : name.slice(6), range(value));
  }
  return [chosen, ranges];
}

function range(text) {
  const [, low, high] = text.match(/^(.*?)\.\.(.*)$/) ?? ["", "", ""];
  if (!(low + high).trim() || [low, high].some((part) => !Number.isFinite(Number(part)))) return undefined;
  return { low: low.trim() ? Number(low) : -Infinity, high: high.trim() ? Number(high) : Infinity };
}

function end(value) {
  return Number.isFinite(value) ? value : "";
}

function joined(options) {
  return options.map((option) => option.replace(/[\\|]/g, "\\$&")).join("|");
}

function split(text) {
  return [...text.matchAll(/(?:^|\|)((?:\\.|[^\\|])*)/gs)].map(([, option]) => option.replace(/\\(.)/gs, "$1"));
}

// 3, 4, 5, 9 -> "3-5,9"
function folded(indexes) {
  const parts = [];
  for (const index of indexes.sort((a, b) => a - b)) {
    if (parts.length && parts.at(-1)[1] === index - 1) parts.at(-1)[1] = index;
    else parts.push([index, index]);
  }
  return parts.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

function unfolded(text) {
  const parts = text.split(",").map((part) => part.match(/^\s*(\d{1,6})(?:-(\d{1,6}))?\s*$/));
  return new Set(parts.filter(Boolean).flatMap(([, first, last = first]) => Array.from({ length: Math.min(MOST, Math.max(0, last - first + 1)) }, (_, at) => Number(first) + at)));
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}
