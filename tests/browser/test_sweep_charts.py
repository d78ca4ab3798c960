"""The charts of a sweep: drawn, growing, and showing the same trials as each other and as the table."""

import pytest
from playwright.sync_api import expect

from runs.sweeps.values import Goal, Objective
from tests import sweeps
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look

KINDS = ["history", "intermediate", "parallel", "contour", "slices", "coverage", "timeline"]
# Whether anything is drawn on the lower (0) or upper (1) canvas of a chart.
INKED = """([kind, layer]) => {
  const canvas = document.querySelectorAll(`[data-sweep-chart=${kind}] canvas`)[layer];
  return canvas.width > 0 && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
}"""


def open_sweep(page, key, path=""):
    page.goto(f"/w/main/runs/{key}/{path}")
    expect(page.locator("[data-sweep-charts][data-trials]")).to_be_attached()


def chart(page, kind):
    return page.locator(f"[data-sweep-chart={kind}]")


def plot(page, kind):
    return chart(page, kind).locator("[data-sweep-plot]")


def sub(page, kind):
    return chart(page, kind).locator("[data-sweep-sub]")


def chosen(page):
    return page.locator("[data-sweep-chosen]")


def matching(page):
    return page.locator("#trials [role=status]")


@pytest.fixture(scope="module")
def key(arrange):
    return arrange.sweep(60, running=2)


def test_every_chart_is_drawn_when_it_is_seen(page, key):
    open_sweep(page, key)
    for kind in KINDS:
        plot(page, kind).scroll_into_view_if_needed()
        page.wait_for_function(INKED, arg=[kind, 0])
        assert plot(page, kind).get_attribute("aria-label")
    expect(sub(page, "history")).to_contain_text("60 of 60 trials have logged accuracy")
    expect(sub(page, "importance")).to_have_text("PED-ANOVA · 55 trials", timeout=60_000)
    expect(chart(page, "importance").locator("li")).to_have_count(4)
    expect(chart(page, "pareto")).to_be_hidden()


def test_charts_grow_while_one_looks(page, arrange):
    key = arrange.sweep(3, running=1)
    open_sweep(page, key)
    expect(sub(page, "history")).to_contain_text("3 of 3 trials")
    arrange.report(key, 2, 0.99)
    expect(sub(page, "history")).to_contain_text("Best 0.99 by trial 2")
    arrange.more_trials(key, 2, running=2)
    expect(sub(page, "history")).to_contain_text("5 of 5 trials")
    expect(sub(page, "intermediate")).to_contain_text("5 trials")


def test_a_range_that_is_dragged_on_an_axis_filters_the_table_and_stays_in_the_address(page, key):
    open_sweep(page, key)
    strip = plot(page, "parallel").locator(".sweep-axis").nth(2)
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for share in (0.3, 0.5, 0.7):
        page.mouse.move(middle, box["y"] + share * box["height"])
    page.mouse.up()
    expect(chosen(page)).to_contain_text("--lr: ")
    page.wait_for_url(lambda url: "range.--lr=" in url)
    count = chosen(page).locator("[data-sweep-count]").inner_text().split()[0]
    expect(matching(page)).to_contain_text(f"{count} of 60 trials match")
    page.reload()
    expect(chosen(page)).to_contain_text(f"{count} trials of 60")
    chosen(page).get_by_role("button", name="Show all").click()
    expect(matching(page)).to_have_text("60 trials")
    expect(chosen(page)).to_be_hidden()


def test_a_range_is_set_by_keys(page, key):
    open_sweep(page, key)
    lowest = page.get_by_role("slider", name="Lowest --optimizer that is shown")
    lowest.focus()
    page.keyboard.press("ArrowUp")
    expect(lowest).to_have_attribute("aria-valuetext", "sgd")
    expect(chosen(page)).to_contain_text("--optimizer: sgd, rmsprop")
    page.wait_for_url(lambda url: "in.--optimizer=sgd%7Crmsprop" in url or "in.--optimizer=sgd|rmsprop" in url)
    page.keyboard.press("Escape")
    expect(chosen(page)).to_be_hidden()
    expect(matching(page)).to_have_text("60 trials")


def test_a_trial_is_reached_and_chosen_by_keys(page, key):
    open_sweep(page, key)
    plot(page, "history").focus()
    page.keyboard.press("ArrowRight")
    tip = plot(page, "history").get_by_role("status")
    expect(tip).to_contain_text("Trial 0 · completed")
    expect(tip).to_contain_text("--optimizer")
    page.keyboard.press("Enter")
    expect(chosen(page)).to_contain_text("1 trial of 60")
    expect(chosen(page).get_by_role("link", name="Open")).to_have_attribute("href", f"/w/main/runs/{key}_0/")
    expect(matching(page)).to_contain_text("1 of 60 trials matches")
    page.keyboard.press("Escape")
    expect(matching(page)).to_have_text("60 trials")


