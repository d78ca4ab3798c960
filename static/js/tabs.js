// <nav class="tabs" data-tabs>: on a narrow screen the row of tabs begins where the current one is seen.
export function startTabs() {
  for (const row of document.querySelectorAll("[data-tabs]")) {
    const tab = row.querySelector("[aria-current]");
    if (tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}
