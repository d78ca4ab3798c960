// A table or a list: lines where it has numbers, and its rows. The first column of numbers is the horizontal axis, as in Azure ML.
import { make } from "../make.js";
import { counted, number, numeric, short } from "../numbers.js";
import { layout } from "../plot.js";
import { Card } from "./card.js";
import { Rows } from "./rows.js";

const SHOWN = 100; // rows of the table below the chart; all of them have a page of their own
const LINES = 6;
const FEW = 60; // points that get a mark each

export class Table extends Card {
  build() {
    this.rows = new Rows();
    this.wrap = make("div", { class: "table-wrap record-rows", tabindex: "0", role: "region", "aria-label": `Rows of ${this.part("name").textContent}` });
    this.body.append(this.wrap);
  }

  take(record) {
    super.take(record);
    this.rows.take(record);
  }

  draw() {
    const { rows } = this;
    const list = this.record.kind === "list";
    this.say(list ? `List · ${counted(rows.count, "value")}` : `Table · ${counted(rows.count, "row")} × ${counted(rows.columns.length, "column")}`, rows.whole ? "" : `The newest ${rows.rows.length.toLocaleString("en")} are drawn. The files have all.`);
    this.drawLines();
    this.drawRows();
  }

  drawLines() {
    const { rows } = this;
    const numbers = this.numbers();
    // Words among its columns: rows to read and compare, and no curve.
    if (numbers.length < rows.columns.length || rows.rows.length < 2) return;
    if (!this.plot) this.addPlot();
    const [x, ...lines] = numbers.length > 1 ? numbers : [undefined, ...numbers];
    this.plot.show((colours) => this.chart(colours, x, lines.slice(0, LINES)));
  }

  /** The places of the columns of numbers. */
  numbers() {
    return this.rows.columns.flatMap((name, place) => (numeric(this.rows.column(place)) ? [place] : []));
  }

  chart(colours, x, lines) {
    const { rows } = this;
    const across = x === undefined ? rows.rows.map((row, at) => rows.start + at) : rows.column(x).map(drawn);
    const mode = rows.rows.length > FEW ? "lines" : "lines+markers";
    const traces = lines.map((place, at) => ({ x: across, y: rows.column(place).map(drawn), name: rows.columns[place], type: "scatter", mode, line: { color: colours.series[at], width: 2 }, marker: { size: 5, color: colours.series[at] }, hovertemplate: `%{y:.6g}<extra>${lines.length > 1 ? "%{fullData.name}" : ""}</extra>` }));
    const title = { x: x === undefined ? "index" : rows.columns[x], y: lines.length === 1 && x !== undefined ? rows.columns[lines[0]] : "" };
    const legend = lines.length > 1 ? { showlegend: true, legend: { orientation: "h", y: 1.12, x: 0, font: { size: 11 } }, margin: { l: 48, r: 16, t: 28, b: 36 } } : {};
    return { traces, layout: layout(colours, { title: title.x }, { title: title.y }, { hovermode: "x unified", ...legend }) };
  }

  drawRows() {
    const { rows } = this;
    const first = Math.max(0, rows.rows.length - SHOWN);
    const numbers = this.numbers();
    const head = make("tr", {}, make("th", { scope: "col", class: "num" }, "#"), ...rows.columns.map((name, place) => make("th", { scope: "col", class: numbers.includes(place) && "num" }, name)));
    const body = rows.rows.slice(first).map((row, at) => make("tr", {}, make("th", { scope: "row", class: "num faint" }, String(rows.start + first + at)), ...rows.columns.map((name, place) => cell(row[place]))));
    const end = this.wrap.scrollHeight - this.wrap.scrollTop - this.wrap.clientHeight < 40;
    this.wrap.replaceChildren(make("table", { class: "table table-compact" }, make("thead", {}, head), make("tbody", {}, ...body)));
    // Whoever looks at the newest row goes on seeing it.
    if (this.drawnOnce && end) this.wrap.scrollTop = this.wrap.scrollHeight;
    this.drawnOnce = true;
  }
}

function drawn(cell) {
  const value = number(cell);
  return Number.isFinite(value) ? value : null;
}

function cell(value) {
  const found = number(value);
  if (found !== undefined) return make("td", { class: "num", title: String(value) }, short(found));
  return value === null || value === undefined ? make("td", { class: "faint" }, "–") : make("td", {}, String(value));
}
