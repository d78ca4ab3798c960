"""The submit page in a real browser: what is typed stays, whatever is fetched meanwhile."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

SUBMIT = "/w/main/runs/new/"


@pytest.fixture
def submit(page: Page, arrange):
    arrange.run("Completed")
    page.goto(SUBMIT)
    return page


def slowly(page: Page) -> None:
    """Answers take a quarter of a second, so that there is time to type while one is under way."""

    def later(route):
        time.sleep(0.25)
        route.continue_()

    page.route(re.compile(r"/runs/new/\?"), later)


def test_words_typed_while_a_part_is_fetched_anew_stay(submit: Page):
    slowly(submit)
    configuration = submit.get_by_label("Configuration", exact=True)
    options = configuration.locator("option").all_inner_texts()
    other = next(each for each in options if each != configuration.locator("option:checked").inner_text())
    with submit.expect_response(re.compile(r"/runs/new/\?")):
        configuration.select_option(label=other)
        experiment = submit.get_by_label("Experiment", exact=True)
        experiment.fill("")
        experiment.press_sequentially("my-own-words", delay=5)
    submit.wait_for_timeout(400)
    expect(submit.get_by_label("Experiment", exact=True)).to_have_value("my-own-words")
    expect(submit.locator("#preview")).to_contain_text(other)


def test_what_is_said_for_one_run_shows_before_it_is_sent(submit: Page):
    submit.get_by_text("For this run alone: target").click()
    submit.get_by_label("Script").fill("gone.py")
    expect(submit.locator("#preview")).to_contain_text("There is no gone.py")
    expect(submit.get_by_role("button", name="Submit run")).to_be_disabled()
