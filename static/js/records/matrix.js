// A confusion matrix: a table whose cells are coloured by their share. Very large ones are drawn as a picture of it.
import { make } from "../make.js";
import { short } from "../numbers.js";
import { Card } from "./card.js";
import { Picture } from "./picture.js";

const TABLE = 30; // classes that a table shows
const MANY = 6; // classes, from which on its cells are small
const STEPS = 9; // shades, classes of matrix.css

export class Matrix extends Card {
  build() {
    this.addChoice("What the cells say", { counts: "Counts", shares: "Normalised" }, (shown) => ((this.shares = shown === "shares"), this.draw()));
  }

  draw() {
    const { class_labels: labels, matrix: told } = this.record.value.data;
    const matrix = told.map((row) => row.map((value) => Number(value) || 0)); // a word where a number should be counts nothing
    const total = sum(matrix.flat());
    const right = sum(matrix.map((row, at) => row[at]));
    this.say(`Confusion matrix · ${labels.length} classes · ${total.toLocaleString("en")} in all · accuracy ${total ? ((100 * right) / total).toFixed(1) : "–"} %`);
    if (labels.length > TABLE) this.drawPicture(labels, matrix);
    else this.drawTable(labels, matrix);
  }

  drawTable(labels, matrix) {
    const shown = this.shares ? matrix.map(normalised) : matrix;
    const most = this.shares ? 1 : Math.max(...matrix.flat(), 1e-12);
    const head = make("tr", {}, make("td", { class: "matrix-corner" }, make("span", {}, "true ↓"), make("span", {}, "predicted →")), ...labels.map((label) => make("th", { scope: "col" }, label)));
    const rows = shown.map((row, at) => make("tr", {}, make("th", { scope: "row" }, labels[at]), ...row.map((value, column) => this.cell(value, value / most, `${labels[at]} taken for ${labels[column]}: ${short(matrix[at][column])}`, at === column))));
    const caption = make("caption", { class: "unseen" }, `${this.record.name}: rows are true classes, columns predicted ones${this.shares ? ", as shares of each true class" : ""}`);
    const table = make("table", { class: labels.length > MANY ? "matrix matrix-many" : "matrix" }, caption, make("thead", {}, head), make("tbody", {}, ...rows));
    this.body.replaceChildren(make("div", { class: "matrix-wrap", tabindex: "0", role: "region", "aria-label": `Confusion matrix ${this.record.name}` }, table));
  }

  cell(value, share, title, right) {
    const text = this.shares ? `${(value * 100).toFixed(value === 1 || value === 0 ? 0 : 1)} %` : short(value);
    return make("td", { class: `heat-${Math.min(STEPS, Math.round(share * STEPS))}${right ? " matrix-right" : ""}`, title }, text);
  }

  drawPicture(labels, matrix) {
    this.picture ??= new Picture(this.body, this.record.name);
    this.picture.draw(labels, matrix, this.shares ? matrix.map(normalised) : matrix);
  }
}

function normalised(row) {
  const all = sum(row);
  return row.map((value) => (all ? value / all : 0));
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}
