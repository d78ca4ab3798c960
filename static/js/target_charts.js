// How busy a target was: <div data-target-charts="NAME" data-url data-plotly> with a [data-chart] for each thing that is drawn.
// The studio gives at most 300 points a line, with null where the target did not answer; all of it is fetched again as it grows.
import { watch } from "./live.js";
import { Plot, layout } from "./plot.js";
import { loadPlotly } from "./plotly.js";
import { toast } from "./toast.js";

const EVERY = 5000; // milliseconds between two fetches
const percent = (share) => `${Math.round(share * 100)} %`;
const CHARTS = {
  load: { lines: (data) => [line("load", data.load)], say: percent, y: { tickformat: ".0%", rangemode: "tozero" } },
  memory: { lines: (data) => [line("memory", data.memory)], say: percent, y: { tickformat: ".0%", range: [0, 1.02] } },
  disk: { lines: (data) => [line("disk", data.disk)], say: percent, y: { tickformat: ".0%", range: [0, 1.02] } },
  latency: { lines: (data) => [line("latency", data.latency)], say: (value) => `${value.toPrecision(3)} ms`, y: { rangemode: "tozero" } },
  "gpu-busy": { lines: (data) => data.gpus.map((gpu) => line(`GPU ${gpu.index}`, gpu.utilization)), y: { tickformat: ".0%", range: [0, 1.02] } },
  "gpu-memory": { lines: (data) => data.gpus.map((gpu) => line(`GPU ${gpu.index}`, gpu.memory)), y: { tickformat: ".0%", range: [0, 1.02] } },
};

for (const element of document.querySelectorAll("[data-target-charts]")) start(element);

async function start(element) {
  const plots = new Map();
  for (const chart of element.querySelectorAll("[data-chart]")) {
    plots.set(chart.dataset.chart, { chart, plot: new Plot(chart.querySelector("[data-chart-plot]"), () => loadPlotly(element.dataset.plotly)) });
  }
  document.addEventListener("themechange", () => plots.forEach(({ plot }) => plot.draw()));
  await load(element, plots);
  let seen;
  watch(
    () => ({ watch: "target", id: element.dataset.targetCharts, seen }),
    async ({ changed }) => {
      seen = changed;
      await load(element, plots);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    },
  );
}

async function load(element, plots) {
  try {
    const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`The charts could not be loaded (${answer.status}). Reload the page.`);
    show(element, plots, await answer.json());
  } catch (trouble) {
    toast(trouble.message, "error");
  }
}

function show(element, plots, data) {
  element.querySelector("[data-charts-empty]").hidden = data.times.length > 0;
  for (const [name, { chart, plot }] of plots) {
    const lines = CHARTS[name].lines(data);
    chart.hidden = !lines.some(({ values }) => values.some((value) => value !== null));
    const last = lines.length === 1 ? lines[0].values.findLast((value) => value !== null) : undefined;
    chart.querySelector("[data-chart-last]").textContent = last === undefined ? "" : CHARTS[name].say(last);
    plot.show((colours) => drawn(lines, data, CHARTS[name], colours));
  }
}

function line(name, values) {
  return { name, values };
}

function drawn(lines, data, { y }, colours) {
  const few = data.times.length < 40;
  const traces = lines.map(({ name, values }, index) => {
    const color = colours.series[index % colours.series.length];
    return { name, x: data.times, y: values, type: "scatter", mode: few ? "lines+markers" : "lines", line: { color, width: 2 }, marker: { size: 4, color }, connectgaps: false, hovertemplate: y.tickformat ? "%{y:.0%}" : "%{y:.1f} ms" };
  });
  const shapes = data.outages.map(([x0, x1]) => ({ type: "rect", xref: "x", yref: "paper", x0, x1, y0: 0, y1: 1, fillcolor: colours.red, opacity: 0.14, line: { width: 0 }, layer: "below" }));
  const x = { type: "date", range: [data.from, data.to] };
  return { traces, layout: layout(colours, x, y, { shapes, hovermode: "x unified", showlegend: lines.length > 1, legend: { orientation: "h", y: -0.2, font: { color: colours.ink } } }) };
}
