// <form data-typed-words>: what somebody types while a part of the form is being fetched anew is not lost when it comes.
const sent = new WeakMap(); // request -> the words as it went

const words = (form) => new Map(controls(form).map((control) => [control.name, control.value]));
const controls = (form) => [...form.querySelectorAll("input[name]:not([type=hidden]), textarea[name]")];
let typed = [];

document.addEventListener("htmx:beforeRequest", ({ detail, target }) => {
  const form = target.closest("[data-typed-words]");
  if (form) sent.set(detail.xhr, { form, words: words(form) });
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const before = sent.get(detail.xhr);
  if (!before) return;
  typed = controls(before.form).filter((control) => before.words.has(control.name) && before.words.get(control.name) !== control.value);
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const before = sent.get(detail.xhr);
  if (!before) return;
  for (const old of typed) bringBack(old, before.form.elements.namedItem(old.name));
  typed = [];
});

// The new field takes the words; whoever listens to it hears that they came.
function bringBack(old, field) {
  if (!field || field === old) return;
  field.value = old.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
