// How far the plane of two parameters is covered: options, or tenths of an axis of numbers, as cells. Pure.
export const PARTS = 10;
export const MOST = 100; // columns, and rows: of more options, neighbours share one

/** {columns, rows, cells}: a cell has the trials that lie in it. Trials without one of the two lie nowhere. */
export function cells(x, y, trials, places) {
  const [columns, rows] = [x, y].map(count);
  const found = Array.from({ length: columns * rows }, (_, at) => ({ column: at % columns, row: Math.floor(at / columns), trials: [] }));
  for (const trial of trials) {
    const [column, row] = [part(x, trial.values[places[0]]), part(y, trial.values[places[1]])];
    if (column !== undefined && row !== undefined) found[row * columns + column].trials.push(trial);
  }
  return { columns, rows, cells: found };
}

function count(axis) {
  return axis.options ? Math.min(MOST, axis.options.length) : axis.whole ? Math.min(PARTS, Math.floor(axis.high - axis.low) + 1) : PARTS;
}

function part(axis, value) {
  const share = axis.at(value);
  return share === undefined ? undefined : Math.min(count(axis) - 1, Math.max(0, Math.floor(share * count(axis))));
}
