// What the cards of all kinds have in common: the frame, its heading, and where what they show is to be had as a file.
import { Plot } from "../plot.js";

export class Card {
  /** `page` is the element with the templates and addresses; `plotly()` resolves to the library. */
  constructor(page, record, plotly) {
    this.page = page;
    this.plotly = plotly;
    this.element = page.querySelector("[data-record-template]").content.firstElementChild.cloneNode(true);
    this.part("name").textContent = record.name;
    for (const link of this.element.querySelectorAll("[data-record-link]")) link.href = page.dataset.recordUrl.replace("/0/", `/${record.id}/`) + link.dataset.recordLink;
    this.part("wide").addEventListener("click", (event) => this.widen(event.currentTarget));
    this.build(record);
  }

  /** What a kind adds to the frame once. */
  build() {}

  part(name) {
    return this.element.querySelector(`[data-record-${name}]`);
  }

  get body() {
    return this.part("body");
  }

  take(record) {
    this.record = record;
    const description = this.part("description");
    description.textContent = record.description;
    description.hidden = !record.description;
  }

  /** A place for a chart at the beginning of the card's body. */
  addPlot() {
    const place = this.page.querySelector("[data-record-plot-template]").content.firstElementChild.cloneNode(true);
    place.setAttribute("aria-label", `Chart of ${this.part("name").textContent}`);
    this.body.prepend(place);
    this.plot = new Plot(place, this.plotly);
    return place;
  }

  /** Two or more buttons of which one is pressed; `chosen(value)` is told. */
  addChoice(label, choices, chosen) {
    const group = this.part("choices");
    group.hidden = false;
    group.setAttribute("aria-label", label);
    for (const [value, text] of Object.entries(choices)) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button button-s", textContent: text, value });
      button.setAttribute("aria-pressed", String(!group.childElementCount));
      button.addEventListener("click", () => {
        for (const each of group.children) each.setAttribute("aria-pressed", String(each === button));
        chosen(value);
      });
      group.append(button);
    }
  }

  say(sub, note = "") {
    this.part("sub").textContent = sub;
    this.part("note").textContent = note;
    this.part("note").hidden = !note;
  }

  widen(button) {
    button.setAttribute("aria-pressed", String(this.element.classList.toggle("chart-wide")));
    this.draw();
  }
}
