"""The log viewer, on logs of any length."""

import re

from playwright.sync_api import Page, expect


def open_log(page: Page, key: str) -> None:
    page.goto(f"/w/main/runs/{key}/logs/")
    page.wait_for_selector("[data-log][data-ready]")


def first_line(page: Page) -> int:
    """The number of the topmost line that is seen."""
    script = """() => {
      const view = document.querySelector("[data-log-view]");
      const top = view.getBoundingClientRect().top;
      const rows = [...view.querySelectorAll(".log-line")];
      return Number(rows.find((row) => row.getBoundingClientRect().bottom > top + 1).firstChild.dataset.line);
    }"""
    return page.evaluate(script)


def test_a_log_grows_while_one_looks_at_it(page, arrange):
    key = arrange.run()
    open_log(page, key)
    expect(page.locator("[data-log-empty-words]")).to_contain_text("Nothing yet")
    arrange.log(key, "epoch 1 lo")
    expect(page.locator(".log-line").last).to_contain_text("epoch 1 lo")
    arrange.log(key, "ss 0.5\nepoch 2\n")
    expect(page.locator(".log-text")).to_have_text(["epoch 1 loss 0.5", "epoch 2"])


def test_a_million_lines_open_at_their_end(page, arrange):
    key = arrange.run()
    arrange.log(key, "line {n}\n", times=1_000_000)
    open_log(page, key)
    expect(page.locator("[data-log-facts]")).to_contain_text("1,000,000 lines")
    expect(page.locator(".log-line").last).to_contain_text("line 999999")
    assert page.locator(".log-line").count() < 200


def test_scrolling_far_up_loads_the_lines_that_are_there(page, arrange):
    key = arrange.run()
    arrange.log(key, "line {n}\n", times=1_000_000)
    open_log(page, key)
    page.locator("[data-log-view]").focus()
    page.keyboard.press("Home")
    expect(page.locator(".log-line").first).to_contain_text("line 0")
    page.evaluate("() => { const view = document.querySelector('[data-log-view]'); view.scrollTop = view.scrollHeight / 2; }")
    expect(page.locator(".log-line").first).to_have_text(re.compile(r"line (49|50)\d{4}"))
    page.keyboard.press("PageDown")
    expect(page.locator(".log-line[data-waiting]")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator(".log-line").last).to_contain_text("line 999999")


def test_reading_above_is_not_disturbed_by_new_lines_and_one_click_goes_back_to_the_end(page, arrange):
    key = arrange.run()
    arrange.log(key, "line {n}\n", times=5_000)
    open_log(page, key)
    page.locator("[data-log-view]").hover()
    page.mouse.wheel(0, -4000)
    page.wait_for_timeout(400)
    before = first_line(page)
    assert before < 4_900
    arrange.log(key, "new {n}\n", times=37)
    expect(page.locator("[data-log-news]")).to_have_text("37 new lines")
    assert first_line(page) == before
    page.locator("[data-log-end]").click()
    expect(page.locator(".log-line").last).to_contain_text("new 36")
    expect(page.locator("[data-log-end]")).to_be_hidden()
    arrange.log(key, "and it follows again\n")
    expect(page.locator(".log-line").last).to_contain_text("and it follows again")


def test_wrapped_lines_end_at_the_end(page, arrange):
    key = arrange.run()
    arrange.log(key, "word {n} " * 200 + "\n", times=300)
    open_log(page, key)
    page.locator("[data-log-wrap]").click()
    last = page.locator(".log-line").last
    expect(last).to_be_in_viewport()
    view, row = page.locator("[data-log-view]").bounding_box(), last.bounding_box()
    assert row["height"] > 40
    assert abs(view["y"] + view["height"] - row["y"] - row["height"]) < 24
    page.locator("[data-log-view]").hover()
    page.mouse.wheel(0, -700)
    expect(page.locator("[data-log-end]")).to_be_visible()
    assert first_line(page) < 300


def test_what_a_script_writes_is_text_never_markup(page, arrange):
    key = arrange.run()
    arrange.log(
        key, "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>\n\x1b[31mred\x1b[0m plain\n 10%\r 50%\r100%\n"
    )
    open_log(page, key)
    texts = page.locator(".log-text")
    expect(texts.nth(0)).to_contain_text("<script>window.broken = 1</script>")
    expect(texts.nth(1).locator(".ansi-fg-1")).to_have_text("red")
    expect(texts.nth(2)).to_have_text("100%")
    assert page.evaluate("window.broken") is None
    assert page.locator(".log-text img").count() == 0


def test_a_line_of_50_megabytes_is_shown_cut(page, arrange):
    key = arrange.run()
    arrange.log(key, "x" * 1_000_000, times=50)
    arrange.log(key, "\nafter it\n")
    open_log(page, key)
    expect(page.locator(".log-line").nth(1)).to_contain_text("after it")
    expect(page.locator(".log-cut")).to_contain_text("download the raw log")


def test_a_log_that_is_over_says_so_and_stops_growing(page, arrange):
    key = arrange.run()
    arrange.log(key, "only line\n")
    open_log(page, key)
    expect(page.locator("[data-log-facts]")).to_contain_text("growing")
    arrange.move(key, "Completed")
    expect(page.locator("[data-log-facts]")).to_have_text("1 line · 10 B")
    expect(page.locator(".badge").first).to_have_text("Completed")


def test_who_watches_the_setup_is_taken_to_the_script_when_it_starts(page, arrange):
    key = arrange.run("Preparing")
    arrange.log(key, "Resolved 12 packages\n", name="setup.log")
    open_log(page, key)
    expect(page.locator(".log-text")).to_have_text("Resolved 12 packages")
    arrange.log(key, "epoch 1\n")
    arrange.move(key, "Running")
    expect(page.locator(".log-text")).to_have_text("epoch 1")


def test_who_chose_the_setup_stays_there(page, arrange):
    key = arrange.run("Preparing")
    arrange.log(key, "Resolved 12 packages\n", name="setup.log")
    page.goto(f"/w/main/runs/{key}/logs/?stream=setup.log")
    expect(page.locator(".log-text")).to_have_text("Resolved 12 packages")
    arrange.move(key, "Running")
    expect(page.locator("#run-head .badge")).to_have_text("Running")
    page.wait_for_timeout(500)
    expect(page.locator(".log-text")).to_have_text("Resolved 12 packages")
