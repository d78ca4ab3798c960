"""The main job, end to end, as a newcomer does it: sign in by the link, press Run, watch; bring code of one's own, run it, cancel it;
let somebody in who may only look. One studio and one after the other, as it happens."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WIDE, troubles_of
from tests.live import OWNER, LiveStudio

SLEEPER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("\\033[32mgreen\\033[0m as grass", flush=True)
for n in range(6000):
    print(f"\\r{n}", end="", flush=True)
    time.sleep(0.1)
"""


@pytest.fixture(scope="module")
def browser(chromium: Browser, live_studio: LiveStudio) -> BrowserContext:
    return chromium.new_context(viewport=WIDE, base_url=live_studio.url)


@pytest.fixture
def page(browser: BrowserContext) -> Page:
    made = browser.new_page()
    trouble = troubles_of(made)
    yield made
    assert trouble == []
    made.close()


def state(page):
    return page.locator("#run-head .badge")


def test_the_link_makes_the_first_visitor_the_owner_of_a_studio_that_is_ready(page, live_studio):
    page.goto(live_studio.link)
    page.get_by_label("Sign-in name").fill(OWNER["username"])
    page.get_by_label("Your name").fill(OWNER["name"])
    page.get_by_label("Password").fill(OWNER["password"])
    page.locator("form button").last.click()
    expect(page.get_by_text("Reachable")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="Run two-moons")).to_be_visible()
    expect(page.get_by_role("link", name="Run digits")).to_be_visible()


def test_two_clicks_lead_to_a_run_that_one_watches_until_it_is_done(page):
    page.goto("/")
    page.get_by_role("link", name="Run two-moons").click()
    page.get_by_role("button", name="Submit run").click()
    expect(state(page)).to_have_text("Running", timeout=30_000)
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page.locator(".log-text").filter(has_text="loss").first).to_be_visible()
    page.get_by_role("link", name="Metrics", exact=True).click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=15_000)
    expect(state(page)).to_have_text("Completed", timeout=60_000)
    page.get_by_role("link", name="Outputs", exact=True).click()
    page.locator(".file-row").filter(has_text="report.txt").click()
    expect(page.locator("pre")).to_contain_text("accuracy")


def test_code_of_ones_own_is_uploaded_configured_and_submitted(page, tmp_path):
    (tmp_path / "sleeper").mkdir()
    (tmp_path / "sleeper" / "train.py").write_text(SLEEPER)
    page.goto("/w/main/sources/new/")
    page.set_input_files("[data-upload-folder]", tmp_path / "sleeper")
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    page.goto("/w/main/configurations/new/")
    page.get_by_label("Name", exact=True).fill("sleeper")
    page.locator("[name=source]").select_option(label="sleeper")
    page.locator('[name="field:script"]').fill("train.py")
    page.get_by_role("button", name="Create configuration").first.click()
    page.goto("/w/main/runs/new/")
    for label in ("Source", "Configuration"):
        with page.expect_response("**/runs/new/?*"):
            page.get_by_label(label).select_option(label="sleeper")
        page.wait_for_timeout(200)
    page.get_by_label("Experiment").fill("sleeping")
    page.get_by_role("button", name="Submit run").click()
    expect(state(page)).to_have_text("Running", timeout=30_000)


def test_cancelling_it_ends_every_process_and_says_so(page):
    page.goto("/w/main/runs/")
    page.get_by_role("link", name="sleeping #1").click()
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page.locator(".ansi-fg-2")).to_have_text("green")
    expect(page.locator(".log-line")).to_have_count(2)
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()
    expect(state(page)).to_have_text("Canceled", timeout=30_000)
    expect(page.locator("#run-head")).to_contain_text(re.compile(r"[2-9] processes were ended, none is left"))


def test_a_reader_looks_but_has_no_buttons(page, chromium, live_studio):
    page.goto("/w/main/members/")
    page.locator("#invite [name=role][value=reader]").check()
    page.get_by_role("button", name=re.compile("link", re.IGNORECASE)).last.click()
    link = page.locator(".copy code, .copy input").first
    secret = link.input_value() if link.evaluate("element => element.tagName") == "INPUT" else link.inner_text()
    other = chromium.new_context(viewport=WIDE, base_url=live_studio.url).new_page()
    other.goto(secret)
    other.get_by_label("Sign-in name").fill("rita")
    other.get_by_label("Your name").fill("Rita")
    other.get_by_label("Password").fill("a reader's password")
    other.locator("form button").last.click()
    expect(other.get_by_role("link", name="New run")).to_have_count(0)
    other.goto("/w/main/runs/")
    other.get_by_role("link", name="sleeping #1").click()
    expect(state(other)).to_have_text("Canceled")
    expect(other.get_by_role("button", name="Run again")).to_have_count(0)
    assert other.goto("/w/main/runs/new/").status == 403
    other.context.close()
