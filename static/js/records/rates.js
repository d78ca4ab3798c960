// From counts at thresholds, [true positives, false positives, true negatives, false negatives], to curves. Pure.

/** [false positive rate, true positive rate] from left to right, its two ends included. */
export function roc(table) {
  const points = table.map(([tp, fp, tn, fn]) => [rate(fp, fp + tn), rate(tp, tp + fn)]);
  return sorted([[0, 0], ...points, [1, 1]]);
}

/** [recall, precision] from left to right. Where nothing is taken for the class, no precision can be told. */
export function precisionRecall(table) {
  const points = table.filter(([tp, fp]) => tp + fp > 0).map(([tp, fp, , fn]) => [rate(tp, tp + fn), rate(tp, tp + fp)]);
  return [...points].sort(([a, b], [c, d]) => a - c || d - b);
}

/** By the trapezoidal rule. */
export function areaUnder(points) {
  return points.slice(1).reduce((area, [x, y], at) => area + ((x - points[at][0]) * (y + points[at][1])) / 2, 0);
}

function rate(part, all) {
  return all ? part / all : 0;
}

function sorted(points) {
  return points.sort(([a, b], [c, d]) => a - c || b - d);
}
