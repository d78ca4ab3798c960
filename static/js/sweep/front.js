// Which of several scores nobody beats in all of them: the Pareto front. Pure.

/** The indexes of those that no other dominates. `rows` have a number for each objective, `signs` 1 where more is better, else -1. */
export function front(rows, signs) {
  const order = rows.map((_, at) => at).sort((a, b) => compare(rows[b], rows[a], signs));
  const kept = [];
  // In this order nobody is dominated by one that comes later.
  for (const at of order) if (!kept.some((other) => dominates(rows[other], rows[at], signs))) kept.push(at);
  return kept;
}

export function dominates(one, other, signs) {
  let more = false;
  for (let at = 0; at < signs.length; at++) {
    const ahead = (one[at] - other[at]) * signs[at];
    if (ahead < 0) return false;
    more ||= ahead > 0;
  }
  return more;
}

function compare(a, b, signs) {
  for (let at = 0; at < signs.length; at++) if (a[at] !== b[at]) return (a[at] - b[at]) * signs[at];
  return 0;
}
