// Parts of a page that stay true: an element says data-live="run:KEY", "summary:KEY" (also its metrics and logs), "sweep:KEY", "runs",
// "targets" or "target:NAME", or several of them with spaces between, and gets a `live` event whenever one of them changed:
//   <div id="state" data-live="run:{{ run.key }}" hx-get="…" hx-trigger="live" hx-swap="outerHTML">
// The next word of a change comes when the part has been fetched and data-every milliseconds (300) have passed, so that no
// change is lost between two, however fast they follow each other.
import { onAway, watch } from "./live.js";

const AGAIN = 3000; // after a part could not be fetched

// htmx hears nothing before all of the page is there, large scripts included; the socket may be faster.
const bound = document.readyState === "complete" ? Promise.resolve() : new Promise(whenBound);
const followed = new Map(); // subject -> how to stop

export function startParts() {
  if (!document.body.dataset.liveUrl) return;
  document.addEventListener("htmx:afterSettle", follow);
  onAway(ringAll);
  follow();
}

// Follows what the page shows now, and lets go of what has left it.
function follow() {
  const wanted = new Set(live().flatMap(subjects));
  for (const [name, stop] of followed) {
    if (wanted.has(name)) continue;
    stop();
    followed.delete(name);
  }
  for (const name of wanted) if (!followed.has(name)) followed.set(name, mark(name));
}

function live() {
  return [...document.querySelectorAll("[data-live]")];
}

function subjects(element) {
  return element.dataset.live.split(/\s+/).filter(Boolean);
}

function showing(name) {
  return live().filter((element) => subjects(element).includes(name));
}

// The studio hears which revision this page shows (data-seen, as it was drawn), and tells at once when there is a newer one.
function mark(name) {
  let seen = showing(name).find((element) => element.dataset.seen)?.dataset.seen;
  return watch(
    () => ({ ...message(name), seen }),
    ({ changed }) => {
      seen = changed;
      return ring(name);
    },
  );
}

function message(name) {
  const colon = name.indexOf(":");
  return colon < 0 ? { watch: name } : { watch: name.slice(0, colon), id: name.slice(colon + 1) };
}

function ring(name) {
  return Promise.all(showing(name).flatMap((element) => [fetched(element), pause(Number(element.dataset.every ?? 300))]));
}

// Resolves when the part that `element` asks for has come, or at once if it asks for nothing.
async function fetched(element) {
  await bound;
  while (element.isConnected && !(await asked(element))) await pause(AGAIN);
}

function whenBound(resolve) {
  document.addEventListener("DOMContentLoaded", resolve);
  window.addEventListener("load", resolve);
}

// htmx tells of a request at once, and of its end on whatever took the element's place: so it is the request that is asked.
function asked(element) {
  return new Promise((resolve) => {
    let request;
    const listen = (event) => (request = event.detail.xhr);
    element.addEventListener("htmx:beforeRequest", listen);
    element.dispatchEvent(new CustomEvent("live", { bubbles: false }));
    element.removeEventListener("htmx:beforeRequest", listen);
    if (!request) return resolve(true);
    request.addEventListener("loadend", () => resolve(request.status > 0 && request.status < 500));
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// While no socket can be had (a proxy that knows none), pages stay true by asking over plain HTTP now and then.
function ringAll() {
  if (!document.hidden) for (const name of followed.keys()) ring(name);
}
