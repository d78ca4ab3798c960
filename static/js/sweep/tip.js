// The words beside what is pointed at. They stay inside the chart, and are read out when keys move from trial to trial.
import { make } from "../make.js";
import { short } from "../numbers.js";
import { WORDS } from "./colours.js";

const SHOWN = 8; // parameters; the table has all
const AWAY = 14; // pixels

export class Tip {
  constructor(place) {
    this.place = place;
    this.element = make("div", { class: "sweep-tip", role: "status", hidden: true });
    place.append(this.element);
  }

  show(lines, x, y) {
    this.element.replaceChildren(...lines);
    this.element.hidden = false;
    const { width, height } = this.place.getBoundingClientRect();
    const [w, h] = [this.element.offsetWidth, this.element.offsetHeight];
    const left = x + AWAY + w > width ? Math.max(0, x - AWAY - w) : x + AWAY;
    this.element.style.translate = `${Math.round(left)}px ${Math.round(Math.max(0, Math.min(height - h, y - h / 2)))}px`;
  }

  hide() {
    this.element.hidden = true;
  }

  trial(store, trial) {
    const scores = store.sweep.objectives.map(({ metric }, at) => `${metric} ${trial.scores[at] === null || trial.scores[at] === undefined ? "not logged" : short(trial.scores[at])}`);
    const parameters = store.axes.map((axis, at) => [axis, trial.values[at]]).filter(([, value]) => value !== null && value !== undefined);
    const rows = parameters.slice(0, SHOWN).map(([axis, value]) => make("div", {}, make("span", {}, axis.name), make("b", {}, axis.text(value))));
    const more = parameters.length > SHOWN ? make("p", {}, `and ${parameters.length - SHOWN} more parameters`) : null;
    return [make("p", {}, make("b", {}, `Trial ${trial.index}`), ` · ${WORDS[trial.standing]}`), ...scores.map((text) => make("p", {}, text)), ...rows, ...[more, trial.why && make("p", {}, trial.why)].filter(Boolean)];
  }
}
