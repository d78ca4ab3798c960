// Numbers of metrics and tables, as people read them.

/** At most five significant digits; nothing for what is not there. */
export function short(value) {
  if (value === undefined || value === null) return "";
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value).replace("Infinity", "∞");
}

const ODD = ["NaN", "Infinity", "-Infinity"]; // JSON has no such numbers: they come as words

/** A cell as a number, or undefined where it is none. */
export function number(cell) {
  if (typeof cell === "number") return cell;
  return ODD.includes(cell) ? Number(cell) : undefined;
}

/** Whether a column is one of numbers: some, and nothing else but empty cells. */
export function numeric(cells) {
  return cells.some((cell) => number(cell) !== undefined) && cells.every((cell) => cell === null || number(cell) !== undefined);
}

/** 1 row, 1,200 rows */
export function counted(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}
