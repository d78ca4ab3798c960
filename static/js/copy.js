// <button data-copy="text"> or <button data-copy-from="#id"> puts text on the clipboard and says so.
import { toast } from "./toast.js";

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const text = button.dataset.copy ?? source(button.dataset.copyFrom);
    toast((await put(text)) ? "Copied." : "This browser does not let pages copy here: select the text and copy it by hand.");
  });
}

function source(selector) {
  const element = document.querySelector(selector);
  return element?.value ?? element?.textContent ?? "";
}

async function put(text) {
  // navigator.clipboard exists on https and localhost only; a studio on http://host needs the older way.
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
