// <button data-dialog="id"> opens <dialog id>; [data-close] and a click on the veil close it. A link with data-dialog leads
// to a page that asks the same, for browsers without JavaScript.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) return event.preventDefault(), dialog.showModal();
    if (event.target.closest("[data-close]") || event.target.matches("dialog")) event.target.closest("dialog")?.close();
  });
  document.addEventListener("submit", onceOnly);
  window.addEventListener("pageshow", (event) => event.persisted && release());
}

// A double click sends a form once. htmx forms are left alone: htmx has its own hx-disabled-elt.
function onceOnly(event) {
  const form = event.target;
  if (form.matches("[hx-post], [data-hx-post]") || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  // In the next tick, because a disabled button does not send its own name and value.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
}

// Back from the next page: the browser shows this one as it was left.
function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));
  }
}
