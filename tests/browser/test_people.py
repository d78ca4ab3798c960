"""People and computes as owners handle them in a browser, and the run page where there is no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE


@pytest.fixture
def elsewhere(chromium, studio):
    """Somebody else's browser, in which nobody is signed in."""
    made = chromium.new_context(viewport=WIDE, base_url=studio.url)
    yield made.new_page()
    made.close()


def test_a_newcomer_comes_in_by_an_invitation_that_works_once(page, elsewhere, studio):
    page.goto("/w/main/members/")
    page.locator("#invite").get_by_text("Reader", exact=True).click()
    page.get_by_label("For whom").fill("Nina, for the summer")
    page.get_by_role("button", name="Make an invitation link").click()
    link = page.locator("#link").inner_text()
    assert link.startswith(studio.url)
    page.wait_for_load_state("load")  # the button is of the page that came just now, whose scripts may still be on their way
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Copied")

    elsewhere.goto(link)
    expect(elsewhere.get_by_text("You come in as reader")).to_be_visible()
    elsewhere.get_by_label("Sign-in name").fill("nina")
    elsewhere.get_by_label("Your name").fill("Nina")
    elsewhere.get_by_label("Password").fill("staple battery horse")
    elsewhere.get_by_role("button", name="Come in").click()
    expect(elsewhere.locator("[data-toasts]")).to_contain_text("Welcome to Main")
    elsewhere.get_by_role("link", name="Members").click()
    expect(elsewhere.get_by_role("row", name="Nina")).to_contain_text("Reader")
    expect(elsewhere.get_by_role("button", name="Make an invitation link")).to_have_count(0)
    assert elsewhere.goto(link).status == 410

    page.goto("/w/main/members/")
    page.get_by_role("row", name="Nina").get_by_role("link", name="Remove").click()
    page.locator("dialog[open]").get_by_role("button", name="Remove").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Nina is no longer a member")
    assert elsewhere.goto("/w/main/members/").status == 404


def test_a_token_is_shown_once_and_can_be_revoked(page):
    page.goto("/w/main/tokens/")
    page.get_by_label("Name").fill("nightly job")
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("#token").inner_text().startswith("tsd_")
    page.goto("/w/main/tokens/")
    expect(page.locator("#token")).to_have_count(0)
    page.get_by_role("row", name="nightly job").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("row", name="nightly job")).to_have_count(0)


def test_slots_changed_in_one_window_are_seen_in_another(context, page):
    other = context.new_page()
    other.goto("/w/main/computes/local/")
    expect(other.locator("#health")).to_contain_text("at once")
    page.goto("/w/main/computes/local/")
    page.get_by_label("Runs at once").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-toasts]")).to_contain_text("local takes 7 runs at once now")
    expect(other.locator("#health")).to_contain_text("7 runs at once")
    expect(other.locator("#runs")).to_contain_text("of 7 slots")


def test_a_run_can_be_read_and_cancelled_without_javascript(chromium, studio, arrange):
    key = arrange.run("Running")
    arrange.log(key, "1/2\r2/2\r\x1b[32mplain words\n")
    made = chromium.new_context(java_script_enabled=False, base_url=studio.url)
    made.add_cookies([{"name": "trainshed_session", "value": studio.session, "url": studio.url}])
    page = made.new_page()
    page.goto(f"/w/main/runs/{key}/")
    page.get_by_role("link", name="Logs").click()
    assert "<pre>plain words\n</pre>" in page.content()
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.locator("#run-head .badge")).to_have_text(re.compile("Cancel requested|Canceled"))
    made.close()
