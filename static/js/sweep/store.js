// The trials of a sweep as this page holds them, and what follows from them. Pure: no drawing here.
import { number } from "../numbers.js";
import { countAxis, parameterAxis, scoreAxis } from "./axis.js";

export class Store {
  constructor() {
    this.cursor = "";
    this.curvesCursor = "";
    this.known = new Map(); // index -> trial
    this.curves = new Map(); // index -> {at, values}
    this.objective = 0; // of several, the one that is drawn
    this.log = false;
    this.sweep = undefined;
  }

  /** Whether anything in it is new. */
  take({ cursor, sweep, trials }) {
    const news = trials.length > 0 || JSON.stringify(sweep) !== JSON.stringify(this.sweep);
    this.cursor = cursor;
    this.sweep = sweep;
    for (const trial of trials) {
      this.known.set(trial.index, { ...trial, scores: trial.scores.map((score) => number(score) ?? null) });
      if (!trial.reports) this.curves.delete(trial.index); // it is tried again: its curve was another attempt's
    }
    if (news) this.settle();
    return news;
  }

  takeCurves({ cursor, curves }) {
    this.curvesCursor = cursor;
    for (const [index, { values, at }] of Object.entries(curves)) {
      const found = new Float32Array(unpacked(values));
      this.curves.set(Number(index), { values: found, at: at ? new Uint32Array(unpacked(at)) : undefined });
    }
    return Object.keys(curves).length > 0;
  }

  /** Look at another objective, or at the same in another scale. */
  view(change) {
    Object.assign(this, change);
    this.settle();
  }

  settle() {
    this.trials = [...this.known.values()].sort((a, b) => a.index - b.index);
    this.scored = this.trials.filter((trial) => this.score(trial) !== undefined);
    this.axes = this.sweep.parameters.map((parameter, place) => parameterAxis(parameter, this.trials.map((trial) => trial.values[place])));
    this.scores = this.scoreAxisOf(this.objective);
    this.numbers = countAxis("trial", this.trials[0]?.index ?? 0, this.trials.at(-1)?.index ?? 1);
    this.best = this.scored.reduce((best, trial) => (best && !this.better(trial, best) ? best : trial), undefined);
  }

  scoreAxisOf(objective) {
    return scoreAxis(this.sweep.objectives[objective].metric, this.trials.map((trial) => this.score(trial, objective)), this.log);
  }

  get metric() {
    return this.sweep.objectives[this.objective].metric;
  }

  get maximize() {
    return this.sweep.objectives[this.objective].goal === "maximize";
  }

  get several() {
    return this.sweep.objectives.length > 1;
  }

  /** What a trial scored for an objective, or undefined. */
  score(trial, objective = this.objective) {
    const found = trial.scores[objective];
    return Number.isFinite(found) ? found : undefined;
  }

  better(a, b, objective = this.objective) {
    const [one, other] = [this.score(a, objective), this.score(b, objective)];
    return this.sweep.objectives[objective].goal === "maximize" ? one > other : one < other;
  }

  /** From 0 (the worst) to 1 (the best) of all that trials scored. */
  merit(trial) {
    const share = this.scores.at(this.score(trial));
    return share === undefined ? undefined : this.maximize ? share : 1 - share;
  }

  /** The trials that were better than all before them. */
  get records() {
    const found = [];
    for (const trial of this.scored) if (!found.length || this.better(trial, found.at(-1))) found.push(trial);
    return found;
  }

  place(name) {
    return this.sweep.parameters.findIndex((parameter) => parameter.name === name);
  }
}

function unpacked(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
