"""Datastores and data sets in a real browser: made, looked into, named."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import look, screens

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    (folder / "mnist").mkdir()
    (folder / "mnist" / "train.csv").write_text("1,2\n" * 1000)
    (folder / "readme.txt").write_text("digits")
    return folder


def test_somebody_makes_a_datastore_tests_it_and_names_a_data_set(page, folder):
    page.goto("/w/main/data/")
    page.get_by_role("link", name="New datastore").first.click()
    page.get_by_label("Name").fill("digits")
    page.get_by_label("Folder").fill(str(folder))
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_text("readme.txt")).to_be_visible()

    page.get_by_role("button", name="Look into mnist").click()
    expect(page.get_by_text("train.csv")).to_be_visible()

    page.goto("/w/main/data/sets/")
    page.get_by_role("link", name="Register a data set").first.click()
    page.get_by_label("Name").fill("mnist")
    page.get_by_label("Path").fill("mnist")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="mnist")).to_be_visible()


@screens
@pytest.mark.parametrize(
    "path",
    [
        "",
        "stores/1/",
        "stores/1/edit/",
        "sets/",
        "sets/new/",
        "sets/mnist/",
        *[f"stores/new/?kind={kind}" for kind in ("folder", "s3", "sftp", "web")],
    ],
)
def test_a_page_of_data_is_clean(context, path, theme, size):
    look(context.new_page(), f"/w/main/data/{path}", theme, size)
