// Words that a script logged under one name: the last one large, those before it below.
import { make } from "../make.js";
import { counted } from "../numbers.js";
import { Card } from "./card.js";
import { Rows } from "./rows.js";

const SHOWN = 50;

export class Words extends Card {
  build() {
    this.rows = new Rows();
    this.last = make("p", { class: "record-word" });
    this.list = make("ol", { class: "record-words", tabindex: "0", "aria-label": `Earlier values of ${this.part("name").textContent}` });
    this.body.append(this.last, this.list);
  }

  take(record) {
    super.take(record);
    this.rows.take(record);
  }

  draw() {
    const words = this.rows.column(0).map((cell) => String(cell ?? "–"));
    this.say(`Words · ${counted(this.rows.count, "value")}`, words.length > SHOWN ? `The newest ${SHOWN} are shown.` : "");
    this.last.textContent = words.at(-1);
    const earlier = words.slice(-SHOWN, -1).map((word, at, all) => make("li", { value: String(this.rows.count - all.length + at) }, word));
    this.list.replaceChildren(...earlier.reverse());
    this.list.hidden = !earlier.length;
    this.list.reversed = true;
  }
}
