// The theme switch: light, dark, or whatever the system says. early.js applies the choice on the next page.
const root = document.documentElement;

export function startTheme() {
  show(root.dataset.theme ?? "system");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
}

function choose(choice) {
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  remember(choice);
  show(choice);
  announce();
}

function remember(choice) {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // Storage is forbidden: the choice lasts for this page.
  }
}

function show(choice) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

// Charts redraw in the new colours.
function announce() {
  document.dispatchEvent(new CustomEvent("themechange"));
}
