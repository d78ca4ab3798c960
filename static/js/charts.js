// The metrics page: <div data-charts="KEY" data-url data-plotly> gets one panel a metric, drawn when it comes into view and
// growing live. Panels are copies of <template data-chart-template>.
import { watch } from "./live.js";
import { Panel } from "./panel.js";
import { loadPlotly } from "./plotly.js";
import { toast } from "./toast.js";

const EVERY = 200; // milliseconds between two drawings of a growing chart

for (const element of document.querySelectorAll("[data-charts]")) new Charts(element).start();

function Charts(element) {
  const panels = new Map(); // metric name -> Panel
  const view = { x: "step", log: false };
  let cursor = 0;
  let timer;

  this.start = async () => {
    element.querySelectorAll("[data-charts-x]").forEach((button) => button.addEventListener("click", () => choose({ x: button.dataset.chartsX })));
    element.querySelector("[data-charts-log]")?.addEventListener("click", () => choose({ log: !view.log }));
    document.addEventListener("themechange", () => panels.forEach((panel) => panel.restyle()));
    await load();
    watch(() => ({ watch: "metrics", id: element.dataset.charts, cursor }), take, (sentence) => toast(sentence, "error"));
  };

  async function load() {
    try {
      const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`The charts could not be loaded (${answer.status}). Reload the page.`);
      take(await answer.json());
    } catch (trouble) {
      toast(trouble.message, "error");
    }
    element.querySelector("[data-charts-loading]").hidden = true;
    showEmpty();
  }

  function take(message) {
    for (const [name, points] of Object.entries(message.series)) panel(name).take(points);
    cursor = message.cursor;
    showEmpty();
    timer ??= setTimeout(draw, EVERY);
  }

  function draw() {
    timer = undefined;
    panels.forEach((panel) => panel.draw());
  }

  function panel(name) {
    if (!panels.has(name)) add(new Panel(name, element.querySelector("[data-chart-template]"), () => loadPlotly(element.dataset.plotly), view));
    return panels.get(name);
  }

  // In the order of their names, wherever a new one turns up.
  function add(made) {
    const after = [...panels.keys()].filter((name) => name > made.name).sort()[0];
    element.querySelector("[data-charts-list]").insertBefore(made.element, panels.get(after)?.element ?? null);
    panels.set(made.name, made);
  }

  function choose(change) {
    Object.assign(view, change);
    element.querySelectorAll("[data-charts-x]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.chartsX === view.x)));
    element.querySelector("[data-charts-log]")?.setAttribute("aria-pressed", String(view.log));
    panels.forEach((panel) => panel.redraw());
  }

  function showEmpty() {
    element.querySelector("[data-charts-empty]").hidden = panels.size > 0 || document.querySelector("[data-place]") !== null;
  }
}
