"""The page of a sweep in a browser: it follows its trials, its table is worked with mouse and keyboard, and its acts ask first."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW
from tests.browser.test_pages import look, screens

PATHS = ["sweep/definition/", "sweep/extension/", "sweep/retries/", "cancellation/"]


@pytest.fixture(scope="module")
def key(arrange):
    """A sweep of 60 trials, four of which go on."""
    return arrange.sweep(60, running=4, silent=[3, 5])


@screens
def test_the_overview_is_clean(context, key, theme, size):
    look(context.new_page(), f"/w/main/runs/{key}/", theme, size)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_a_sweep_is_clean(context, key, path):
    look(context.new_page(), f"/w/main/runs/{key}/{path}", "dark", NARROW)


@pytest.mark.parametrize("path", ["", "kept/"], ids=["trial", "kept"])
def test_a_page_of_a_trial_is_clean(context, key, path):
    look(context.new_page(), f"/w/main/runs/{key}_3/{path}", "light", NARROW)


def test_an_empty_sweep_fills_itself(page, arrange):
    key = arrange.sweep(0)
    page.goto(f"/w/main/runs/{key}/")
    expect(page.get_by_role("heading", name="No trials yet")).to_be_visible()
    arrange.more_trials(key, 3, running=3)
    expect(rows(page)).to_have_count(3)
    expect(page.locator("#sweep-facts")).to_contain_text("3 running")
    arrange.report(key, 0, [0.99])
    expect(page.locator("#sweep-facts")).to_contain_text("0.99")
    expect(rows(page).first).to_contain_text("0.99")


def test_what_the_table_shows_is_in_the_address_and_a_reload_keeps_it(page, key):
    page.goto(f"/w/main/runs/{key}/")
    page.get_by_label("State of trials").select_option("stopped")
    expect(page.locator("#trials")).to_contain_text("11 of 60 trials match")
    page.get_by_role("link", name="--dropout").click()
    expect(page).to_have_url(re.compile(r"\?sort=parameter\.--dropout&state=stopped"))
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("--dropout")
    first = rows(page).first.get_attribute("data-trial")
    page.reload()
    expect(rows(page)).to_have_count(11)
    assert rows(page).first.get_attribute("data-trial") == first
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#trials")).to_contain_text("60 trials")
    expect(page.get_by_label("State of trials")).to_have_value("")


def test_values_narrow_the_table_down_and_a_filter_is_taken_away(page, key):
    page.goto(f"/w/main/runs/{key}/")
    page.locator("summary", has_text="Values").click()
    page.locator("[name='in.--optimizer']").fill("adam|sgd")
    page.locator("[name='range.--dropout']").fill("0.1..0.3")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("#trials")).to_contain_text("of 60 trials match")
    page.get_by_role("link", name="Without the filter --optimizer").click()
    expect(page.locator("[name='in.--optimizer']")).to_have_value("")
    expect(page.locator("[name='range.--dropout']")).to_have_value("0.1..0.3")
    expect(page).to_have_url(re.compile(r"\?range\.--dropout=0\.1\.\.0\.3$"))


def test_columns_are_chosen_while_the_menu_stays_open(page, key):
    page.goto(f"/w/main/runs/{key}/")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Reports").check()
    expect(page.locator("#trials thead")).to_contain_text("Reports")
    page.get_by_role("checkbox", name="--lr").uncheck()
    expect(page.locator("#trials thead")).not_to_contain_text("--lr")


def test_a_row_that_is_pointed_at_is_told_to_the_charts_and_the_other_way_round(page, key):
    page.goto(f"/w/main/runs/{key}/")
    page.evaluate("""document.querySelector("[data-sweep]").addEventListener("sweep:trials", ({ detail }) => (window.told = detail))""")
    row = rows(page).nth(2)
    row.hover()
    page.wait_for_function("window.told?.from === 'table'")
    assert page.evaluate("window.told.indexes") == [int(row.get_attribute("data-trial"))] and page.evaluate("window.told.kind") == "hover"
    other = rows(page).nth(4)
    detail = f"{{ indexes: [{other.get_attribute('data-trial')}], kind: 'hover', from: 'charts' }}"
    page.evaluate(f"document.querySelector('[data-sweep]').dispatchEvent(new CustomEvent('sweep:trials', {{ detail: {detail} }}))")
    expect(other).to_have_attribute("data-pointed", "")


def test_chosen_rows_can_be_shown_alone(page, key):
    page.goto(f"/w/main/runs/{key}/?sort=trial")
    for index in (1, 4):
        page.get_by_label(f"Choose trial {index}", exact=True).check()
    page.get_by_role("button", name="Show only 2").click()
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"trials=1%2C4"))


def test_keys_step_through_the_trials(page, key):
    page.goto(f"/w/main/runs/{key}/?sort=trial")
    page.keyboard.press("j")
    expect(page.locator("#trial-0")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{key}_1/$"))
    page.locator("#trial-next").click()
    expect(page).to_have_url(re.compile(rf"/{key}_2/$"))


def test_a_sweep_is_paused_resumed_and_stopped(page, arrange):
    key = arrange.sweep(4, running=2)
    page.goto(f"/w/main/runs/{key}/")
    # Whoever advances it has said its first word: the head is not drawn anew under the pointer.
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=30_000)
    page.locator("#cancel-button").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop the sweep").click()
    expect(page.get_by_role("button", name="Stopping")).to_be_visible()


def test_the_runs_table_says_how_far_a_sweep_is_and_follows_it(page, arrange):
    key = arrange.sweep(3, running=1)
    page.goto("/w/main/runs/?experiment=sweeps")
    row = page.locator("tr", has=page.locator(f"a[href*='{key}/']"))
    expect(row).to_contain_text("2 of 3 trials")
    expect(row).to_contain_text("best accuracy")
    arrange.move(f"{key}_2", "Completed")
    expect(row).to_contain_text("3 of 3 trials")


def rows(page):
    return page.locator("#trials tr[data-trial]")
