// The page's one websocket. `watch()` is for modules that take data (logs, charts) and for parts.js, which keeps parts of pages
// true. Every subscription knows its own cursor, so a reconnect, a late start and a laptop back from sleep are the same path.
import { Socket } from "./socket.js";

let socket;
let nextSub = 1;
let whileAway = () => {};
const watches = new Map(); // sub -> {spec, take, fail}

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

/** `act` is called now and then while no socket can be had. */
export function onAway(act) {
  whileAway = act;
}

function open() {
  socket ??= new Socket(document.body.dataset.liveUrl, { opened: resubscribe, received, changed: showState, idle: () => whileAway() });
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

const WORDS = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting", offline: "Offline" };

function showState(state) {
  for (const pill of document.querySelectorAll("[data-live-pill]")) {
    pill.hidden = state === "connecting";
    pill.dataset.state = state;
    if (pill.textContent !== WORDS[state]) pill.textContent = WORDS[state];
  }
}
