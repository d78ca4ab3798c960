"""A room full of machines, as owners run it in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look

TABS = ["", "charts/?hours=6", "disk/", "disk/cleaning/?what=code&what=environments", "history/", "detachment/", "mode/paused/", "note/"]
LIVE, BY_A_WORKER = 30_000, 60_000  # milliseconds within which it has happened on a busy machine
screens = pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])


@pytest.fixture(scope="module")
def room(arrange):
    """A target with GPUs, samples, outages, acts and a counted disk, a silent one, and one that is being drained."""
    arrange.room("room")
    return "room"


@screens
@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.strip("/") or "overview")
def test_a_tab_of_a_target_is_clean(context, room, tab, theme, size):
    look(context.new_page(), f"/w/main/computes/{room}/{tab}", theme, size)


@screens
@pytest.mark.parametrize("path", ["computes/", "compute-log/", "computes/room-silent/", "computes/room-silent/detachment/"])
def test_the_other_pages_are_clean(context, room, path, theme, size):
    look(context.new_page(), f"/w/main/{path}", theme, size)


def test_the_list_is_searched_as_one_types_and_stays_in_the_address(page, room):
    page.goto("/w/main/computes/")
    page.get_by_label("Search").fill("silent")
    expect(page.locator("tr[data-target]")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=silent"))
    page.reload()
    expect(page.locator("tr[data-target]")).to_have_count(1)


def test_a_mode_set_in_one_window_is_seen_in_the_others(context, page, room):
    elsewhere, the_list = context.new_page(), context.new_page()
    elsewhere.goto(f"/w/main/computes/{room}/charts/")
    the_list.goto("/w/main/computes/")
    page.goto(f"/w/main/computes/{room}/")
    page.get_by_text("Administer").click()
    page.get_by_role("link", name="Pause").click()
    page.locator("dialog[open]").get_by_label("Note for everybody").fill("A fan is loud.")
    page.locator("dialog[open]").get_by_role("button", name="Pause").click()
    expect(page.locator("[data-toasts]")).to_contain_text("room is paused now")
    expect(elsewhere.locator("#head")).to_contain_text("A fan is loud.", timeout=LIVE)
    expect(elsewhere.locator("#acts")).to_contain_text("Open", timeout=LIVE)
    expect(the_list.locator('[data-target="room"]')).to_contain_text("Paused", timeout=LIVE)
    page.goto(f"/w/main/computes/{room}/mode/open/")
    page.get_by_role("button", name="Open").click()
    expect(the_list.locator('[data-target="room"]')).not_to_contain_text("Paused", timeout=LIVE)


def test_what_changes_while_a_page_still_loads_is_shown(context, page, room):
    held, heard = [], []
    page.route("**/js/target_charts.js", lambda route: held.append(route))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(frame)))
    page.goto(f"/w/main/computes/{room}/charts/", wait_until="commit")
    expect(page.locator("#head")).to_contain_text(room)
    elsewhere = context.new_page()
    elsewhere.goto(f"/w/main/computes/{room}/mode/paused/")
    elsewhere.get_by_label("Note for everybody").fill("A door is open.")
    elsewhere.get_by_role("button", name="Pause").click()
    expect(elsewhere.locator("[data-toasts]")).to_contain_text("room is paused now")
    while not any("changed" in str(frame) for frame in heard):
        page.wait_for_timeout(50)
    page.wait_for_timeout(1500)  # the word of this change is here before the page is
    assert held
    for route in held:
        route.continue_()
    expect(page.locator("#head")).to_contain_text("A door is open.", timeout=LIVE)
    elsewhere.goto(f"/w/main/computes/{room}/mode/open/")
    elsewhere.get_by_role("button", name="Open").click()
    expect(elsewhere.locator("[data-toasts]")).to_contain_text("room is open now")


def test_the_gpus_say_who_is_on_them(page, room):
    page.goto(f"/w/main/computes/{room}/")
    expect(page.locator('[data-gpu="0"]')).to_contain_text("Not ours")
    expect(page.locator('[data-gpu="0"]')).to_contain_text("eve")
    expect(page.locator('[data-gpu="1"]')).to_contain_text("Free")


def test_charts_are_drawn_with_gaps_and_grow(page, arrange, room):
    page.goto(f"/w/main/computes/{room}/charts/")
    drawn = page.locator('[data-chart="memory"] .js-plotly-plot')
    expect(drawn).to_be_visible(timeout=LIVE)
    assert page.evaluate("document.querySelector('[data-chart=\"memory\"] [data-chart-plot]').data[0].y.includes(null)")
    assert page.evaluate("document.querySelector('[data-chart=\"gpu-busy\"]').hidden") is False
    last = page.locator('[data-chart="memory"] [data-chart-last]')
    expect(last).to_have_text("50 %")
    arrange.sample(room, memory=0.9, times=40)
    expect(last).not_to_have_text("50 %", timeout=LIVE)
    page.get_by_role("link", name="48 h", exact=True).click()
    expect(drawn).to_be_visible(timeout=LIVE)


def test_the_disk_is_counted_and_cleaned_up(page, arrange):
    """On the studio's own machine, by its own worker."""
    page.goto("/w/main/computes/local/disk/")
    page.get_by_role("button", name="Count").first.click()
    expect(page.locator('[data-part="agents"]')).to_be_visible(timeout=BY_A_WORKER)
    arrange.leftover("local")
    page.get_by_role("button", name="Count again").click()
    page.locator('[data-part="code"]').get_by_role("checkbox").check(timeout=BY_A_WORKER)
    page.get_by_role("button", name="Clean up…").click()
    expect(page.get_by_role("heading", name="Remove")).to_contain_text("kB from local?")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#freed")).to_contain_text("of code came free", timeout=BY_A_WORKER)
    page.goto("/w/main/computes/local/history/")
    expect(page.locator("#history")).to_contain_text("cleaned up code")


def test_a_target_is_detached_and_the_machine_left_as_it_was_found(context, page, arrange):
    folder = arrange.machine("leaving")
    watcher = context.new_page()
    watcher.goto("/w/main/computes/leaving/")
    expect(watcher.locator("#head")).to_contain_text("Reachable", timeout=BY_A_WORKER)
    assert folder and arrange.there(folder)
    page.goto("/w/main/computes/leaving/detachment/")
    expect(page.get_by_label("Leave it as it was found")).to_be_checked()
    page.get_by_role("button", name="Detach").click()
    expect(page).to_have_url(re.compile("/w/main/computes/$"), timeout=BY_A_WORKER)
    expect(watcher).to_have_url(re.compile("/w/main/computes/$"), timeout=BY_A_WORKER)
    expect(page.locator('[data-target="leaving"]')).to_have_count(0)
    assert not arrange.there(folder)
