"""Every page, in both themes and at both ends of what screens there are: no console error, nothing that axe-core objects to, nothing
that sticks out at 390 pixels."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE, troubles_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORKSPACE = ["", "runs/", "runs/new/", "experiments/", "experiments/arranged/", "sources/", "sources/new/", "sources/new/?kind=git"]
WORKSPACE += ["configurations/", "configurations/new/", "computes/", "computes/local/", "members/", "tokens/"]
RUN = ["", "metrics/", "logs/", "outputs/", "code/", "configuration/", "events/", "cancellation/"]
screens = pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])


@pytest.fixture(scope="module")
def key(arrange):
    """A run that has something to show on each of its tabs."""
    made = arrange.run("Running", name="wide net", reason="One moment.")
    arrange.log(made, "\x1b[31mred\x1b[0m and plain {n}\n", times=50)
    arrange.points(made, "loss", [1, 0.5, "nan", 0.25])
    for state in ("Queued", "Completed", "Failed", "Canceled", "Preparing"):
        arrange.run(state)
    return made


@screens
@pytest.mark.parametrize("path", WORKSPACE, ids=lambda path: path or "home")
def test_a_page_of_the_workspace_is_clean(context, key, path, theme, size):
    look(context.new_page(), f"/w/main/{path}", theme, size)


@screens
@pytest.mark.parametrize("tab", RUN, ids=lambda tab: tab or "overview")
def test_a_tab_of_a_run_is_clean(context, key, tab, theme, size):
    look(context.new_page(), f"/w/main/runs/{key}/{tab}", theme, size)


@screens
def test_the_sign_in_page_is_clean(context, theme, size):
    context.clear_cookies()
    look(context.new_page(), "/sign-in/", theme, size)


def look(page, path, theme, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    trouble = troubles_of(page)
    answer = page.goto(path)
    assert answer.status == 200
    page.wait_for_load_state("networkidle")
    # Asked before axe-core works: that writes inline styles, which the Content-Security-Policy refuses aloud.
    assert trouble == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    # Its preloading would fetch every style sheet again, from wrong addresses, and complain of that on the next page.
    found = Axe().run(page, options={"preload": False, "runOnly": {"type": "tag", "values": RULES}})
    assert [f"{each['id']}: {node['html'][:160]}" for each in found.response["violations"] for node in each["nodes"]] == []
