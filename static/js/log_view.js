// The window onto a log: a few dozen rows placed in a tall box. Its position is `top`, a line with a fraction, so that
// a log of any length (a browser's boxes end at some 17 million pixels) and wrapped lines of any height are one path.
import { spans } from "./ansi.js";

const TALLEST = 8_000_000; // pixels of the box that makes the scroll bar
const MARGIN = 12; // rows drawn beyond what is seen

export class LogView {
  /** `scrolled()` is called when the person moved, or the end was left or reached. */
  constructor(view, store, scrolled) {
    this.view = view;
    this.store = store;
    this.scrolled = scrolled;
    this.space = view.querySelector("[data-log-space]");
    this.stage = view.querySelector("[data-log-rows]");
    this.rows = new Map(); // line index -> row element
    this.top = 0;
    this.following = true;
    this.rowHeight = parseFloat(getComputedStyle(view).lineHeight) || 20;
    view.addEventListener("scroll", () => this.onScroll());
    view.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    view.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(view);
  }

  get wrapped() {
    return this.view.closest("[data-wrap]") !== null;
  }

  // Scrolling by pixels is only ours to do where a pixel of the scroll bar is not a pixel of the log.
  get stretched() {
    return this.wrapped || this.store.total * this.rowHeight > TALLEST;
  }

  get page() {
    return this.view.clientHeight / this.rowHeight;
  }

  draw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.drawNow();
    });
  }

  drawNow() {
    const { total } = this.store;
    this.view.parentElement.style.setProperty("--log-digits", `${String(total).length + 3}ch`);
    this.space.style.height = `${Math.min(TALLEST, Math.max(this.view.clientHeight, total * this.rowHeight))}px`;
    if (this.following) this.top = Math.max(0, total - this.page);
    this.top = Math.min(this.top, Math.max(0, total - 1));
    this.place(Math.max(0, Math.floor(this.top) - MARGIN), Math.min(total, Math.ceil(this.top + this.page) + MARGIN));
    this.shift();
    this.setScroll();
  }

  // Rows first..last stand in the page; those that were there and have not changed stay, with what is selected in them.
  place(first, last) {
    for (const [index, row] of this.rows) if (index < first || index >= last) this.drop(index, row);
    let after = null;
    for (let index = last - 1; index >= first; index--) {
      const row = this.rowOf(index);
      if (row.parentNode !== this.stage || row.nextSibling !== after) this.stage.insertBefore(row, after);
      after = row;
    }
    this.first = first;
    this.space.style.minWidth = this.wrapped ? "" : `${this.stage.offsetWidth}px`;
  }

  drop(index, row) {
    row.remove();
    this.rows.delete(index);
  }

  rowOf(index) {
    const line = this.store.lineAt(index);
    let row = this.rows.get(index);
    if (row && row.shown === line?.runs()) return row;
    row ??= newRow(index);
    row.shown = line?.runs();
    row.toggleAttribute("data-waiting", !line);
    row.lastChild.replaceChildren(...(line ? spans(line.runs()) : []));
    if (line?.cut) row.lastChild.append(cutNote(this.view.dataset.raw));
    this.rows.set(index, row);
    return row;
  }

  // The stage sticks to the view's top; this moves it so that `top` is the first thing seen, or the end the last.
  shift() {
    const row = this.rows.get(Math.floor(this.top));
    let above = row ? row.offsetTop + (this.top % 1) * row.offsetHeight : 0;
    if (this.following) above = Math.max(0, this.stage.offsetHeight - this.view.clientHeight);
    this.above = above;
    this.stage.style.transform = `translateY(${-above}px)`;
    if (this.following && this.wrapped) this.top = this.lineAtPixel(above);
  }

  lineAtPixel(pixel) {
    for (const [index, row] of [...this.rows].sort((a, b) => a[0] - b[0])) {
      const height = row.offsetHeight;
      if (row.offsetTop + height > pixel) return index + Math.max(0, pixel - row.offsetTop) / height;
    }
    return this.top;
  }

  setScroll() {
    const most = this.space.offsetHeight - this.view.clientHeight;
    const reach = Math.max(1e-9, this.store.total - this.page);
    const wanted = this.following ? most : Math.min(most, (this.top / reach) * most);
    if (Math.abs(this.view.scrollTop - wanted) >= 1) this.view.scrollTop = wanted;
    this.own = this.view.scrollTop;
  }

  onScroll() {
    if (Math.abs(this.view.scrollTop - this.own) < 1) return;
    const most = this.view.scrollHeight - this.view.clientHeight;
    const part = most > 0 ? this.view.scrollTop / most : 1;
    this.own = this.view.scrollTop;
    this.goTo(part * Math.max(0, this.store.total - this.page), this.view.scrollTop >= most - 2);
  }

  onWheel(event) {
    // Whoever turns the wheel up wants to read, however fast the log grows.
    if (event.deltaY < 0 && this.following && this.store.total > this.page) this.goTo(this.top, false);
    if (!this.stretched || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    this.moveBy(event.deltaY * (event.deltaMode === 1 ? this.rowHeight : event.deltaMode === 2 ? this.view.clientHeight : 1));
  }

  onKey(event) {
    const page = this.view.clientHeight - this.rowHeight * 2;
    const keys = { ArrowDown: this.rowHeight, ArrowUp: -this.rowHeight, PageDown: page, PageUp: -page, " ": event.shiftKey ? -page : page };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home") this.goTo(0, false);
    else if (event.key === "End") this.toEnd();
    else if (event.key in keys) this.moveBy(keys[event.key]);
    else return;
    event.preventDefault();
  }

  /** Moves by pixels, over rows as high as they are. */
  moveBy(pixels) {
    const bottom = this.stage.offsetHeight - this.view.clientHeight;
    const wanted = this.above + pixels;
    const atEnd = this.first + this.rows.size >= this.store.total && wanted >= bottom - 1;
    const row = this.stage.lastChild;
    if (wanted < 0 || (row && wanted > row.offsetTop)) return this.goTo(this.top + pixels / this.rowHeight, false);
    this.goTo(this.lineAtPixel(Math.max(0, wanted)), pixels > 0 && atEnd);
  }

  goTo(top, follow) {
    this.top = Math.max(0, top);
    this.following = follow;
    this.scrolled();
    this.draw();
  }

  toEnd() {
    this.following = true;
    this.scrolled();
    this.draw();
  }
}

function newRow(index) {
  const row = document.createElement("div");
  row.className = "log-line";
  const number = document.createElement("span");
  number.className = "log-number";
  number.dataset.line = String(index + 1);
  const text = document.createElement("span");
  text.className = "log-text";
  row.append(number, text);
  return row;
}

function cutNote(raw) {
  const link = document.createElement("a");
  link.className = "log-cut";
  link.href = raw;
  link.textContent = "… a very long line: download the raw log to see all of it";
  return link;
}
