// The rows of one record as this page holds them. Pure: no drawing here.
const MOST = 12_000; // rows held: beyond that the oldest go

export class Rows {
  constructor() {
    this.start = 0;
    this.rows = [];
    this.columns = [];
    this.count = 0; // of the whole record
  }

  /** Rows from the index `start` on; those that are here already are left out, and a gap begins anew. */
  take({ start, rows, columns, count }) {
    const end = this.start + this.rows.length;
    if (start > end || !this.rows.length) [this.start, this.rows] = [start, [...rows]];
    else this.rows.push(...rows.slice(end - start));
    this.columns = columns;
    this.count = Math.max(this.count, count);
    if (this.rows.length > MOST) {
      this.start += this.rows.length - MOST;
      this.rows = this.rows.slice(-MOST);
    }
  }

  column(place) {
    return this.rows.map((row) => row[place] ?? null);
  }

  get whole() {
    return this.rows.length === this.count;
  }
}
