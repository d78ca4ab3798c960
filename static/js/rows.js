// Keyboard in tables: <table data-rows>, j and k step through the rows' first links. Where one is, is where the focus is: htmx
// keeps it on the link of the same id when a live table is drawn anew.
export function startRows() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
  });
}

function typing(element) {
  return element.closest("input, textarea, select, dialog[open], [contenteditable], .log-view") !== null;
}

function move(by) {
  const links = [...document.querySelectorAll("table[data-rows] tbody tr")].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const first = by > 0 ? 0 : links.length - 1;
  const next = links[at < 0 ? first : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
