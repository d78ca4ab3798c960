// Times that stay true: <time datetime data-since> ticks as a duration, <time datetime data-ago> ages.
import { now } from "./clock.js";

export function startTime() {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSettle", tick);
}

function tick() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("time[data-since]")) say(element, duration);
  for (const element of document.querySelectorAll("time[data-ago]")) say(element, ago);
}

function say(element, words) {
  const text = words((now() - Date.parse(element.dateTime)) / 1000);
  if (element.textContent !== text) element.textContent = text;
}

// The same words as studio/templatetags/words.py; a running duration has no tenths, which would flicker.
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86400)}d ${Math.floor((whole % 86400) / 3600)}h`;
}

export function ago(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 5) return "just now";
  if (whole < 60) return `${whole} s ago`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ago`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ago`;
  return `${Math.floor(whole / 86400)} d ago`;
}

function two(number) {
  return String(number).padStart(2, "0");
}
