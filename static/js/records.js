// What a run logged besides numbers: <div data-records="KEY" data-url …> gets a card for each table, list, chart and one for all
// images, which grow while one looks. Cards are copies of <template data-record-template>.
import { watch } from "./live.js";
import { loadPlotly } from "./plotly.js";
import { Curves } from "./records/curves.js";
import { Gallery } from "./records/gallery.js";
import { Matrix } from "./records/matrix.js";
import { Predictions } from "./records/predictions.js";
import { Residuals } from "./records/residuals.js";
import { Table } from "./records/table.js";
import { Words } from "./records/words.js";
import { toast } from "./toast.js";

const EVERY = 200; // milliseconds between two drawings
const CARDS = { table: Table, list: Table, text: Words, confusion_matrix: Matrix, accuracy_table: Curves, residuals: Residuals, predictions: Predictions, image: Gallery };
const ORDER = Object.keys(CARDS);

for (const element of document.querySelectorAll("[data-records]")) new Records(element).start();

function Records(element) {
  const cards = new Map(); // id of the record, or "image" for all of these -> card
  const changed = new Set();
  const have = {};
  let cursor = 0;
  let timer;

  this.start = async () => {
    document.addEventListener("themechange", () => cards.forEach((card) => card.draw()));
    await load();
    watch(() => ({ watch: "records", id: element.dataset.records, cursor, have }), take, (sentence) => toast(sentence, "error"));
  };

  async function load() {
    try {
      const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`The tables and images could not be loaded (${answer.status}). Reload the page.`);
      take(await answer.json());
    } catch (trouble) {
      toast(trouble.message, "error");
    }
    element.querySelectorAll("[data-records-loading]").forEach((place) => place.remove());
  }

  function take(message) {
    for (const record of message.records) {
      const card = cardOf(record);
      card.take(record, message.over);
      changed.add(card);
      have[record.id] = record.start + record.rows.length;
    }
    cursor = message.cursor;
    timer ??= setTimeout(draw, EVERY);
  }

  function draw() {
    timer = undefined;
    changed.forEach((card) => card.draw());
    changed.clear();
  }

  function cardOf(record) {
    const key = record.kind === "image" ? "image" : record.id;
    if (!cards.has(key)) cards.set(key, add(record));
    return cards.get(key);
  }

  // By kind, then by name, wherever a new one turns up.
  function add(record) {
    const card = new CARDS[record.kind](element, record, () => loadPlotly(element.dataset.plotly));
    const place = `${ORDER.indexOf(record.kind)} ${record.name}`;
    card.element.dataset.place = place;
    const after = [...element.querySelectorAll("[data-place]")].find((other) => other.dataset.place > place);
    element.insertBefore(card.element, after ?? null);
    document.querySelectorAll("[data-charts-empty]").forEach((empty) => (empty.hidden = true));
    return card;
  }
}
