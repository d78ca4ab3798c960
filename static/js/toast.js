// Toasts: what Django said on this page, and what scripts have to say. Errors stay until they are dismissed.
const SECONDS = 6;

let leaving = false; // a page that is left gives up its requests: nothing to tell

export function startToasts() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]")?.remove();
  });
  document.querySelectorAll("[data-toast]").forEach(fade);
  document.addEventListener("htmx:responseError", (event) => toast(refusal(event.detail.xhr), "error"));
  window.addEventListener("beforeunload", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("htmx:sendError", () => leaving || toast("The studio did not answer. It is asked again when it is back.", "error"));
}

export function toast(text, level = "info") {
  const stack = document.querySelector("[data-toasts]");
  // The same trouble again is not told twice.
  if (!stack || [...stack.children].some((child) => child.dataset.text === text)) return;
  const element = document.createElement("div");
  element.className = `toast toast-${level}`;
  element.dataset.toast = "";
  element.dataset.text = text;
  element.append(document.createElement("span"), words(text), closer());
  stack.append(element);
  fade(element);
}

function words(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.dataset.toastClose = "";
  button.setAttribute("aria-label", "Dismiss");
  button.textContent = "×";
  return button;
}

function fade(element) {
  if (element.classList.contains("toast-error") || element.classList.contains("toast-warning")) return;
  setTimeout(() => element.remove(), SECONDS * 1000);
}

function refusal(xhr) {
  if (xhr.status === 403) return "You may not do this: your role in this workspace does not allow it.";
  if (xhr.status === 404) return "That is gone: somebody removed it, or you are no longer a member here.";
  return `The studio could not answer (${xhr.status}). Its log says why.`;
}
