"""The charts of a run: drawn without breaking the Content-Security-Policy, growing while one looks."""

from playwright.sync_api import expect

POINTS = "() => document.querySelector('.js-plotly-plot').data[0].y.length"


def panel(page, name):
    return page.locator(".chart").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_a_chart_grows_while_one_looks_at_it(page, arrange):
    key = arrange.run()
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(page.get_by_text("No metrics yet")).to_be_visible()
    arrange.points(key, "loss", [1, 0.5])
    expect(panel(page, "loss").locator(".chart-last")).to_have_text("0.5")
    expect(panel(page, "loss").locator(".main-svg").first).to_be_visible()
    arrange.points(key, "loss", [0.25])
    expect(panel(page, "loss").locator(".chart-last")).to_have_text("0.25")
    page.wait_for_function(f"({POINTS})() === 3")
    expect(page.get_by_text("No metrics yet")).to_be_hidden()


def test_values_that_are_not_finite_are_gaps_and_marks(page, arrange):
    key = arrange.run()
    arrange.points(key, "loss", [1, "nan", 0.5, "inf", "-inf", 0.25])
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(panel(page, "loss").locator(".chart-note")).to_have_text("Marked at the edge: 1 × NaN, 2 × infinite.")
    page.wait_for_selector(".js-plotly-plot")
    drawn = page.evaluate("() => document.querySelector('.js-plotly-plot').data.map((trace) => [...trace.y])")
    assert drawn == [[1, None, 0.5, None, None, 0.25], [0.04, 0.97, 0.03]]


def test_names_of_metrics_are_text(page, arrange):
    key = arrange.run()
    arrange.points(key, "<img src=x onerror=alert(1)>", [1, 2])
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(page.get_by_role("heading", name="<img src=x onerror=alert(1)>")).to_be_visible()


def test_a_long_series_is_thinned_out_but_keeps_its_spikes(page, arrange):
    key = arrange.run()
    values = [1.0] * 100_000
    values[54_321] = 99.0
    arrange.points(key, "loss", values)
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(panel(page, "loss").locator(".chart-sub")).to_contain_text("max 99 · 100,000 points")
    page.wait_for_selector(".js-plotly-plot")
    assert page.evaluate(POINTS) < 5_000
    arrange.points(key, "loss", [0.5])
    expect(panel(page, "loss").locator(".chart-sub")).to_contain_text("100,001 points")


def test_the_axis_can_be_time_and_the_scale_logarithmic(page, arrange):
    key = arrange.run()
    arrange.points(key, "loss", [1, 0.1, 0.01])
    page.goto(f"/w/main/runs/{key}/metrics/")
    page.wait_for_selector(".js-plotly-plot")
    page.get_by_role("button", name="Log scale").click()
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').layout.yaxis.type === 'log'")
    page.get_by_role("button", name="By time").click()
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').layout.xaxis.title.text === 'time'")


def test_charts_follow_the_theme(page, arrange):
    key = arrange.run()
    arrange.points(key, "loss", [1, 0.5])
    page.goto(f"/w/main/runs/{key}/metrics/")
    page.wait_for_selector(".js-plotly-plot")
    colour = "() => document.querySelector('.js-plotly-plot').data[0].line.color"
    light = page.evaluate(colour)
    page.locator("[data-theme-choice=dark]").click()
    page.wait_for_function(f"({colour})() !== '{light}'")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
