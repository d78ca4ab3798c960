// Residuals: how often a prediction missed by how much.
import { counted } from "../numbers.js";
import { layout } from "../plot.js";
import { Card } from "./card.js";

export class Residuals extends Card {
  build() {
    this.addPlot();
  }

  draw() {
    const { bin_edges: edges, bin_counts: counts } = this.record.value.data;
    this.say(`Residuals · ${counted(counts.reduce((a, b) => a + b, 0), "prediction")}`);
    const middles = counts.map((count, at) => (edges[at] + edges[at + 1]) / 2);
    const text = counts.map((count, at) => `${edges[at].toPrecision(3)} to ${edges[at + 1].toPrecision(3)}`);
    this.plot.show((colours) => ({
      traces: [{ type: "bar", x: middles, y: counts, width: counts.map((count, at) => edges[at + 1] - edges[at]), text, textposition: "none", marker: { color: colours.series[0], line: { color: colours.surface, width: 1 } }, hovertemplate: "%{text}: %{y}<extra></extra>" }],
      layout: layout(colours, { title: "predicted − true" }, { title: "count" }, { bargap: 0 }),
    }));
  }
}
