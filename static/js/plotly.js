// Loads plotly (4.8 MB) once, when the first chart comes into view, and keeps it from writing styles into the page:
// the Content-Security-Policy forbids them, and static/css/components/plotly.css has the rules that we need.
const STYLES = ["plotly.js-style-global", "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];

let loading;

export function loadPlotly(url) {
  return (loading ??= new Promise((resolve, reject) => {
    STYLES.forEach(stand);
    const script = document.createElement("script");
    script.src = url;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => reject(new Error("The chart library could not be loaded. Reload the page.")));
    document.head.append(script);
  }));
}

// plotly looks whether an element with this id is there before it makes its own.
function stand(id) {
  const element = document.createElement("meta");
  element.id = id;
  element.className = "no-inline-styles";
  document.head.append(element);
}