def test_what_is_pointed_at_in_the_table_is_marked_in_the_charts_and_the_other_way_round(page, key):
    open_sweep(page, key)
    assert not page.evaluate(INKED, ["history", 1])
    page.locator("tr[data-trial='7']").first.locator("a").first.focus()
    plot(page, "history").scroll_into_view_if_needed()
    page.wait_for_function(INKED, arg=["history", 1])
    page.wait_for_function(INKED, arg=["parallel", 1])
    plot(page, "history").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("tr[data-trial='0'][data-pointed]")).to_be_attached()


def test_a_box_in_a_slice_keeps_what_lies_in_it(page, key):
    open_sweep(page, key)
    plot(page, "slices").scroll_into_view_if_needed()
    page.wait_for_function(INKED, arg=["slices", 0])
    box = plot(page, "slices").bounding_box()
    page.mouse.move(box["x"] + 70, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80)
    page.mouse.move(box["x"] + 150, box["y"] + 120)
    page.mouse.up()
    expect(chosen(page)).to_contain_text("--dropout: ")
    expect(chosen(page)).to_contain_text("accuracy: ")


def test_a_cell_of_the_map_is_a_choice(page, arrange):
    grid = sweeps.definition(12, space=sweeps.GRID, sampling=sweeps.Sampling("grid")).to_dict()
    open_sweep(page, arrange.sweep(12, definition=grid))
    expect(sub(page, "coverage")).to_contain_text("12 of 12 cells tried")
    plot(page, "coverage").focus()
    page.keyboard.press("ArrowRight")
    expect(plot(page, "coverage").get_by_role("status")).to_contain_text("--depth 2")
    page.keyboard.press("Enter")
    expect(chosen(page)).to_contain_text("1 trial of 12")
    expect(chosen(page)).to_contain_text("--trees: 10")


def test_several_objectives_have_a_front(page, arrange):
    two = (Objective("accuracy", Goal.MAXIMIZE), Objective("seconds", Goal.MINIMIZE))
    open_sweep(page, arrange.sweep(20, definition=sweeps.definition(20, objectives=two).to_dict()))
    expect(sub(page, "pareto")).to_contain_text("of 20 trials are on the front")
    page.locator("[data-sweep-objective]").select_option("seconds")
    expect(sub(page, "history")).to_contain_text("Best 1 by trial 0")


def test_a_sweep_without_trials_says_what_will_be_there(page, arrange):
    key = arrange.sweep(0)
    open_sweep(page, key)
    expect(chart(page, "history")).to_contain_text("no trial has logged accuracy")
    expect(chart(page, "parallel")).to_contain_text("no trial has begun")
    expect(chart(page, "history").locator(".skeleton")).to_have_count(0)
    arrange.more_trials(key, 1)
    expect(sub(page, "history")).to_contain_text("1 of 1 trials")


def test_trials_that_never_reported_are_said(page, arrange):
    open_sweep(page, arrange.sweep(4, silent=(0, 1)))
    expect(sub(page, "history")).to_contain_text("2 of 4 trials have logged accuracy; the others stand below the line")


def test_trouble_is_said_and_goes_away(page, key):
    answers = ["sorry"]
    page.route("**/sweep/data/**", lambda route: route.fulfill(status=422, body="no") if answers else route.continue_())
    page.goto(f"/w/main/runs/{key}/")
    notice = page.locator("[data-sweep-trouble]")
    expect(notice).to_contain_text("The charts could not be loaded (422).")
    answers.clear()
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_be_hidden()
    expect(sub(page, "history")).to_contain_text("60 of 60 trials")


def test_names_and_values_are_text(page, arrange):
    odd = "<img src=x onerror=alert(1)>"
    space = (sweeps.Parameter(odd, "choice", (odd, "b|c\\")), sweeps.Parameter("--x", "uniform", (0.0, 1.0)))
    open_sweep(page, arrange.sweep(6, definition=sweeps.definition(6, space=space).to_dict()))
    slider = page.get_by_role("slider", name=f"Lowest {odd} that is shown")
    slider.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_contain_text(f"{odd}: b|c\\")
    expect(matching(page)).to_contain_text("of 6 trials match")


def test_two_thousand_trials(page, arrange):
    open_sweep(page, arrange.sweep(2000, running=8))
    assert page.locator("[data-sweep-charts]").get_attribute("data-trials") == "2000"
    for kind in KINDS:
        plot(page, kind).scroll_into_view_if_needed()
        page.wait_for_function(INKED, arg=[kind, 0])
    # What follows the pointer is drawn above; the 2,000 lines below stay as they are.
    drawn = "() => document.querySelector('[data-sweep-chart=parallel] canvas').getContext('2d').fillRect(0, 0, 1, 1)"
    page.evaluate(drawn)
    plot(page, "history").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(INKED, arg=["parallel", 1])
    corner = "() => document.querySelector('[data-sweep-chart=parallel] canvas').getContext('2d').getImageData(0, 0, 1, 1).data[3]"
    assert page.evaluate(corner) > 0


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])
def test_the_page_of_a_sweep_is_clean(context, key, theme, size):
    look(context.new_page(), f"/w/main/runs/{key}/?in.--optimizer=adam", theme, size)
