"""The page of a sweep with 2,000 trials in a real Chromium: until the charts in view and the table are there, and a key is answered.

python -m tests.bench.sweep_page
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.table import row
from tests.browser.arranger import Arranger
from tests.browser.conftest import FLAGS, WIDE
from tests.live import ROOT, LiveStudio

TRIALS, VISITS = 2_000, 7
# The charts of the first screen with every trial in them (others are drawn when one comes to them), and a page of the table.
THERE = """() => ["history", "intermediate"].every((kind) => document.querySelector(`[data-sweep-chart=${kind}] [data-drawn]`))
  && document.querySelector("tr[data-trial]") && performance.now()"""
POINTED = """() => {
  const began = performance.now();
  const chart = document.querySelector("[data-sweep-chart=history] [data-sweep-plot]");
  chart.focus();
  chart.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began))));
}"""


def main() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        studio = LiveStudio(Path(folder, "data")).start()
        try:
            return _measured(studio)
        finally:
            studio.close()


def _measured(studio: LiveStudio) -> bool:
    session = studio.owner().cookies["trainshed_session"]
    arranger = Arranger(studio.data, studio.environment | {"PATH": os.environ["PATH"]})
    key = arranger.sweep(TRIALS, running=8)
    arranger.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ROOT / "tests/browser/deaf_chromium.py", args=FLAGS)
        context = browser.new_context(viewport=WIDE, base_url=studio.url)
        context.add_cookies([{"name": "trainshed_session", "value": session, "url": studio.url}])
        page = context.new_page()
        visits = [_visit(page, key) for _ in range(VISITS + 1)][1:]
        browser.close()
    drawn, answered = ([visit[at] for visit in visits] for at in (0, 1))
    print("  each:", " ".join(f"{value:.0f}" for value in drawn), "ms")
    return row(
        f"page of a sweep with {TRIALS:,} trials → charts and table there, p50", f"{statistics.median(drawn) / 1000:.2f} s", "≤ 1 s"
    ) & row("… a key that points at a trial → marked in every chart in view, p50", f"{statistics.median(answered):.0f} ms", "≤ 100 ms")


def _visit(page: Page, key: str) -> tuple[float, float]:
    """Milliseconds since the browser set out for the page; and those that an answer to a key takes then."""
    page.goto(f"/w/main/runs/{key}/", wait_until="commit")
    drawn = page.wait_for_function(THERE, polling="raf", timeout=60_000).json_value()
    answered = page.evaluate(POINTED)
    page.goto("about:blank")
    return drawn, answered


if __name__ == "__main__":
    raise SystemExit(not main())
