// One chart: a line that grows, with marks at the edge where a value is NaN or infinite (a line can show neither).
import { short } from "./numbers.js";
import { colour } from "./plot.js";
import { Series } from "./series.js";
import { duration } from "./time.js";
import { toast } from "./toast.js";

const NAN = 0.04; // where the marks stand, from the bottom (0) to the top (1) of the chart
const PLACE = { NaN: NAN, Infinity: 0.97, "-Infinity": 0.03 };
const MARK = { NaN: "x-thin-open", Infinity: "triangle-up", "-Infinity": "triangle-down" };

export class Panel {
  constructor(name, template, plotly, view) {
    this.name = name;
    this.series = new Series(name);
    this.plotly = plotly;
    this.view = view;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.plot = this.part("plot");
    this.part("name").textContent = name;
    this.plot.setAttribute("aria-label", `Chart of ${name}`);
    this.part("wide").addEventListener("click", (event) => this.widen(event.currentTarget));
    new IntersectionObserver(([entry]) => this.see(entry.isIntersecting), { rootMargin: "200px" }).observe(this.element);
  }

  part(name) {
    return this.element.querySelector(`[data-chart-${name}]`);
  }

  take(points) {
    this.series.take(points);
    this.stale = true;
  }

  see(visible) {
    this.visible = visible;
    this.draw();
  }

  redraw() {
    this.stale = true;
    this.draw();
  }

  restyle() {
    this.redraw();
  }

  widen(button) {
    const wide = this.element.classList.toggle("chart-wide");
    button.setAttribute("aria-pressed", String(wide));
    this.redraw();
  }

  async draw() {
    if (!this.visible || !this.stale) return;
    this.stale = false;
    this.say();
    try {
      const Plotly = await this.plotly();
      this.plot.querySelector(".skeleton")?.remove();
      await Plotly.react(this.plot, this.traces(), this.layout(), { displayModeBar: false, displaylogo: false, responsive: true, doubleClick: "reset+autosize", notifyOnLogging: 0 });
    } catch (trouble) {
      toast(trouble.message, "error");
    }
  }

  // What the curve says, in words: for those who don't see it, and at a glance.
  say() {
    const { finite, count, last, oddities } = this.series;
    this.part("last").textContent = short(last);
    const range = finite.length ? `min ${short(least(finite))} · max ${short(most(finite))}` : "no finite value";
    this.part("sub").textContent = `${range} · ${count.toLocaleString("en")} ${count === 1 ? "point" : "points"}`;
    this.part("note").textContent = oddities && `Marked at the edge: ${oddities}.`;
    this.part("note").hidden = !oddities;
  }

  traces() {
    const { values } = this.series;
    const x = this.x();
    const line = colour(this.element, "--series-1");
    const few = values.length < 40;
    const curve = { x, y: values.map((value) => (Number.isFinite(value) ? value : null)), type: "scatter", mode: few ? "lines+markers" : "lines", line: { color: line, width: 2, shape: "linear" }, marker: { size: 5, color: line }, connectgaps: false, hovertemplate: "%{y:.6g}<extra></extra>" };
    return [curve, this.marks(x, values)];
  }

  marks(x, values) {
    const at = values.flatMap((value, index) => (Number.isFinite(value) ? [] : [index]));
    const words = at.map((index) => String(values[index]));
    const warn = colour(this.element, "--red");
    return { x: at.map((index) => x[index]), y: words.map((word) => PLACE[word]), text: words, yaxis: "y2", type: "scatter", mode: "markers", cliponaxis: false, marker: { symbol: words.map((word) => MARK[word]), size: 9, color: warn, line: { color: warn, width: 2 } }, hovertemplate: "%{text}<extra></extra>" };
  }

  x() {
    if (this.view.x === "step") return this.series.steps;
    const start = this.series.times[0];
    return this.series.times.map((time) => time - start);
  }

  layout() {
    const [ink, line, surface, text] = ["--ink-faint", "--line", "--surface", "--ink"].map((name) => colour(this.element, name));
    const axis = { gridcolor: line, linecolor: line, zeroline: false, tickfont: { color: ink, size: 11 }, automargin: true, fixedrange: false };
    const xaxis = { ...axis, showgrid: false, title: { text: this.view.x === "step" ? "step" : "time", font: { color: ink, size: 11 }, standoff: 6 }, nticks: 6, ...this.timeTicks() };
    return {
      xaxis,
      yaxis: { ...axis, type: this.view.log ? "log" : "linear", nticks: 5, exponentformat: "e" },
      yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
      margin: { l: 48, r: 16, t: 10, b: 36 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(this.element).fontFamily, size: 12, color: text },
      hovermode: "x unified",
      hoverlabel: { bgcolor: surface, bordercolor: line, font: { color: text, size: 12 } },
      showlegend: false,
      dragmode: "zoom",
      // The zoom that a person chose stays while the curve grows.
      uirevision: `${this.view.x}${this.view.log}`,
    };
  }

  timeTicks() {
    if (this.view.x === "step") return {};
    const end = Math.max(1, this.series.times.at(-1) - this.series.times[0]);
    const tickvals = [0, 0.25, 0.5, 0.75, 1].map((part) => part * end);
    return { tickvals, ticktext: tickvals.map(duration) };
  }
}

function least(values) {
  return values.reduce((a, b) => (b < a ? b : a));
}

function most(values) {
  return values.reduce((a, b) => (b > a ? b : a));
}
