// The page of a sweep: [data-sweep] with its charts, each [data-sweep-chart="kind"], and its table. All of them show the same trials:
// what is pointed at or chosen in one is told to the others, to the table by `sweep:trials` events and by its filter form.
import { watch } from "./live.js";
import { Chosen } from "./sweep/chosen.js";
import { Contour } from "./sweep/contour.js";
import { Coverage } from "./sweep/coverage.js";
import { Filter } from "./sweep/filter.js";
import { History } from "./sweep/history.js";
import { Importance } from "./sweep/importance.js";
import { Intermediate } from "./sweep/intermediate.js";
import { Parallel } from "./sweep/parallel.js";
import { Pareto } from "./sweep/pareto.js";
import { Selection } from "./sweep/selection.js";
import { Slices } from "./sweep/slices.js";
import { Store } from "./sweep/store.js";
import { Timeline } from "./sweep/timeline.js";

const EVERY = 1000; // milliseconds between two answers
const AGAIN = 5000; // after one that failed
const KINDS = { history: History, intermediate: Intermediate, parallel: Parallel, importance: Importance, slices: Slices, contour: Contour, timeline: Timeline, coverage: Coverage, pareto: Pareto };

for (const root of document.querySelectorAll("[data-sweep]")) new Page(root).start();

function Page(root) {
  const place = root.querySelector("[data-sweep-charts]");
  const { url, curvesUrl, importanceUrl, runUrl } = place.dataset;
  const store = new Store();
  const selection = new Selection(store);
  const charts = [...root.querySelectorAll("[data-sweep-chart]")].map((element) => new KINDS[element.dataset.sweepChart](element, { store, selection, url: importanceUrl }));
  const chosen = new Chosen(root.querySelector("[data-sweep-chosen]"), { store, selection, runs: runUrl });
  const filter = new Filter(root, selection);
  let seen = root.querySelector("[data-seen]")?.dataset.seen; // what was drawn with the page: the data is not older
  let shown = false;

  this.start = async () => {
    listen();
    await loaded();
    filter.read();
    watch(
      () => ({ watch: "sweep", id: root.dataset.sweep, seen }),
      async ({ changed }) => {
        await loaded();
        seen = changed;
        await pause(EVERY);
      },
    );
  };

  // The studio tells of each change once: what could not be had is asked for until it comes.
  async function loaded() {
    while (!(await load())) await pause(AGAIN);
  }

  async function load() {
    try {
      const [trials, curves] = await Promise.all([ask(url, store.cursor), ask(curvesUrl, store.curvesCursor)]);
      const news = [store.take(trials), store.takeCurves(curves)];
      if (news.includes(true) || !shown) show();
      trouble("");
      return true;
    } catch (problem) {
      trouble(problem.message);
      return false;
    }
  }

  function show() {
    shown = true;
    showViews();
    charts.forEach((chart) => chart.refresh());
    chosen.show();
    place.dataset.trials = String(store.trials.length);
  }

  // Another objective, another scale.
  function showViews() {
    const list = place.querySelector("[data-sweep-objective]");
    list.closest("label").hidden = !store.several;
    if (list.options.length) return;
    list.append(...store.sweep.objectives.map(({ metric }, at) => new Option(metric, String(at))));
  }

  function view(change) {
    store.view(change);
    show();
  }

  function listen() {
    place.querySelector("[data-sweep-objective]").addEventListener("change", (event) => view({ objective: Number(event.target.value) }));
    place.querySelector("[data-sweep-log]").addEventListener("click", ({ currentTarget }) => {
      currentTarget.setAttribute("aria-pressed", String(!store.log));
      view({ log: !store.log });
    });
    place.querySelector("[data-sweep-again]").addEventListener("click", load);
    selection.addEventListener("hover", () => tell("hover", selection.hovered === undefined ? [] : [selection.hovered]));
    selection.addEventListener("settled", () => tell("chosen", [...selection.chosen]));
    root.addEventListener("sweep:trials", hear);
  }

  function tell(kind, indexes) {
    root.dispatchEvent(new CustomEvent("sweep:trials", { detail: { indexes, kind, from: "charts" } }));
  }

  function hear({ detail: { indexes, kind, from } }) {
    if (from === "charts") return;
    if (kind === "hover") selection.hover(indexes[0]);
    else selection.set(indexes, selection.ranges);
  }

  function trouble(sentence) {
    const notice = place.querySelector("[data-sweep-trouble]");
    notice.hidden = !sentence;
    notice.querySelector("[data-sweep-words]").textContent = sentence;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function ask(url, after) {
  let answer;
  try {
    answer = await fetch(`${url}?after=${after}`, { headers: { Accept: "application/json" } });
  } catch {
    throw new Error("The charts could not be loaded: the studio does not answer. They go on as soon as it does.");
  }
  if (!answer.ok) throw new Error(`The charts could not be loaded (${answer.status}).`);
  return answer.json();
}
