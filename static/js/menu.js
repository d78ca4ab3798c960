// Menus are <details data-menu>: they close on Escape, on a click elsewhere and when another opens. And the rail's drawer.
export function startMenus() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-rail-toggle]")) return closeOthers(event.target.closest("details[data-menu]"));
    const rail = event.target.closest("[data-rail]");
    const open = rail.toggleAttribute("data-open");
    event.target.closest("[data-rail-toggle]").setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeAndReturn();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
  });
}

function closeOthers(kept) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== kept) menu.open = false;
}

function closeAndReturn() {
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function step(event) {
  const menu = event.target.closest("details[data-menu][open]");
  if (!menu) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  items.at((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)) % items.length)?.focus();
}
