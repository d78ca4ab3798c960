// The studio's clock: a laptop whose own clock is minutes off still shows true durations.
const SMALL = 3000; // below this the difference is the time that the page took to arrive

const rendered = Number(document.body?.dataset.now ?? 0) * 1000;
const difference = rendered ? rendered - performance.timeOrigin - performance.now() : 0;
const offset = Math.abs(difference) > SMALL ? difference : 0;

export function now() {
  return Date.now() + offset;
}
