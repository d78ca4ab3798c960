// The lines of one log that this page holds: windows loaded when they are looked at, and the growing end from the socket.
import { Line, PLAIN } from "./ansi.js";

const CHUNK = 400; // lines asked for at once
const MOST_CHUNKS = 80; // held; the longest unused goes first
const RETRY = 3000;

export class LogStore {
  /** `changed()` is called whenever lines came; `failed(sentence)` when a window could not be had. */
  constructor(windowUrl, changed, failed) {
    this.windowUrl = windowUrl;
    this.changed = changed;
    this.failed = failed;
    this.chunks = new Map(); // index of chunk -> sparse array of Line
    this.asked = new Set();
    this.total = 0;
    this.end = 0; // bytes shown up to here; the socket goes on from it
    this.size = 0;
    this.final = false;
    this.open = null; // the last line, which may still grow
  }

  /** The last lines, from which the live end goes on. */
  async start() {
    const found = await this.fetch(-CHUNK, CHUNK);
    this.fill(found);
    this.total = found.first + found.lines.length;
    this.end = found.end;
    this.size = found.size;
    this.changed();
  }

  /** The Line at `index`, or undefined while it is on its way. */
  lineAt(index) {
    const at = Math.floor(index / CHUNK);
    const chunk = this.chunks.get(at);
    const line = chunk?.[index % CHUNK];
    if (!line) this.load(at);
    else if (this.chunks.size > MOST_CHUNKS / 2) this.touch(at, chunk);
    return line;
  }

  /** A message of the socket: text that begins in line `message.line`. */
  take(message) {
    if (message.text) this.append(message);
    this.end = message.end;
    this.size = message.size;
    this.final = message.final;
    this.changed();
  }

  append({ line, text, skipped }) {
    const pieces = text.split("\n");
    if (!this.open || this.open.index !== line) this.begin(line, skipped ? PLAIN : this.open?.line.style);
    pieces.forEach((piece, at) => {
      if (at) this.begin(this.open.index + 1, this.open.line.style);
      this.open.line.feed(piece);
    });
    // A log that ends in a line break has no empty last line.
    this.total = this.open.index + (pieces.at(-1) || this.open.line.runs().length ? 1 : 0);
    this.trim();
  }

  begin(index, style = PLAIN) {
    this.open?.line.close();
    this.open = { index, line: new Line(style) };
    this.set(index, this.open.line);
  }

  set(index, line) {
    const at = Math.floor(index / CHUNK);
    if (!this.chunks.has(at)) this.chunks.set(at, []);
    this.chunks.get(at)[index % CHUNK] = line;
  }

  async load(at) {
    if (this.asked.has(at)) return;
    this.asked.add(at);
    const chunk = this.chunks.get(at) ?? [];
    let from = 0;
    while (chunk[from]) from++;
    try {
      // A window holds 2 MB at most: of very long lines a chunk comes in parts, each asked for when the last is there.
      this.fill(await this.fetch(at * CHUNK + from, CHUNK - from));
      this.asked.delete(at);
    } catch (trouble) {
      this.failed(trouble.message);
      setTimeout(() => this.asked.delete(at), RETRY);
    }
    this.changed();
  }

  // What the socket brought stays: it is at least as new as any window.
  fill({ first, lines, cut }) {
    const shortened = new Set(cut);
    const growing = this.open;
    let style = PLAIN;
    lines.forEach((text, at) => {
      const line = new Line(style).feed(text);
      line.cut ||= shortened.has(at);
      style = line.style;
      const held = this.chunks.get(Math.floor((first + at) / CHUNK))?.[(first + at) % CHUNK];
      if (!held && !(growing && first + at >= growing.index)) this.set(first + at, line);
      if (!growing && at === lines.length - 1) this.open = { index: first + at, line };
      else line.close();
    });
    this.trim();
  }

  touch(at, chunk) {
    this.chunks.delete(at);
    this.chunks.set(at, chunk);
  }

  trim() {
    const end = this.open ? Math.floor(this.open.index / CHUNK) : -1;
    for (const at of this.chunks.keys()) {
      if (this.chunks.size <= MOST_CHUNKS) return;
      if (at !== end) this.chunks.delete(at);
    }
  }

  async fetch(line, count) {
    const answer = await fetch(`${this.windowUrl}?line=${line}&count=${count}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`This part of the log could not be loaded (${answer.status}). Reload the page.`);
    return answer.json();
  }
}
