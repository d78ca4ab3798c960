// The table of a sweep's trials: a row that is pointed at or chosen is told to the charts, and the other way round, by
// `sweep:trials` events on [data-sweep]; and the filter form follows the table's address when a link changed it.
const PARAMETER = /^(range\.|in\.)/;

for (const root of document.querySelectorAll("[data-sweep]")) new SweepTable(root).start();

function SweepTable(root) {
  const chosen = new Set(); // indexes of trials whose box is ticked, also those on other pages of the table
  let told; // the trial that the charts were told of last

  this.start = () => {
    root.addEventListener("pointerover", (event) => point(rowOf(event.target)));
    root.addEventListener("focusin", (event) => point(rowOf(event.target)));
    root.addEventListener("change", (event) => event.target.matches("[data-choose]") && choose(event));
    root.addEventListener("click", (event) => event.target.closest("[data-sweep-only]") && showOnly());
    root.addEventListener("sweep:trials", ({ detail }) => detail.from !== "table" && detail.kind === "hover" && mark(detail.indexes));
    // Before the charts read the form, which they do once everything has settled.
    document.addEventListener("htmx:afterSwap", ({ target }) => (target.id === "trials" || root.contains(target)) && drawnAnew());
    document.addEventListener("htmx:configRequest", unsent);
  };

  function point(row) {
    const index = row ? Number(row.dataset.trial) : undefined;
    if (index === told) return;
    told = index;
    tell("hover", index === undefined ? [] : [index]);
  }

  function tell(kind, indexes) {
    root.dispatchEvent(new CustomEvent("sweep:trials", { detail: { indexes, kind, from: "table" } }));
  }

  function mark(indexes) {
    for (const row of rows()) row.toggleAttribute("data-pointed", indexes.includes(Number(row.dataset.trial)));
  }

  function choose(event) {
    // Not a filter: the form need not be sent.
    event.stopPropagation();
    const index = Number(rowOf(event.target).dataset.trial);
    if (event.target.checked) chosen.add(index);
    else chosen.delete(index);
    count();
  }

  function count() {
    const button = root.querySelector("[data-sweep-only]");
    button.hidden = chosen.size === 0;
    button.querySelector("[data-sweep-only-count]").textContent = chosen.size;
  }

  function showOnly() {
    const form = formOf();
    form.elements.trials.value = [...chosen].sort((a, b) => a - b).join(",");
    tell("chosen", [...chosen]);
    chosen.clear();
    count();
    form.requestSubmit();
  }

  function drawnAnew() {
    for (const row of rows()) row.querySelector("[data-choose]").checked = chosen.has(Number(row.dataset.trial));
    told = undefined;
    follow(new URLSearchParams(root.querySelector("#trials").dataset.query));
  }

  // What the table shows now is what the form says, unless a person is about to write into it.
  function follow(query) {
    for (const field of [...formOf().elements]) {
      if (!field.name || field.name === "column" || field === document.activeElement) continue;
      if (field.type === "hidden" && PARAMETER.test(field.name) && !query.has(field.name)) field.remove();
      else field.value = query.get(field.name) ?? "";
    }
  }

  // Empty fields say nothing, and would make the address long.
  function unsent({ detail }) {
    if (detail.elt !== formOf()) return;
    for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
  }

  function rows() {
    return root.querySelectorAll("tr[data-trial]");
  }

  function rowOf(element) {
    return element.closest?.("tr[data-trial]");
  }

  function formOf() {
    return root.querySelector("form[data-sweep-filter]");
  }
}
