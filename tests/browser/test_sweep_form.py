"""The page on which a sweep is defined, in a real browser: form and YAML as two views of one thing, and what would come of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.test_pages import look, screens

NEW = "/w/main/sweeps/new/"
EDITOR = "document.querySelector('.yaml-editor').env.editor"
TEXT = f"() => {EDITOR}.getValue()"
SPACE = """# ours
sampling:
  type: random
  parameter_space:
    - name: --lr
      expression: loguniform
      values: [-6, -1]   # of e
    - name: --batch
      expression: choice
      values: [16, 32]
policy:
  type: BanditPolicy
  slack_factor: 0.2
primary_metric_name: accuracy
primary_metric_goal: Maximize
max_total_runs: 20
max_concurrent_runs: 2
"""


@pytest.fixture
def form(page: Page, arrange):
    arrange.run("Completed")
    page.goto(NEW)
    expect(page.locator(".yaml-editor")).to_be_visible()
    return page


def typed(page: Page, text: str) -> None:
    """The whole text of the editor, as if it had been typed."""
    page.evaluate(f"text => {EDITOR}.setValue(text, 1)", text)


def text_of(page: Page) -> str:
    return page.evaluate(TEXT)


def until_text(page: Page, part: str) -> None:
    page.wait_for_function(f"part => ({TEXT})().includes(part)", arg=part)


def field(page: Page, path: str):
    return page.locator(f'[data-field="{path}"] :is(input, select, textarea)')


def rows(page: Page):
    return page.locator("[data-row]")


def test_an_edit_in_the_yaml_makes_rows_and_a_preview(form):
    typed(form, SPACE)
    expect(rows(form)).to_have_count(2)
    expect(field(form, "space.0.values")).to_have_value("-6, -1")
    expect(field(form, "space.0.expression")).to_have_value("loguniform")
    expect(rows(form).first).to_contain_text("e^-6 = 0.00248")
    expect(form.locator("#preview")).to_contain_text("The first 10 trials")
    expect(form.locator("#preview .command")).to_contain_text("--batch")


def test_an_edit_in_the_form_shows_in_the_yaml_and_comments_stay(form):
    typed(form, SPACE)
    expect(field(form, "space.0.values")).to_have_value("-6, -1")
    field(form, "space.0.values").fill("-5, -1")
    until_text(form, "values: [-5, -1]   # of e")
    field(form, "max_total_runs").fill("7")
    until_text(form, "max_total_runs: 7")
    assert text_of(form).startswith("# ours\n")
    expect(form.locator("#preview")).to_contain_text("The first 7 trials")


def test_parameters_come_and_go(form):
    typed(form, SPACE)
    expect(rows(form)).to_have_count(2)
    form.get_by_role("button", name="Add a parameter").click()
    form.keyboard.type("--depth")
    field(form, "space.2.values").fill("1, 2, 3")
    until_text(form, "name: --depth")
    expect(rows(form).nth(2)).to_contain_text("3 options")
    form.get_by_role("button", name="Remove --lr").click()
    expect(rows(form)).to_have_count(2)
    expect(field(form, "space.1.name")).to_have_value("--depth")
    form.wait_for_function(f"() => !({TEXT})().includes('--lr')")
    assert "- name: --batch" in text_of(form)
    for _ in range(2):
        form.locator("[data-remove-row]").first.click()
    expect(rows(form)).to_have_count(0)
    form.wait_for_function(f"() => !({TEXT})().includes('--batch')")
    expect(form.locator("#draft")).to_contain_text("Cannot be submitted")


def test_a_row_that_is_begun_in_the_middle_keeps_the_others(form):
    typed(form, SPACE)
    expect(field(form, "space.1.name")).to_have_value("--batch")
    field(form, "space.0.values").fill("")
    field(form, "space.0.name").fill("")
    form.wait_for_function(f"() => !({TEXT})().includes('--lr')")
    expect(field(form, "space.1.name")).to_have_value("--batch")
    field(form, "space.0.name").fill("--rate")
    field(form, "space.0.values").fill("1, 2")
    until_text(form, "name: --rate")
    expect(field(form, "space.1.name")).to_have_value("--batch")


def test_only_what_goes_with_the_policy_is_shown(form):
    typed(form, SPACE)
    expect(field(form, "policy.slack_factor")).to_be_visible()
    expect(field(form, "policy.truncation_percentage")).to_be_hidden()
    field(form, "policy.slack_factor").fill("")
    field(form, "policy.type").select_option("TruncationSelectionPolicy")
    expect(field(form, "policy.truncation_percentage")).to_be_visible()
    expect(field(form, "policy.slack_factor")).to_be_hidden()
    until_text(form, "type: TruncationSelectionPolicy")


def test_a_finding_leads_to_its_line(form):
    typed(form, SPACE.replace("[-6, -1]", "[-1, -6]"))
    link = form.locator("#draft a.finding-line", has_text="line 7")
    link.click()
    assert form.evaluate(f"{EDITOR}.getCursorPosition().row") == 6
    expect(form.locator(".ace_gutter-cell.ace_error")).to_have_count(1)
    expect(form.get_by_role("button", name="Submit sweep").last).to_be_disabled()


def test_enter_in_a_field_submits_nothing(form):
    typed(form, SPACE)
    expect(rows(form)).to_have_count(2)
    field(form, "space.0.values").press("Enter")
    field(form, "max_total_runs").press("Enter")
    expect(form).to_have_url(re.compile(r"/sweeps/new/$"))


def test_a_change_of_the_arguments_shows_in_the_preview(form):
    typed(form, SPACE)
    expect(form.locator("#preview .command")).to_contain_text("--batch")
    form.get_by_label("Arguments optional").fill("--seed 3")
    expect(form.locator("#preview .command")).to_contain_text("--seed 3 --batch")
    form.get_by_label("Arguments optional").fill("--lr 3")
    expect(form.locator("#preview")).to_contain_text("--lr")
    expect(form.get_by_role("button", name="Submit sweep").last).to_be_disabled()


def test_another_configuration_leaves_the_definition_as_it_is(form):
    typed(form, SPACE)
    expect(rows(form)).to_have_count(2)
    choice = form.get_by_label("Configuration", exact=True)
    options = choice.locator("option").all_inner_texts()
    other = next(each for each in options if each != choice.locator("option:checked").inner_text())
    choice.select_option(label=other)
    expect(form.locator("#preview")).to_contain_text(other)
    expect(rows(form)).to_have_count(2)
    assert text_of(form) == SPACE


def test_a_file_is_opened_and_submitted(form, tmp_path):
    (tmp_path / "hd.yml").write_text(SPACE.replace("20", "2"))
    form.get_by_text("Open an hdconfig.yml").click()
    form.set_input_files("#file", tmp_path / "hd.yml")
    form.get_by_role("button", name="Open", exact=True).first.click()
    expect(rows(form)).to_have_count(2)
    expect(form.locator("#preview")).to_contain_text("The first 2 trials")
    form.get_by_label("Experiment", exact=True).fill("from-a-file")
    form.get_by_role("button", name="Submit sweep").last.click()
    form.wait_for_url(re.compile(r"/runs/HD_"))
    form.goto(f"{NEW}?from={form.url.rstrip('/').rpartition('/')[2]}")
    expect(field(form, "max_total_runs")).to_have_value("2")
    expect(form.get_by_label("Experiment", exact=True)).to_have_value("from-a-file")


@screens
def test_the_page_is_clean(context, arrange, theme, size):
    key = arrange.sweep(8)
    look(context.new_page(), f"{NEW}?from={key}", theme, size)


def test_the_page_that_begins_anew_is_clean(context, arrange):
    arrange.run("Completed")
    look(context.new_page(), NEW, "dark", NARROW)
