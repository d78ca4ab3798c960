// Keyboard in tables: <table data-rows>, j and k step through rows, Enter opens the row's first link.
export function startRows() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
    if (event.key === "Enter") open(event);
  });
}

function typing(element) {
  return element.closest("input, textarea, select, dialog[open], [contenteditable], .log-view") !== null;
}

function rows() {
  return [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.querySelector("a[href]"));
}

function move(by) {
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute("data-at"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return;
  all[at]?.removeAttribute("data-at");
  next.setAttribute("data-at", "");
  next.querySelector("a[href]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function open(event) {
  if (event.target !== document.body) return;
  rows().find((row) => row.hasAttribute("data-at"))?.querySelector("a[href]").click();
}
