// An accuracy table: ROC and precision-recall curves of each class against the rest, from counts at each threshold.
import { layout } from "../plot.js";
import { Card } from "./card.js";
import { areaUnder, precisionRecall, roc } from "./rates.js";

const CLASSES = 12; // curves that one can still tell apart
const AXES = { roc: ["false positive rate", "true positive rate"], pr: ["recall", "precision"] };

export class Curves extends Card {
  build() {
    this.shown = "roc";
    this.addChoice("Which curves", { roc: "ROC", pr: "Precision and recall" }, (shown) => ((this.shown = shown), this.draw()));
    this.addPlot().classList.add("chart-plot-tall");
  }

  draw() {
    const { class_labels: labels, probability_tables: tables } = this.record.value.data;
    const curves = tables.slice(0, CLASSES).map(this.shown === "roc" ? roc : precisionRecall);
    this.say(`Accuracy table · ${labels.length} classes · ${tables[0].length} thresholds`, labels.length > CLASSES ? `The first ${CLASSES} classes are drawn.` : "");
    this.plot.show((colours) => this.chart(colours, labels, curves));
  }

  chart(colours, labels, curves) {
    const [x, y] = AXES[this.shown];
    const traces = curves.map((points, at) => ({ x: points.map(([a]) => a), y: points.map(([, b]) => b), name: `${labels[at]} (AUC ${areaUnder(points).toFixed(3)})`, type: "scatter", mode: "lines", line: { color: colours.series[at % 6], width: 2, dash: at < 6 ? "solid" : "dot" }, hovertemplate: `${x} %{x:.3f}<br>${y} %{y:.3f}<extra>%{fullData.name}</extra>` }));
    const chance = { x: [0, 1], y: [0, 1], type: "scatter", mode: "lines", line: { color: colours.line, width: 1, dash: "dash" }, hoverinfo: "skip", showlegend: false };
    const range = { range: [-0.02, 1.02] };
    return { traces: this.shown === "roc" ? [chance, ...traces] : traces, layout: layout(colours, { title: x, ...range }, { title: y, ...range, exponentformat: "none" }, { showlegend: true, legend: { orientation: "h", y: -0.22, font: { size: 11 } }, uirevision: this.shown }) };
  }
}
