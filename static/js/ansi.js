// What a terminal would show of one line: colours (SGR), carriage return, backspace, erase in line, cursor left and right.
// Pure: text in, runs of styled text out. Everything else that starts with ESC is taken out; nothing is ever markup.
export const MOST_CELLS = 20_000; // a longer line is shown cut

/** fg and bg: null, a number 0..15 (the theme's colours) or an "rgb(…)" text. */
export const PLAIN = Object.freeze({ fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false, hidden: false });

// CSI with its parameters and final letter | OSC (hyperlinks, titles) up to BEL or ST | other two-character escapes | controls.
const TOKEN = /\x1b\[([0-9;:?<=>]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-Z\\^-~]|[\x00-\x08\x0b-\x1f\x7f]/g;
// The beginning of an escape whose end has not arrived yet.
const UNFINISHED = /\x1b(?:\[[0-9;:?<=>]*[ -/]*|\][^\x07\x1b]{0,4000}\x1b?|[ -/]*)?$/;

/** One line that may still grow: feed() it as text arrives, runs() is what it shows now. */
export class Line {
  constructor(style = PLAIN) {
    this.style = style;
    this.cut = false;
    this.rest = "";
    this.cells = []; // characters
    this.styles = []; // their styles, by identity
    this.at = 0;
    this.shown = null;
  }

  feed(text) {
    text = this.rest + text;
    this.rest = UNFINISHED.exec(text)?.[0] ?? "";
    if (this.rest) text = text.slice(0, -this.rest.length);
    this.shown = null;
    let from = 0;
    for (const token of text.matchAll(TOKEN)) {
      this.write(text.slice(from, token.index));
      this.obey(token);
      from = token.index + token[0].length;
    }
    this.write(text.slice(from));
    return this;
  }

  write(text) {
    for (const character of text) {
      if (this.at >= MOST_CELLS) {
        this.cut = true;
        return;
      }
      while (this.cells.length < this.at) this.put(this.cells.length, " ", PLAIN);
      this.put(this.at++, character, this.style);
    }
  }

  put(at, character, style) {
    this.cells[at] = character;
    this.styles[at] = style;
  }

  obey([whole, parameters, final]) {
    if (whole === "\r") this.at = 0;
    else if (whole === "\b") this.at = Math.max(0, this.at - 1);
    else if (final === "m") this.style = restyled(this.style, parameters);
    else if (final === "K") this.erase(Number(parameters) || 0);
    else if (final === "G") this.at = Math.min(MOST_CELLS, Math.max(1, Number(parameters) || 1) - 1);
    else if (final === "C") this.at = Math.min(MOST_CELLS, this.at + (Number(parameters) || 1));
    else if (final === "D") this.at = Math.max(0, this.at - (Number(parameters) || 1));
  }

  // 0: from the cursor to the end, 1: from the start to the cursor, 2: the whole line.
  erase(what) {
    if (what === 0) this.cells.length = this.styles.length = Math.min(this.cells.length, this.at);
    if (what === 1) for (let at = 0; at <= this.at && at < this.cells.length; at++) this.put(at, " ", PLAIN);
    if (what === 2) this.cells.length = this.styles.length = 0;
  }

  /** [{text, style}], neighbours of one style joined. The same array until the line grows again. */
  runs() {
    if (this.shown) return this.shown;
    const runs = [];
    let start = 0;
    for (let at = 1; at <= this.cells.length; at++) {
      if (at < this.cells.length && this.styles[at] === this.styles[start]) continue;
      runs.push({ text: this.cells.slice(start, at).join(""), style: this.styles[start] });
      start = at;
    }
    return (this.shown = runs);
  }

  /** Lets go of the cells of a line that will not grow any more. */
  close() {
    this.runs();
    this.cells = this.styles = null;
    return this;
  }
}

const FLAGS = { 1: ["bold", true], 2: ["dim", true], 3: ["italic", true], 4: ["underline", true], 7: ["inverse", true], 8: ["hidden", true], 9: ["strike", true], 21: ["underline", true], 23: ["italic", false], 24: ["underline", false], 27: ["inverse", false], 28: ["hidden", false], 29: ["strike", false] };

function restyled(style, parameters) {
  if (/[?<=>]/.test(parameters)) return style;
  const next = { ...style };
  const codes = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 0) Object.assign(next, PLAIN);
    else if (code === 22) next.bold = next.dim = false;
    else if (FLAGS[code]) next[FLAGS[code][0]] = FLAGS[code][1];
    else if (code >= 30 && code <= 37) next.fg = code - 30;
    else if (code >= 90 && code <= 97) next.fg = code - 82;
    else if (code >= 40 && code <= 47) next.bg = code - 40;
    else if (code >= 100 && code <= 107) next.bg = code - 92;
    else if (code === 39) next.fg = null;
    else if (code === 49) next.bg = null;
    else if (code === 38 || code === 48) at = colour(next, code === 38 ? "fg" : "bg", codes, at);
  }
  return Object.freeze(next);
}

// 38;5;N is one of 256 colours, 38;2;R;G;B a true one. Returns where the parameters were read to.
function colour(style, ground, codes, at) {
  if (codes[at + 1] === 5) {
    style[ground] = indexed(byte(codes[at + 2]));
    return at + 2;
  }
  if (codes[at + 1] !== 2) return at + 1;
  style[ground] = `rgb(${byte(codes[at + 2])}, ${byte(codes[at + 3])}, ${byte(codes[at + 4])})`;
  return at + 4;
}

function indexed(number) {
  if (number < 16) return number;
  if (number >= 232) return `rgb(${Array(3).fill(8 + (number - 232) * 10).join(", ")})`;
  const level = (step) => (step ? 55 + 40 * step : 0);
  const cube = number - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

function byte(number) {
  return Math.min(255, Math.max(0, Math.trunc(number) || 0));
}

/** The elements that show `runs`: spans with classes, and CSSOM colours for what no class names. */
export function spans(runs) {
  return runs.map(({ text, style }) => (style === PLAIN ? document.createTextNode(text) : span(text, style)));
}

function span(text, style) {
  const element = document.createElement("span");
  const [fg, bg] = style.inverse ? [style.bg ?? "var(--log-paper)", style.fg ?? "var(--log-ink)"] : [style.fg, style.bg];
  for (const flag of ["bold", "dim", "italic", "underline", "strike", "hidden"]) if (style[flag]) element.classList.add(`ansi-${flag}`);
  paint(element, "fg", "color", fg);
  paint(element, "bg", "backgroundColor", bg);
  element.textContent = text;
  return element;
}

function paint(element, ground, property, value) {
  if (typeof value === "number") element.classList.add(`ansi-${ground}-${value}`);
  else if (value) element.style[property] = value;
}
