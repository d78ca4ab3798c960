"""Environments in a browser: made from requirements, built with a log that grows, every page clean."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look

screens = pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])
CONDA = "channels:\n- conda-forge\ndependencies:\n- python=3.8\n- samtools\n- pip:\n  - azureml-defaults\n"


@pytest.fixture(scope="module")
def names(studio) -> dict[str, int]:
    """The environments that are there, by name, with the number that their pages have; one of them has two versions."""
    token = studio.manage("token", "ada", "--role", "owner").strip()
    with httpx.Client(base_url=f"{studio.url}/api/v1", headers={"Authorization": f"Bearer {token}"}) as api:
        for text in ("numpy==1\n", "numpy==2\nscipy\n"):
            assert api.post("/environments", json={"name": "tabular", "requirements": text}).status_code == 201
        api.post("/environments", json={"name": "reads", "conda": CONDA})
    with httpx.Client(base_url=studio.url, cookies={"trainshed_session": studio.session}) as browser:
        page = browser.get("/w/main/environments/").text
    return {name: int(pk) for pk, name in re.findall(r'/environments/(\d+)/">([^<]+)<', page)}


def test_an_environment_is_made_and_built_before_your_eyes(page, studio):
    page.goto("/w/main/environments/new/")
    page.get_by_label("Name").fill("by hand")
    expect(page.get_by_label("Path of the interpreter")).to_be_hidden()
    page.get_by_role("radio", name="An interpreter you manage").check()
    expect(page.get_by_label("Path of the interpreter")).to_be_visible()
    page.get_by_role("radio", name="Requirements Packages").check()
    page.get_by_role("button", name="Register").click()
    page.get_by_role("button", name="Build on local").click()
    expect(page.locator("[data-log-rows]")).to_contain_text("Building environment", timeout=30_000)
    expect(page.locator("[data-log-rows]")).to_contain_text("built in", timeout=30_000)
    expect(page.locator("#head")).to_contain_text("Ready", timeout=30_000)
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#builds")).to_contain_text("Not built", timeout=30_000)


def test_names_are_looked_for_as_they_are_typed(page, names):
    page.goto("/w/main/environments/")
    expect(page.get_by_role("link", name="tabular")).to_be_visible()
    page.get_by_label("Name").fill("scikit")
    expect(page.get_by_role("link", name="tabular")).to_be_hidden()
    expect(page.get_by_role("link", name="Trainshed-Scikit-learn")).to_be_visible()


@screens
@pytest.mark.parametrize("path", ["environments/", "environments/new/", "package-indexes/"])
def test_a_page_of_all_environments_is_clean(context, names, path, theme, size):
    look(context.new_page(), f"/w/main/{path}", theme, size)


@screens
@pytest.mark.parametrize("path", ["", "edit/", "difference/", "versions/2/builds/local/"])
def test_a_page_of_one_environment_is_clean(context, names, path, theme, size):
    look(context.new_page(), f"/w/main/environments/{names['tabular']}/{path}", theme, size)


@screens
def test_the_page_of_a_conda_file_is_clean(context, names, theme, size):
    look(context.new_page(), f"/w/main/environments/{names['reads']}/", theme, size)
