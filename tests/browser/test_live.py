"""Pages stay true by themselves: through their websocket, through its loss, and back."""

import re
import signal

from playwright.sync_api import expect


def pill(page):
    return page.locator("[data-live-pill]")


def test_a_page_follows_its_run(page, arrange):
    key = arrange.run("Preparing")
    page.goto(f"/w/main/runs/{key}/")
    expect(pill(page)).to_have_text("Live")
    expect(page.locator("#run-head .badge")).to_have_text("Preparing")
    arrange.move(key, "Running")
    expect(page.locator("#run-head .badge")).to_have_text("Running")
    arrange.move(key, "Completed")
    expect(page.locator("#run-head .badge")).to_have_text("Completed")
    expect(page.locator("#overview .moment").last).to_contain_text("Completed")
    expect(page).to_have_title(re.compile("^Completed · arranged"))
    expect(page.get_by_role("button", name="Run again")).to_be_visible()


def test_two_tabs_agree(context, page, arrange):
    key = arrange.run("Running")
    other = context.new_page()
    for tab in (page, other):
        tab.goto(f"/w/main/runs/{key}/")
        expect(pill(tab)).to_have_text("Live")
    arrange.move(key, "Failed")
    for tab in (page, other):
        expect(tab.locator("#run-head .badge")).to_have_text("Failed")


def test_the_overview_shows_new_values_of_metrics(page, arrange):
    key = arrange.run("Running")
    arrange.points(key, "loss", [0.5])
    page.goto(f"/w/main/runs/{key}/")
    expect(page.get_by_role("row", name="loss")).to_contain_text("0.5")
    arrange.points(key, "loss", [0.25])
    expect(page.get_by_role("row", name="loss")).to_contain_text("0.25")


def test_what_happened_while_the_studio_was_away_is_shown_when_it_is_back(page, arrange, studio):
    key = arrange.run("Running")
    arrange.log(key, "before\n")
    page.goto(f"/w/main/runs/{key}/logs/")
    expect(pill(page)).to_have_text("Live")
    expect(page.locator(".log-line")).to_have_count(1)
    web = studio.pid("web")
    studio.kill("web", number=signal.SIGSTOP)
    arrange.log(key, "meanwhile\n")
    arrange.move(key, "Completed")
    studio.kill("web")
    expect(pill(page)).to_have_text("Reconnecting")
    studio.until(lambda: studio.pid("web") not in (0, web) and studio.answers(), "the web process is back")
    expect(pill(page)).to_have_text("Live", timeout=20_000)
    expect(page.locator(".log-text")).to_have_text(["before", "meanwhile"])
    expect(page.locator("#run-head .badge")).to_have_text("Completed")


def test_a_page_without_network_says_so_and_comes_back_at_once(page, context, arrange):
    key = arrange.run("Running")
    page.goto(f"/w/main/runs/{key}/")
    expect(pill(page)).to_have_text("Live")
    context.set_offline(True)
    expect(pill(page)).to_have_text("Offline")
    arrange.move(key, "Failed")
    context.set_offline(False)
    expect(page.locator("#run-head .badge")).to_have_text("Failed")
    expect(pill(page)).to_have_text("Live")


def test_durations_tick(page, arrange):
    key = arrange.run("Running")
    page.goto(f"/w/main/runs/{key}/")
    ticking = page.locator("#run-head time[data-since]").first
    before = ticking.inner_text()
    expect(ticking).not_to_have_text(before, timeout=3_000)
