// Finds fields by name, path and help text. Sections with a hit open; without words, they are as they were.
export function startFieldSearch(root) {
  const bar = root.querySelector("[data-field-search]");
  if (!bar) return;
  bar.hidden = false;
  const sections = [...root.querySelectorAll("[data-section]")];
  const open = new Map(sections.map((section) => [section, section.open]));
  bar.querySelector("input").addEventListener("input", (event) => search(event.target.value.trim().toLowerCase(), sections, open, bar));
  bar.querySelector("input").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

function search(words, sections, open, bar) {
  let hits = 0;
  for (const section of sections) {
    const found = [...section.querySelectorAll("[data-field]")].filter((field) => show(field, matches(field, words)));
    section.hidden = !found.length;
    section.open = words ? found.length > 0 : open.get(section);
    hits += found.length;
  }
  bar.querySelector("[data-field-count]").textContent = words ? `${hits} field${hits === 1 ? "" : "s"}` : "";
}

function matches(field, words) {
  const text = `${field.dataset.field} ${field.querySelector("label").textContent} ${field.querySelector(".field-help").textContent}`.toLowerCase();
  return words.split(/\s+/).every((word) => text.includes(word));
}

function show(field, seen) {
  field.hidden = !seen;
  return seen;
}
