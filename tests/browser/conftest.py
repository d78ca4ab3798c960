"""A real Chromium in front of a real studio. A console error or an exception in the page fails the test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.arranger import Arranger
from tests.live import LiveStudio

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# A socket that is refused while the studio is away, and a form that is refused, are what those tests are about; htmx tells of
# a request that was given up because the page was left or a newer one took its place.
EXPECTED = ("WebSocket connection to", "ERR_CONNECTION_REFUSED", "status of 422", "htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """A page that failed usually says less than the studio's own logs."""
    report = yield
    studio = getattr(item, "funcargs", {}).get("studio")
    if report.failed and studio:
        for name in ("web", "worker"):
            log = studio.data / "logs" / f"{name}.log"
            report.sections.append((f"the end of {name}.log", log.read_text()[-6000:] if log.exists() else "there is none"))
    return report


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed after each file: while Playwright's event loop runs, Django refuses the database to other tests of this process."""
    assert shutil.which("chromium") or shutil.which("chromium-browser"), "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(__file__).with_name("deaf_chromium.py"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """One running studio for all tests of pages, with its owner signed up."""
    live = LiveStudio(tmp_path_factory.mktemp("browser") / "data").start()
    live.session = live.owner().cookies["trainshed_session"]
    yield live
    live.close()


@pytest.fixture(scope="session")
def arrange(studio: LiveStudio) -> Iterator[Arranger]:
    arranger = Arranger(studio.data, studio.environment | {"PATH": os.environ["PATH"]})
    yield arranger
    arranger.close()


@pytest.fixture
def context(chromium: Browser, studio: LiveStudio) -> Iterator[BrowserContext]:
    """The owner's browser."""
    made = chromium.new_context(viewport=WIDE, base_url=studio.url)
    made.add_cookies([{"name": "trainshed_session", "value": studio.session, "url": studio.url}])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    made.set_default_timeout(10_000)
    trouble = troubles_of(made)
    yield made
    assert trouble == []


def troubles_of(page: Page) -> list[str]:
    """A list that grows with each error of the console and each exception in the page."""
    trouble: list[str] = []

    def note(words: str) -> None:
        if not any(known in words for known in EXPECTED):
            trouble.append(words)

    page.on("console", lambda message: note(f"{message.text} {message.location['url']}") if message.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    return trouble
