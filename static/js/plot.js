// A plotly chart in a card: drawn when it is seen, in the colours of the theme, and again when what it shows has changed.
import { toast } from "./toast.js";

const OPTIONS = { displayModeBar: false, displaylogo: false, responsive: true, doubleClick: "reset+autosize", notifyOnLogging: 0 };

export class Plot {
  /** `plotly()` resolves to the library. */
  constructor(place, plotly) {
    this.place = place;
    this.plotly = plotly;
    new IntersectionObserver(([entry]) => this.see(entry.isIntersecting), { rootMargin: "200px" }).observe(place);
  }

  /** `make(palette)` gives {traces, layout}; it is asked when the chart is drawn. */
  show(make) {
    this.make = make;
    this.draw();
  }

  see(visible) {
    this.visible = visible;
    if (visible) this.draw();
  }

  async draw() {
    if (!this.visible || !this.make) return;
    const make = this.make;
    try {
      const Plotly = await this.plotly();
      this.place.querySelector(".skeleton")?.remove();
      const { traces, layout } = make(palette(this.place));
      await Plotly.react(this.place, traces, layout, OPTIONS);
    } catch (trouble) {
      toast(trouble.message, "error");
    }
  }
}

/** The colours of the theme, as plotly wants them. */
export function palette(element) {
  const series = [1, 2, 3, 4, 5, 6].map((number) => colour(element, `--series-${number}`));
  const [faint, line, surface, ink, red] = ["--ink-faint", "--line", "--surface", "--ink", "--red"].map((name) => colour(element, name));
  return { series, faint, line, surface, ink, red, font: getComputedStyle(element).fontFamily };
}

/** What all charts of the site have in common; `x` and `y` are added to the axes, `more` to the rest. */
export function layout(colours, x, y, more = {}) {
  const axis = { gridcolor: colours.line, linecolor: colours.line, zeroline: false, tickfont: { color: colours.faint, size: 11 }, automargin: true, nticks: 6 };
  const title = (text) => ({ text: text ?? "", font: { color: colours.faint, size: 11 }, standoff: 6 });
  return {
    xaxis: { ...axis, showgrid: false, ...x, title: title(x.title) },
    yaxis: { ...axis, nticks: 5, exponentformat: "e", ...y, title: title(y.title) },
    margin: { l: 48, r: 16, t: 10, b: 36 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colours.font, size: 12, color: colours.ink },
    hovermode: "closest",
    hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { color: colours.ink, size: 12 } },
    showlegend: false,
    dragmode: "zoom",
    uirevision: "kept", // the zoom that a person chose stays while the chart grows
    ...more,
  };
}

// light-dark() resolves only where it is used: ask an element that wears the colour.
export function colour(element, name) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  element.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
