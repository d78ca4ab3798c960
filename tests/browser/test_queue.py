"""The line of a target, as people see it and change it in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import look, screens

REASONS = (
    "Waits for 2 GPUs: GPU 0, GPU 1 are used by Ada’s run digits #12; next in line; usually free in about 12 minutes.",
    "What it asks for is free, but kept for a run ahead that waits for more; 1 run ahead in line.",
    "Waits for 2 GPUs: GPU 0 is used by a process that is not ours (pid 4711, ipykernel_launcher, eve); 2 runs ahead in line.",
)


@pytest.fixture(scope="module")
def keys(arrange):
    return arrange.line("queue", *REASONS)


@screens
@pytest.mark.parametrize("path", ["computes/queue/", "computes/queue/runs/", "computes/queue/moves/", "computes/queue/cancellations/"])
def test_a_page_of_the_line_is_clean(context, keys, path, theme, size):
    look(context.new_page(), f"/w/main/{path}", theme, size)


@screens
def test_the_pages_of_one_run_in_it_are_clean(context, keys, theme, size):
    page = context.new_page()
    for path in (f"computes/queue/moves/?run={keys[1]}", f"runs/{keys[1]}/priority/", f"runs/{keys[1]}/", "runs/new/"):
        look(page, f"/w/main/{path}", theme, size)


def test_a_run_is_brought_forward_moved_and_the_others_cancelled(context, page, keys):
    elsewhere = context.new_page()
    elsewhere.goto("/w/main/computes/queue/")
    rows = elsewhere.locator("#runs section:nth-child(2) tbody tr")
    expect(rows).to_have_count(3)
    page.goto("/w/main/computes/queue/runs/")
    page.locator("tr", has_text="2 runs ahead").get_by_role("link", name="Priority 0").click()
    page.get_by_label("Priority").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(rows.first).to_contain_text("ipykernel_launcher")
    page.goto("/w/main/computes/queue/runs/")
    page.locator("tr", has_text="kept for a run ahead").get_by_role("link", name="Move").click()
    page.get_by_label("Compute target").select_option("local")
    page.get_by_role("button", name="Move").click()
    expect(page.locator("[data-toasts]")).to_contain_text("waits for local now")
    expect(rows).to_have_count(2)
    page.goto("/w/main/computes/queue/runs/")
    page.get_by_role("link", name="Cancel all").click()
    page.get_by_role("button", name="Cancel 2 runs").click()
    expect(page.locator("[data-toasts]")).to_contain_text("2 runs that waited for queue are cancelled")
    expect(elsewhere.locator("#runs")).not_to_contain_text("Waiting")
