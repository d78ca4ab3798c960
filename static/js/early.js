// Before the first paint: the chosen theme, and the word that scripts run. Classic, blocking and tiny on purpose.
(() => {
  const root = document.documentElement;
  root.classList.remove("no-script");
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch {
    // Storage is forbidden in this browser: the system's theme stays.
  }
})();
