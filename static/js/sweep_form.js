// The rows of a sweep's parameters, and the fields that mean something with some choices alone. Form and YAML are kept together by
// configuration.js, which tells of each answer before it fills the fields: then there have to be as many rows as the YAML has.
const sides = document.querySelector("[data-configuration]");
const rows = sides.querySelector("[data-parameters]");
const template = sides.querySelector("[data-row-template]");

for (const hidden of sides.querySelectorAll("[data-add-row], [data-remove-row]")) hidden.hidden = false;
if (all().length > 1) dropBlank();
relevant();
sides.addEventListener("click", (event) => clicked(event));
sides.addEventListener("keydown", (event) => entered(event));
sides.addEventListener("change", (event) => changed(event));
sides.addEventListener("draft:answer", ({ detail }) => answered(detail));
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "choices" && chosenAnew());

function all() {
  return [...rows.querySelectorAll("[data-row]")];
}

function controls(row) {
  return [...row.querySelectorAll("[data-field] :is(input, select)")];
}

function control(row, part) {
  return row.querySelector(`[data-field$=".${part}"] :is(input, select)`);
}

function blank(row) {
  return !control(row, "name").value.trim() && !control(row, "values").value.trim();
}

// The last row is the place of the next one only where no script runs.
function dropBlank() {
  const last = all().at(-1);
  if (blank(last)) last.remove();
}

function clicked(event) {
  const button = event.target.closest("[data-add-row], [data-remove-row]");
  if (!button) return;
  if (button.matches("[data-remove-row]")) remove(button.closest("[data-row]"));
  else start(button.dataset.addRow);
}

// A row for a parameter of this name, or an empty one: the last, where that is empty.
function start(name) {
  const last = all().at(-1);
  const row = last && blank(last) ? last : add();
  if (name) control(row, "name").value = name;
  control(row, name ? "values" : "name").focus();
}

function add() {
  const number = all().length;
  rows.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("__n__", number));
  const row = all().at(-1);
  for (const hidden of row.querySelectorAll("[data-remove-row]")) hidden.hidden = false;
  return row;
}

// Those below it move up, so that the rows keep their numbers.
function remove(row) {
  const list = all();
  const at = list.indexOf(row);
  for (let each = at; each < list.length - 1; each += 1) {
    const below = controls(list[each + 1]);
    controls(list[each]).forEach((one, index) => (one.value = below[index].value));
  }
  list.at(-1).remove();
  const next = all()[Math.min(at, all().length - 1)];
  (next ? control(next, "name") : sides.querySelector('[data-add-row=""]')).focus();
  look();
}

// Enter submits no sweep from within its definition.
function entered(event) {
  if (event.key !== "Enter" || !event.target.matches("[data-field] :is(input, select)")) return;
  event.preventDefault();
  look();
}

function changed(event) {
  if (event.target.matches("[data-expression]")) hint(event.target);
  relevant();
}

function look() {
  sides.dispatchEvent(new CustomEvent("draft"));
}

function chosenAnew() {
  for (const hidden of sides.querySelectorAll("[data-taken] [data-add-row]")) hidden.hidden = false;
  look();
}

function answered({ data, same, words }) {
  if (same && data.rows !== null) {
    const list = all();
    const between = list.findIndex(blank);
    if (between >= 0 && list.slice(between).some((row) => !blank(row))) forget(data);
    else fit(data.rows, words);
  }
  // configuration.js fills the fields in this same turn.
  queueMicrotask(() => {
    tell(data);
    relevant();
  });
}

// A row in the middle is being emptied or begun: what the others show stays in its place until it is not.
function forget(data) {
  for (const path of Object.keys(data.words)) if (path.startsWith("space.")) delete data.words[path];
}

function fit(count, words) {
  while (all().length < count) for (const one of controls(add())) words.set(one.name, one.value);
  for (const row of all().slice(count).reverse()) {
    if (!blank(row) && controls(row).every((one) => words.get(one.name) === one.value)) row.remove();
  }
}

function tell({ explained, troubles }) {
  const filled = all().filter((row) => !blank(row) || row.contains(document.activeElement));
  filled.forEach((row, index) => {
    const trouble = Object.entries(troubles).filter(([path]) => path.startsWith(`space.${index}.`));
    row.querySelector("[data-said]").textContent = explained[index] ?? "";
    row.querySelector("[data-row-trouble]").hidden = !trouble.length;
    row.querySelector("[data-row-trouble] span").textContent = trouble.map(([, sentence]) => sentence).join(" ");
  });
}

function relevant() {
  for (const section of sides.querySelectorAll("[data-kinds]")) {
    const kind = section.querySelector("select")?.value.toLowerCase();
    for (const box of section.querySelectorAll("[data-only]")) {
      const needed = box.dataset.only.split(" ").includes(kind) || box.querySelector("input, select").value;
      box.toggleAttribute("data-unneeded", !needed);
    }
  }
  for (const row of all()) name(row);
}

// What it asks for, and what it is called by those who do not see it.
function name(row) {
  const called = control(row, "name").value.trim();
  row.setAttribute("aria-label", `Parameter ${called}`.trim());
  row.querySelector("[data-remove-row] .unseen").textContent = `Remove ${called || "this parameter"}`;
  hint(row.querySelector("[data-expression]"));
}

function hint(select) {
  control(select.closest("[data-row]"), "values").placeholder = select.selectedOptions[0]?.dataset.takes ?? "";
}
