"""A person's own machines in a browser: clean pages, and what a worker does is seen as it happens."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look

PAGES = ["instances/", "instances/new/", "instances/new/machine/", "instances/ada-box/", "instances/ada-box/lab/", "instances/broken-box/"]
screens = pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])


@pytest.fixture(scope="module")
def boxes(arrange):
    arrange.instance("ada-box", "SettingUp")
    arrange.instance("broken-box", "CreateFailed", trouble="python:3.99 cannot be pulled: there is no such image.")


@screens
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_instances_is_clean(context, boxes, path, theme, size):
    look(context.new_page(), f"/w/main/{path}", theme, size)


def test_a_page_follows_what_the_worker_does(page, arrange, boxes):
    arrange.instance("new-box", "Creating", passed=0)
    page.goto("/w/main/instances/new-box/")
    expect(page.locator('[data-step="image"]')).to_have_attribute("data-state", "running")
    arrange.instance_step("new-box", passed=1)
    expect(page.locator('[data-step="image"]')).to_have_attribute("data-state", "passed")
    arrange.instance_failed("new-box", "engine refused: there is no room.")
    expect(page.locator("#now")).to_contain_text("Create failed")
    expect(page.locator("#now")).to_contain_text("engine refused: there is no room.")


def test_deleting_asks_first_and_is_written_down(page, arrange):
    arrange.instance("old-box", "CreateFailed")
    page.goto("/w/main/instances/old-box/")
    page.get_by_role("button", name="Delete").click()
    question = page.locator("dialog[open]")
    expect(question).to_contain_text("home folder, with every file in it")
    question.get_by_role("button", name="Keep").click()
    expect(page.locator("#now")).to_contain_text("Create failed")
    page.get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete").click()
    expect(page.locator("#now")).to_contain_text("asked that it be deleted")
