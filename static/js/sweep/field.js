// A surface out of scattered scores: the mean of all trials, weighted by how near they lie (a Gaussian kernel). Pure.
export const KERNEL = 0.09; // of an axis' length
const SEEN = 0.35; // weight of trials below which nothing can be told

/** `points` are [x, y, score] with x and y from 0 to 1. Gives {values, size}: row by row from y = 0, NaN where no trial is near. */
export function field(points, size) {
  const steps = Array.from({ length: size }, (_, at) => at / (size - 1));
  const [across, up] = [0, 1].map((place) => steps.map((step) => Float32Array.from(points, (point) => Math.exp(-0.5 * ((point[place] - step) / KERNEL) ** 2))));
  const values = new Float32Array(size * size);
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) values[row * size + column] = mean(points, across[column], up[row]);
  return { values, size };
}

function mean(points, across, up) {
  let [weight, sum] = [0, 0];
  for (let at = 0; at < points.length; at++) {
    const share = across[at] * up[at];
    weight += share;
    sum += share * points[at][2];
  }
  return weight < SEEN ? NaN : sum / weight;
}

/** The value between the grid's points, NaN where one of the four is. */
export function between({ values, size }, x, y) {
  const [px, py] = [x * (size - 1), y * (size - 1)];
  const [left, low] = [Math.min(size - 2, Math.floor(px)), Math.min(size - 2, Math.floor(py))];
  const [right, high] = [px - left, py - low];
  const at = low * size + left;
  return (values[at] * (1 - right) + values[at + 1] * right) * (1 - high) + (values[at + size] * (1 - right) + values[at + size + 1] * right) * high;
}
