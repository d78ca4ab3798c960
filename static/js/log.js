// The log viewer: <div data-log="KEY" data-stream="rank-0.log"> with the parts that templates/runs/run/logs.html gives it.
import { watch } from "./live.js";
import { LogStore } from "./log_store.js";
import { LogView } from "./log_view.js";
import { toast } from "./toast.js";

for (const element of document.querySelectorAll("[data-log]")) start(element);

async function start(element) {
  const part = (name) => element.querySelector(`[data-log-${name}]`);
  const view = part("view");
  const store = new LogStore(view.dataset.window, changed, (sentence) => toast(sentence, "error"));
  const scroller = new LogView(view, store, tell);
  let left = 0; // lines there were when the end was left

  if (!new URLSearchParams(location.search).has("stream")) followTheScript(element);
  part("end").addEventListener("click", () => (scroller.toEnd(), view.focus({ preventScroll: true })));
  part("wrap").addEventListener("click", (event) => wrap(element, event.currentTarget, scroller));
  part("top").addEventListener("click", () => scroller.goTo(0, false));

  function changed() {
    scroller.draw();
    tell();
  }

  function tell() {
    if (scroller.following) left = store.total;
    const news = store.total - left;
    part("end").hidden = scroller.following || store.total === 0;
    part("news").textContent = news > 0 ? `${news.toLocaleString("en")} new ${news === 1 ? "line" : "lines"}` : "Jump to the end";
    part("facts").textContent = facts(store);
    part("empty").hidden = store.total > 0;
    part("empty-words").textContent = store.final ? "The run wrote nothing here." : "Nothing yet. What the script prints appears here at once.";
  }

  try {
    await store.start();
  } catch (trouble) {
    toast(trouble.message, "error");
  }
  element.toggleAttribute("data-ready", true);
  const spec = () => ({ watch: "log", id: element.dataset.log, stream: element.dataset.stream, offset: store.end });
  watch(spec, (message) => store.take(message), (sentence) => toast(sentence, "error"));
}

// Who opened the logs without choosing one saw the setup while there was nothing else: when the script starts, its log is shown.
// Who chose one in this very moment goes where they chose.
function followTheScript(element) {
  let chosen = false;
  addEventListener("beforeunload", () => (chosen = true));
  document.addEventListener("htmx:afterSettle", () => {
    const script = element.querySelector("[data-log-script]");
    if (script && !chosen && element.dataset.stream === "setup.log") location.replace(script.href);
  });
}

function wrap(element, button, scroller) {
  const on = element.toggleAttribute("data-wrap");
  button.setAttribute("aria-pressed", String(on));
  scroller.draw();
}

function facts(store) {
  if (store.total === 0) return "";
  const lines = `${store.total.toLocaleString("en")} ${store.total === 1 ? "line" : "lines"}`;
  return `${lines} · ${size(store.size)}${store.final ? "" : " · growing"}`;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${["", "kB", "MB", "GB"][power]}`;
}
