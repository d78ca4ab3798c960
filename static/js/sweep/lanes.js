// Which slot a trial had: the first that was free when it began. Pure.

/** [{trial, lane, from, to}] of those that began, and how many lanes there are; `now` ends what goes on. */
export function lanes(trials, now) {
  const free = []; // when each lane is free again
  const begun = trials.filter(({ began }) => began !== null).sort((a, b) => a.began - b.began || a.index - b.index);
  const bars = begun.map((trial) => {
    const to = Math.max(trial.began, trial.ended ?? now);
    let lane = free.findIndex((until) => until <= trial.began);
    if (lane < 0) lane = free.push(0) - 1;
    free[lane] = to;
    return { trial, lane, from: trial.began, to };
  });
  return { bars, count: free.length };
}

/** The share of the lanes' time in which a trial ran, between the first beginning and the last end. */
export function busy({ bars, count }) {
  if (!bars.length) return 0;
  const from = bars.reduce((least, bar) => Math.min(least, bar.from), Infinity);
  const to = bars.reduce((most, bar) => Math.max(most, bar.to), -Infinity);
  return to > from ? bars.reduce((sum, bar) => sum + bar.to - bar.from, 0) / ((to - from) * count) : 1;
}
