// A confusion matrix of many classes as a picture: a pixel for each cell, and the one under the pointer in words.
import { make } from "../make.js";
import { short } from "../numbers.js";
import { colour } from "../plot.js";

export class Picture {
  constructor(body, name) {
    this.canvas = make("canvas", { class: "matrix-picture", role: "img", "aria-label": `Confusion matrix ${name}: rows are true classes, columns predicted ones. Its numbers are on its page.` });
    this.words = make("p", { class: "chart-sub matrix-words" });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.rest());
    body.replaceChildren(this.canvas, this.words);
  }

  /** `shown` are the numbers that give the shades, `counts` those that are said. */
  draw(labels, counts, shown) {
    Object.assign(this, { labels, counts });
    const size = (this.canvas.width = this.canvas.height = labels.length);
    const most = shown.reduce((most, row) => Math.max(most, ...row), 1e-12);
    const [low, high] = ["--sunken", "--series-1"].map((name) => channels(colour(this.canvas.parentElement, name)));
    const image = new ImageData(size, size);
    shown.forEach((row, y) => row.forEach((value, x) => image.data.set([...low.map((from, at) => from + (high[at] - from) * Math.sqrt(value / most)), 255], 4 * (y * size + x))));
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    this.rest();
  }

  rest() {
    this.words.textContent = "True classes from top to bottom, predicted ones from left to right.";
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const [column, row] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((share) => Math.min(this.labels.length - 1, Math.floor(share * this.labels.length)));
    if (row >= 0 && column >= 0) this.words.textContent = `${this.labels[row]} taken for ${this.labels[column]}: ${short(this.counts[row][column])}`;
  }
}

// "rgb(1, 2, 3)" or "color(srgb 0.1 0.2 0.3)"
function channels(text) {
  const found = text.match(/[\d.]+/g).map(Number).slice(0, 3);
  return text.startsWith("rgb") ? found : found.map((part) => part * 255);
}
