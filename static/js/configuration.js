// The editor of run configurations, and of sweeps (sweep_form.js does the rest there). An edit on one side, a moment later, is sent to the studio, which brings both sides together
// (runs/configuring/drafts.py, runs/sweeps/drafts/draft.py); what somebody wrote since then is left alone, and is sent next.
import { startFieldSearch } from "./field_search.js";
import { openYaml } from "./yaml_editor.js";

const PAUSE = 350; // milliseconds without a key

const sides = document.querySelector("[data-configuration]");
const textarea = sides.querySelector("[data-yaml]");
const shown = sides.querySelector("[data-shown]");
let yaml = null; // null: the textarea itself
let waiting = 0;
let sent = null; // both sides as they were sent last
let last = document.getElementById("draft-data"); // the part that both sides show already

startFieldSearch(sides);
sides.addEventListener("input", (event) => edited(event));
sides.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt === sides && (sent = now()));
sides.addEventListener("click", (event) => follow(event));
document.addEventListener("htmx:afterSwap", () => apply());
openYaml(textarea, names()).then(begin, () => textarea.addEventListener("input", later));

function begin(opened) {
  yaml = opened;
  yaml.onEdit(later);
  document.querySelector('label[for="text"]').addEventListener("click", () => yaml.editor.focus());
  document.querySelector("[data-yaml-help]").hidden = false;
  yaml.mark(read("draft-data").findings);
}

function names() {
  const options = (selector) => [...document.querySelectorAll(selector)].map((option) => option.value).filter(Boolean);
  const targets = options('[name="field:target"] option');
  return { schema: read("schema"), values: { target: targets, "environment.name": options("#environments option") } };
}

function edited(event) {
  if (event.target.closest("[data-field], [data-look], .companion")) later();
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => sides.dispatchEvent(new CustomEvent("draft")), PAUSE);
}

function controls() {
  return [...sides.querySelectorAll("[data-field] :is(input, select, textarea)")];
}

function now() {
  return { text: textarea.value, words: new Map(controls().map((control) => [control.name, control.value])) };
}

// Brings both sides up to date with what the studio answered.
function apply() {
  const part = document.getElementById("draft-data");
  if (part === last) return;
  last = part;
  const data = read("draft-data");
  yaml?.mark(data.findings);
  const same = textarea.value === sent.text;
  if (same) put(data.text);
  sides.dispatchEvent(new CustomEvent("draft:answer", { detail: { data, same, words: sent.words } }));
  for (const control of controls()) fill(control, data, same);
  // A text that was edited since has not what the form said: it stays the form's word, until both were sent together.
  if (same) shown.value = data.shown;
  else later();
  count();
}

function put(text) {
  yaml?.replace(text);
  textarea.value = text;
}

function fill(control, data, same) {
  const box = control.closest("[data-field]");
  const path = box.dataset.field;
  const untouched = control.value === sent.words.get(control.name);
  if (same && untouched && path in data.words && control !== document.activeElement) set(control, data.words[path]);
  tell(box.querySelector("[data-trouble]"), data.troubles[path]);
  if (data.troubles[path]) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  const origin = box.querySelector("[data-origin]");
  if (!origin) return;
  origin.textContent = data.origins[path] ?? "";
  origin.toggleAttribute("data-now", origin.textContent === "edited now");
}

function tell(trouble, words) {
  if (!trouble) return;
  trouble.hidden = !words;
  trouble.querySelector("span").textContent = words ?? "";
}

function set(control, words) {
  if (control.value === words) return;
  if (control.matches("select") && ![...control.options].some((option) => option.value === words)) control.add(new Option(words, words));
  control.value = words;
}

function count() {
  for (const section of sides.querySelectorAll("[data-section]")) {
    const written = [...section.querySelectorAll("[data-field] :is(input, select, textarea)")].filter((control) => control.value).length;
    section.querySelector("[data-written]").textContent = written ? `${written} set` : "";
  }
}

function follow(event) {
  const link = event.target.closest("[data-goto]");
  if (!link || !yaml) return;
  event.preventDefault();
  yaml.goto(...link.dataset.goto.split(":").map(Number));
}

function read(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "null");
}
