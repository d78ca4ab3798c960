"""The small scripts that every page has: theme, menus, dialogs, toasts, copying, keyboard, forms that are sent once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW


@pytest.fixture
def key(arrange):
    return arrange.run("Running")


def test_a_chosen_theme_stays(page, key):
    page.goto("/w/main/runs/")
    page.locator("[data-theme-choice=dark]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[data-theme-choice=dark]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-theme-choice=system]").click()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(page, key):
    page.goto("/w/main/runs/")
    menu, button = page.locator("details[data-menu]"), page.locator("details[data-menu] > summary")
    button.click()
    expect(page.get_by_role("link", name="API tokens")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(button).to_be_focused()
    button.click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_on_a_phone_the_navigation_is_a_drawer(page, key):
    page.set_viewport_size(NARROW)
    page.goto("/w/main/runs/")
    link = page.get_by_role("link", name="Computes", exact=True)
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_have_attribute("aria-expanded", "true")


def test_a_question_is_asked_before_a_run_is_cancelled(page, key):
    page.goto(f"/w/main/runs/{key}/")
    page.get_by_role("link", name="Cancel", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Cancel this run?")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#run-head .badge")).to_have_text("Running")


def test_the_keyboard_walks_through_rows_and_opens_one(page, arrange):
    keys = [arrange.run("Completed"), arrange.run("Completed"), arrange.run("Preparing")]
    page.goto("/w/main/runs/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tbody tr").nth(1).locator("a").first).to_be_focused()
    # A table that is drawn anew keeps one's place.
    arrange.move(keys[2], "Running")
    expect(page.locator("tbody tr").nth(0).locator(".badge")).to_have_text("Running")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/runs/{keys[1]}/")


def test_copying_says_so(page, context, key):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/w/main/runs/{key}/")
    page.get_by_role("button", name="Copy the run's key").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == key


def test_a_double_click_sends_a_form_once(page, arrange):
    key = arrange.run("Completed")
    page.goto(f"/w/main/runs/{key}/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Run again").dblclick()
    page.wait_for_url(lambda url: key not in url)
    assert len(sent) == 1


def test_what_a_page_said_can_be_dismissed(page, arrange):
    key = arrange.run("Running")
    page.goto(f"/w/main/runs/{key}/")
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
