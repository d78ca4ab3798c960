// A websocket that comes back: with back-off and jitter while the studio is away, at once when the laptop wakes.
const FIRST_WAIT = 300;
const LONGEST_WAIT = 10_000;
const PING_EVERY = 20_000;
const PONG_WITHIN = 4_000;
const NOT_ALLOWED = 4403;

export class Socket {
  /** hooks: opened(), received(message), changed(state), idle() while it cannot be had. */
  constructor(url, hooks) {
    this.url = url;
    this.hooks = hooks;
    this.failures = 0;
    this.connect();
    setInterval(() => this.check(), PING_EVERY);
    for (const name of ["online", "pageshow", "focus"]) window.addEventListener(name, () => this.check());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    window.addEventListener("offline", () => this.show("offline"));
  }

  /** Sends when the socket is open. What is not sent is not lost: `opened` says everything again. */
  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  connect() {
    clearTimeout(this.retry);
    this.show(this.failures ? "reconnecting" : "connecting");
    const socket = (this.socket = new WebSocket(new URL(this.url, location.href.replace(/^http/, "ws"))));
    const current = (act) => (event) => this.socket === socket && act(event);
    socket.addEventListener("open", current(() => this.opened()));
    socket.addEventListener("message", current((event) => this.message(JSON.parse(event.data))));
    socket.addEventListener("close", current((event) => this.closed(event.code)));
  }

  opened() {
    this.failures = 0;
    this.show("live");
    this.hooks.opened();
  }

  message(message) {
    clearTimeout(this.silence);
    this.silence = undefined;
    this.show("live");
    if ("sub" in message) this.hooks.received(message);
  }

  closed(code) {
    // Signed out, or no member any more: the page itself says which, as a new answer.
    if (code === NOT_ALLOWED) return location.reload();
    clearTimeout(this.silence);
    this.silence = undefined;
    this.failures += 1;
    this.show(navigator.onLine ? "reconnecting" : "offline");
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
    this.retry = setTimeout(() => this.connect(), wait);
    if (this.failures > 3) this.hooks.idle();
  }

  // A socket that slept may look open and be dead: it must answer soon, or another takes its place.
  check() {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.send({ ping: Date.now() });
      this.silence ??= setTimeout(() => this.replace(), PONG_WITHIN);
    } else if (this.socket.readyState === WebSocket.CLOSED) this.connect();
  }

  replace() {
    const old = this.socket;
    this.silence = undefined;
    this.failures += 1;
    this.connect();
    old.close();
  }

  show(state) {
    if (state !== this.state) this.hooks.changed(state);
    this.state = state;
  }
}
