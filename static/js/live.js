// The page's one websocket. `watch()` is for modules that take data (logs, charts); for everything else an element says
// data-live="run:KEY", "runs" or "target:NAME" and gets a `live` event whenever that changed:
// ("summary:KEY" also when its metrics or logs grew.)
//   <div id="state" data-live="run:{{ run.key }}" hx-get="…" hx-trigger="live" hx-swap="outerHTML">
// The next word of a change comes when the part has been fetched and data-every milliseconds (300) have passed, so that no
// change is lost between two, however fast they follow each other.
// Every subscription knows its own cursor, so a reconnect, a late start and a laptop back from sleep are the same path.
import { Socket } from "./socket.js";

let socket;
let nextSub = 1;
const watches = new Map(); // sub -> {spec, take, fail}
const marked = new Map(); // data-live value -> stop

/** Watch something. `spec()` gives the message's fields with the cursor of that moment; `take(data)` may be async:
    the next message comes when it is done. `fail(sentence)` is told when the studio refuses. Returns a function that stops. */
export function watch(spec, take, fail = () => {}) {
  const sub = nextSub++;
  watches.set(sub, { spec, take, fail });
  open().send({ ...spec(), sub });
  return () => {
    watches.delete(sub);
    socket.send({ unwatch: sub });
  };
}

export function startLive() {
  if (!document.body.dataset.liveUrl) return;
  document.addEventListener("htmx:afterSettle", follow);
  follow();
}

function open() {
  socket ??= new Socket(document.body.dataset.liveUrl, { opened: resubscribe, received, changed: showState, idle: ringAll });
  return socket;
}

function resubscribe() {
  for (const [sub, { spec }] of watches) socket.send({ ...spec(), sub });
}

async function received(message) {
  const entry = watches.get(message.sub);
  if (!entry) return;
  if (message.error) return entry.fail(message.error);
  await entry.take(message.data);
  socket.send({ ack: message.sub });
}

// Follows the elements that are in the page now, and lets go of what has left it.
function follow() {
  const wanted = new Set([...document.querySelectorAll("[data-live]")].map((element) => element.dataset.live).filter(Boolean));
  for (const [name, stop] of marked) {
    if (wanted.has(name)) continue;
    stop();
    marked.delete(name);
  }
  for (const name of wanted) if (!marked.has(name)) marked.set(name, mark(name));
}

// The studio hears which revision this page shows (data-seen, as it was drawn), and tells at once when there is a newer one.
function mark(name) {
  let seen = document.querySelector(`[data-live="${CSS.escape(name)}"]`)?.dataset.seen;
  return watch(
    () => ({ ...subject(name), seen }),
    ({ changed }) => {
      seen = changed;
      return ring(name);
    },
  );
}

function subject(name) {
  const colon = name.indexOf(":");
  if (colon < 0) return { watch: name };
  return { watch: name.slice(0, colon), id: name.slice(colon + 1) };
}

function ring(name) {
  const elements = [...document.querySelectorAll("[data-live]")].filter((element) => element.dataset.live === name);
  return Promise.all(elements.flatMap((element) => [fetched(element), pause(Number(element.dataset.every ?? 300))]));
}

// Resolves when the part that `element` asks for has come, or at once if it asks for nothing.
function fetched(element) {
  const { promise, resolve } = withResolvers();
  const listen = (event) => event.detail.elt === element && resolve();
  document.addEventListener("htmx:afterRequest", listen);
  element.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  if (!element.classList.contains("htmx-request")) resolve();
  return Promise.race([promise, pause(5000)]).finally(() => document.removeEventListener("htmx:afterRequest", listen));
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// While no socket can be had (a proxy that knows none), pages stay true by asking over plain HTTP now and then.
function ringAll() {
  if (!document.hidden) for (const name of marked.keys()) ring(name);
}

const WORDS = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting", offline: "Offline" };

function showState(state) {
  for (const pill of document.querySelectorAll("[data-live-pill]")) {
    pill.hidden = state === "connecting";
    pill.dataset.state = state;
    if (pill.textContent !== WORDS[state]) pill.textContent = WORDS[state];
  }
}
