// A surface out of scattered scores: the mean of all trials, weighted by how near they lie (a Gaussian kernel). Pure.
const NUMBER = 0.09; // how far a trial of an axis of numbers is felt, in shares of the axis
const OPTION = 0.36; // the same of options, in shares of one option's band
const NOTHING = 0.05; // weight of all trials at a place at which nothing is told
const ENOUGH = 0.3; // and from which on all is

/** How far a trial is felt along an axis. */
export function kernel(axis) {
  return axis.options ? Math.max(NUMBER, OPTION / axis.options.length) : NUMBER;
}

/** `points` are [x, y, score] with x and y from 0 to 1. Gives {means, sure, size}: row by row from y = 0; `sure` is 0 where no trial is near, else up to 1. */
export function field(points, size, kernels) {
  const steps = Array.from({ length: size }, (_, at) => at / (size - 1));
  const [across, up] = [0, 1].map((place) => steps.map((step) => Float32Array.from(points, (point) => Math.exp(-0.5 * ((point[place] - step) / kernels[place]) ** 2))));
  const [means, sure] = [new Float32Array(size * size), new Float32Array(size * size)];
  for (let at = 0; at < means.length; at++) [means[at], sure[at]] = told(points, across[at % size], up[Math.floor(at / size)]);
  return { means, sure, size };
}

function told(points, across, up) {
  let [weight, sum] = [0, 0];
  for (let at = 0; at < points.length; at++) {
    const share = across[at] * up[at];
    weight += share;
    sum += share * points[at][2];
  }
  return [weight > 1e-12 ? sum / weight : 0.5, Math.min(1, Math.max(0, (weight - NOTHING) / (ENOUGH - NOTHING)))];
}

/** What one of the two grids says between its points. */
export function between(grid, size, x, y) {
  const [px, py] = [x * (size - 1), y * (size - 1)];
  const [left, low] = [Math.min(size - 2, Math.floor(px)), Math.min(size - 2, Math.floor(py))];
  const [right, high] = [px - left, py - low];
  const at = low * size + left;
  return (grid[at] * (1 - right) + grid[at + 1] * right) * (1 - high) + (grid[at + size] * (1 - right) + grid[at + size + 1] * right) * high;
}
