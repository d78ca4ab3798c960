// Predictions against truth: the average of each bin with its error, the ideal diagonal, and how many are in a bin.
import { counted } from "../numbers.js";
import { layout } from "../plot.js";
import { Card } from "./card.js";

export class Predictions extends Card {
  build() {
    this.addPlot().classList.add("chart-plot-tall");
  }

  draw() {
    const data = this.record.value.data;
    this.say(`Predictions · ${counted(data.bin_counts.reduce((a, b) => a + b, 0), "prediction")} in ${counted(data.bin_counts.length, "bin")}`);
    this.plot.show((colours) => this.chart(colours, data));
  }

  chart(colours, { bin_averages: averages, bin_errors: errors, bin_counts: counts, bin_edges: edges }) {
    const middles = averages.map((average, at) => (edges[at] + edges[at + 1]) / 2);
    const ends = [edges[0], edges.at(-1)];
    const bars = { type: "bar", x: middles, y: counts, yaxis: "y2", name: "count", width: counts.map((count, at) => edges[at + 1] - edges[at]), marker: { color: colours.line }, hovertemplate: "%{y}<extra>count</extra>" };
    const ideal = { type: "scatter", mode: "lines", x: ends, y: ends, name: "ideal", line: { color: colours.faint, width: 1, dash: "dash" }, hoverinfo: "skip" };
    const line = { type: "scatter", mode: "lines+markers", x: middles, y: averages, name: "average", error_y: { type: "data", array: errors, color: colours.series[0], thickness: 1.5, width: 3 }, line: { color: colours.series[0], width: 2 }, marker: { size: 6, color: colours.series[0] }, hovertemplate: "%{y:.5g}<extra>average</extra>" };
    const second = { overlaying: "y", side: "right", showgrid: false, zeroline: false, range: [0, 4 * Math.max(...counts, 1)], showticklabels: false, fixedrange: true };
    return { traces: [bars, ideal, line], layout: layout(colours, { title: "true" }, { title: "predicted" }, { yaxis2: second, bargap: 0, hovermode: "x unified", showlegend: true, legend: { orientation: "h", y: 1.12, x: 0, font: { size: 11 } }, margin: { l: 48, r: 16, t: 28, b: 36 } }) };
  }
}
