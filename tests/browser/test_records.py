"""What a script logs besides numbers, on the Metrics tab: drawn, growing, to be read without eyes, and clean of errors."""

import struct
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, troubles_of
from tests.browser.test_pages import RULES

MATRIX = {"data": {"class_labels": ["cat", "dog"], "matrix": [[5, 1], [2, 7]]}}
COUNTS = [[10, 10, 0, 0], [8, 2, 8, 2], [0, 0, 10, 10]]
CURVES = {"data": {"class_labels": ["cat", "dog"], "probability_thresholds": [0, 0.5, 1], "probability_tables": [COUNTS, COUNTS]}}


def card(page, name):
    return page.locator(".record").filter(has=page.get_by_role("heading", name=name, exact=True))


def rows(name, first, last) -> dict:
    numbers = list(range(first, last))
    return {"l": {"name": name, "kind": "table", "columns": {"x": numbers, "square": [n * n for n in numbers]}}}


def png(shade: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes([shade]) * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def rich(arrange):
    """A run that logged one of everything."""
    key = arrange.run("Running", name="rich")
    arrange.journal(
        key,
        rows("curve", 0, 20),
        {"l": {"name": "results", "kind": "table", "columns": {"kernel": ["rbf", "<i>linear</i>"], "score": [0.98, "NaN"]}}},
        {"l": {"name": "primes", "kind": "list", "columns": {"primes": [2, 3, 5]}}},
        {"l": {"name": "phase", "kind": "text", "columns": {"phase": ["loading", "training"]}}},
        {"k": {"name": "matrix", "kind": "confusion_matrix", "value": MATRIX}},
        {"k": {"name": "classes", "kind": "accuracy_table", "value": CURVES}},
        {"k": {"name": "errors", "kind": "residuals", "value": {"data": {"bin_edges": [-1, 0, 1], "bin_counts": [3, 4]}}}},
        {
            "k": {
                "name": "fit",
                "kind": "predictions",
                "value": {"data": {"bin_averages": [1, 2], "bin_errors": [0.1, 0.2], "bin_counts": [3, 4], "bin_edges": [0, 1, 2]}},
            }
        },
        *[{"i": {"name": f"plot {n}", "path": f"outputs/plot {n}.png"}} for n in range(3)],
        {"c": {"id": f"{key}_0", "name": "fold 0", "state": "Running", "tags": {"fold": "0"}}},
        {"g": {"tags": {"best": "yes"}, "properties": {"seed": "7"}}},
        {"m": {"name": "net", "path": "outputs/plot 0.png", "framework": "PyTorch"}},
    )
    for n in range(3):
        arrange.output(key, f"outputs/plot {n}.png", png(80 * n))
    arrange.move(key, "Completed")
    arrange.close_books(key)
    return key


def test_rows_appear_while_one_looks(page, arrange):
    key = arrange.run()
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(page.get_by_text("No metrics yet")).to_be_visible()
    arrange.journal(key, rows("curve", 0, 3))
    expect(card(page, "curve").get_by_role("row")).to_have_count(4)
    expect(page.get_by_text("No metrics yet")).to_be_hidden()
    page.wait_for_selector(".js-plotly-plot")
    assert page.evaluate("() => [...document.querySelector('.js-plotly-plot').data[0].y]") == [0, 1, 4]
    arrange.journal(key, rows("curve", 3, 5), {"l": {"name": "phase", "kind": "text", "columns": {"phase": ["training"]}}})
    expect(card(page, "curve").get_by_role("row")).to_have_count(6)
    expect(card(page, "curve").locator(".chart-sub")).to_have_text("Table · 5 rows × 2 columns")
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').data[0].y.length === 5")
    expect(card(page, "phase").locator(".record-word")).to_have_text("training")


def test_words_are_text_and_make_no_curve(page, rich):
    page.goto(f"/w/main/runs/{rich}/metrics/")
    expect(card(page, "results").get_by_role("cell", name="<i>linear</i>")).to_be_visible()
    expect(card(page, "results").locator(".chart-plot")).to_have_count(0)


def test_a_confusion_matrix_is_a_table_of_counts_or_shares(page, rich):
    page.goto(f"/w/main/runs/{rich}/metrics/")
    matrix = card(page, "matrix")
    expect(matrix.locator(".chart-sub")).to_contain_text("accuracy 80.0 %")
    assert matrix.locator("tbody tr").all_inner_texts() == ["cat\t5\t1", "dog\t2\t7"]
    matrix.get_by_role("button", name="Normalised").click()
    expect(matrix.locator("tbody td")).to_have_text(["83.3 %", "16.7 %", "22.2 %", "77.8 %"])
    expect(matrix.get_by_role("button", name="Normalised")).to_have_attribute("aria-pressed", "true")


def test_an_accuracy_table_gives_roc_and_precision_recall(page, rich):
    page.goto(f"/w/main/runs/{rich}/metrics/")
    classes = card(page, "classes")
    classes.scroll_into_view_if_needed()
    found = "[...document.querySelectorAll('.record')].find((each) => each.querySelector('h2').textContent === 'classes')"
    drawn = f"() => {found}.querySelector('.js-plotly-plot')?.data"
    page.wait_for_function(f"() => ({drawn})()?.length === 3")
    roc = page.evaluate(f"() => ({drawn})()[1]")
    assert (roc["x"], roc["y"], roc["name"]) == ([0, 0, 0.2, 1, 1], [0, 0, 0.8, 1, 1], "cat (AUC 0.800)")
    classes.get_by_role("button", name="Precision and recall").click()
    page.wait_for_function(f"() => ({drawn})().length === 2")
    assert page.evaluate(f"() => ({drawn})()[0].y") == [0.8, 0.5]


def test_images_open_large_and_the_keys_go_from_one_to_the_next(page, rich):
    page.goto(f"/w/main/runs/{rich}/metrics/")
    page.get_by_role("button", name="Show plot 1 large").click()
    box = page.get_by_role("dialog", name="Image")
    expect(box).to_be_visible()
    expect(box.locator("[data-lightbox-place]")).to_have_text("2 of 3")
    assert page.evaluate("() => document.querySelector('[data-lightbox-image]').naturalWidth || 8") == 8
    page.keyboard.press("ArrowRight")
    expect(box.locator("[data-lightbox-name]")).to_have_text("plot 2")
    page.keyboard.press("ArrowRight")
    expect(box.locator("[data-lightbox-name]")).to_have_text("plot 2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(box.locator("[data-lightbox-name]")).to_have_text("plot 0")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_images_come_when_the_files_are_collected(page, arrange):
    key = arrange.run()
    arrange.journal(key, {"i": {"name": "plot", "path": "outputs/plot.png"}})
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(page.get_by_text("on its way")).to_be_visible()
    arrange.output(key, "outputs/plot.png", png(100))
    arrange.move(key, "Completed")
    expect(page.get_by_role("button", name="Show plot large")).to_be_visible()
    expect(page.get_by_text("on its way")).to_be_hidden()


def test_a_table_of_many_rows_says_what_it_leaves_out_and_leads_to_all(page, arrange):
    key = arrange.run()
    arrange.journal(key, *[rows("curve", first, first + 10_000) for first in range(0, 40_000, 10_000)])
    page.goto(f"/w/main/runs/{key}/metrics/")
    expect(card(page, "curve").locator(".chart-note")).to_have_text("The newest 12,000 are drawn. The files have all.")
    expect(card(page, "curve").locator("tbody tr")).to_have_count(100)
    card(page, "curve").get_by_role("link", name="All of it on a page").click()
    expect(page.get_by_text("0 to 100 of 40,000")).to_be_visible()
    page.get_by_role("link", name="Later rows").click()
    expect(page.get_by_text("100 to 200 of 40,000")).to_be_visible()


def test_a_large_matrix_is_a_picture_that_says_its_cells(page, arrange):
    key, size = arrange.run(), 40
    matrix = [[90 if row == column else 1 for column in range(size)] for row in range(size)]
    labels = [f"c{n}" for n in range(size)]
    arrange.journal(
        key, {"k": {"name": "large", "kind": "confusion_matrix", "value": {"data": {"class_labels": labels, "matrix": matrix}}}}
    )
    page.goto(f"/w/main/runs/{key}/metrics/")
    page.get_by_role("img", name="Confusion matrix large").hover(position={"x": 2, "y": 2})
    expect(page.get_by_text("c0 taken for c0: 90")).to_be_visible()


def test_tags_are_added_and_removed_in_place(page, arrange):
    key = arrange.run()
    page.goto(f"/w/main/runs/{key}/")
    page.locator(".tag-menu > summary").click()
    page.get_by_label("Name").fill("best")
    page.get_by_label("Value").fill("yes")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#tags .chip")).to_have_text(["best yes"])
    arrange.journal(key, {"g": {"tags": {"phase": "two"}}})
    expect(page.locator("#tags .chip")).to_have_count(2)
    page.get_by_role("button", name="Remove the tag best").click()
    expect(page.locator("#tags .chip")).to_have_text(["phase two"])


def test_a_child_run_appears_on_its_parents_overview(page, arrange):
    key = arrange.run()
    page.goto(f"/w/main/runs/{key}/")
    arrange.journal(key, {"c": {"id": f"{key}_0", "name": "fold 0", "state": "Running"}}, {"n": "loss", "v": 0.25, "r": f"{key}_0"})
    row = page.get_by_role("row").filter(has_text="fold 0")
    expect(row).to_contain_text("0.25", timeout=30_000)
    row.get_by_role("link", name="fold 0").click()
    expect(page.get_by_text("child of")).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])
@pytest.mark.parametrize("path", ["", "metrics/", "outputs/"], ids=["overview", "metrics", "outputs"])
def test_everything_at_once_is_clean(context, rich, path, theme, size):
    page = context.new_page()
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    trouble = troubles_of(page)
    page.goto(f"/w/main/runs/{rich}/{path}")
    page.wait_for_load_state("networkidle")
    for place in range(0, page.evaluate("document.documentElement.scrollHeight"), 500):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(60)
    assert trouble == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    found = Axe().run(page, options={"preload": False, "runOnly": {"type": "tag", "values": RULES}})
    assert [f"{each['id']}: {node['html'][:160]}" for each in found.response["violations"] for node in each["nodes"]] == []
