// The colours of a sweep's charts in the theme of this moment, as a canvas wants them.
import { colour } from "../plot.js";

const SHADES = 24;
const NAMES = { ink: "--ink", soft: "--ink-soft", faint: "--ink-faint", line: "--line", strong: "--line-strong", surface: "--surface", sunken: "--sunken", best: "--series-1", completed: "--series-3", active: "--series-2", stopped: "--series-4", failed: "--red", canceled: "--ink-faint", waiting: "--line-strong" };

export const WORDS = { waiting: "waiting", active: "running", completed: "completed", failed: "failed", canceled: "canceled", stopped: "stopped by the policy" };

let kept;
document.addEventListener("themechange", () => (kept = undefined), { capture: true });

/** {ink, best, completed, …, font, shade(share)}: `shade` goes from the ground (0) to the accent (1). */
export function colours() {
  kept ??= found();
  return kept;
}

function found() {
  const named = Object.fromEntries(Object.entries(NAMES).map(([name, variable]) => [name, colour(document.body, variable)]));
  const [from, to] = [named.strong, named.best].map(channels);
  const shades = Array.from({ length: SHADES }, (_, at) => `rgb(${from.map((part, place) => Math.round(part + ((to[place] - part) * at) / (SHADES - 1))).join(" ")})`);
  const shade = (share) => shades[Math.round(Math.min(1, Math.max(0, share ?? 0)) * (SHADES - 1))];
  return { ...named, shade, font: `11px ${getComputedStyle(document.body).fontFamily}` };
}

/** "rgb(1, 2, 3)" or "color(srgb 0.1 0.2 0.3)" as three numbers. */
export function channels(text) {
  const parts = text.match(/[\d.]+/g).map(Number).slice(0, 3);
  return text.startsWith("rgb") ? parts : parts.map((part) => part * 255);
}
