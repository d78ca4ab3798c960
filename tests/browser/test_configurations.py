"""Form and YAML as two views of one thing, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import look, screens

NEW, LIST, IMPORT = (f"/w/main/configurations/{rest}" for rest in ("new/", "", "import/"))
EDITOR = "document.querySelector('.yaml-editor').env.editor"
TEXT = f"() => {EDITOR}.getValue()"
CONDA = "name: project\ndependencies:\n  - python=3.8\n  - pip:\n    - azureml-defaults\n    - scikit-learn\n"
RUNCONFIG = """# The one we ran last year.
script: train.py
arguments: [--epochs, 3]   # few
target: local
environment:
  python:
    condaDependenciesFile: .azureml/conda_dependencies.yml
"""


@pytest.fixture
def editor(page: Page):
    page.goto(NEW)
    expect(page.locator(".yaml-editor")).to_be_visible()
    return page


def field(page: Page, path: str):
    return page.locator(f'[data-field="{path}"] :is(input, select, textarea)')


def typed(page: Page, text: str) -> None:
    """The whole text of the editor, as if it had been typed."""
    page.evaluate(f"text => {EDITOR}.setValue(text, 1)", text)


def text_of(page: Page) -> str:
    return page.evaluate(TEXT)


def until_text(page: Page, part: str) -> None:
    page.wait_for_function(f"part => ({TEXT})().includes(part)", arg=part)


def saved(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).first.fill(name)
    page.locator(".page-head button").last.click()
    page.wait_for_url(re.compile(r"/configurations/\d+/$"))


def test_an_edit_in_the_form_shows_in_the_yaml_and_comments_stay(editor):
    typed(editor, "# ours\nscript: train.py   # the script\ntarget: local\nenvironment: {}\n")
    expect(field(editor, "script")).to_have_value("train.py")
    field(editor, "script").fill("tools/train.py")
    until_text(editor, "script: tools/train.py")
    assert text_of(editor).startswith("# ours\nscript: tools/train.py   # the script\ntarget: local\n")


def test_an_edit_in_the_yaml_shows_in_the_form(editor):
    typed(editor, "script: train.py\ntarget: local\nnodeCount: 1\narguments: [--rate, 0.10]\nenvironment: {}\n")
    expect(field(editor, "arguments")).to_have_value("--rate 0.10")
    expect(field(editor, "nodeCount")).to_have_value("1")


def test_words_typed_while_an_answer_is_under_way_are_kept(editor):
    field(editor, "script").press("End")
    field(editor, "script").press_sequentially("s" * 40, delay=30)
    expect(field(editor, "script")).to_have_value("train.py" + "s" * 40)
    until_text(editor, "train.py" + "s" * 40)


def test_text_that_is_no_yaml_is_kept_and_says_where(editor):
    typed(editor, "script: train.py\narguments: [--open\nenvironment: {}\n")
    expect(editor.locator("#draft")).to_contain_text("Cannot run")
    editor.get_by_label("Name", exact=True).first.fill("broken")
    with editor.expect_response(lambda answer: answer.status == 422):
        editor.locator(".page-head button").last.click()
    expect(editor.locator(".yaml-editor")).to_be_visible()
    assert "arguments: [--open" in text_of(editor)
    expect(editor.get_by_label("Name", exact=True).first).to_have_value("broken")


def test_a_finding_leads_to_its_line(editor):
    typed(editor, "script: train.py\n\n\ntarget: nowhere\nenvironment: {}\n")
    link = editor.locator("#draft a", has_text="line 4").first
    link.click()
    assert editor.evaluate(f"{EDITOR}.getCursorPosition().row") == 3
    expect(editor.locator(".ace_gutter-cell.ace_error")).to_have_count(1)


def test_the_editor_completes_from_the_schema(editor):
    typed(editor, "script: train.py\nenvironment:\n  python:\n    userMan")
    editor.evaluate(f"{EDITOR}.navigateFileEnd(); {EDITOR}.focus(); {EDITOR}.execCommand('startAutocomplete')")
    expect(editor.locator(".ace_autocomplete")).to_be_visible()
    editor.keyboard.press("Enter")
    until_text(editor, "    userManagedDependencies: ")


def test_fields_are_found_by_their_help(editor):
    editor.get_by_label("Find a field").fill("priority queue")
    expect(editor.locator("[data-field]:visible")).to_have_count(1)
    expect(field(editor, "priority")).to_be_visible()


def test_what_cannot_run_is_saved_with_the_reason(editor):
    typed(editor, "script: train.py\ntarget: nowhere\nenvironment: {}\n")
    expect(editor.locator("#draft")).to_contain_text("Cannot run")
    saved(editor, "elsewhere")
    expect(editor.locator("main")).to_contain_text("cannot run")


def test_a_file_is_imported_with_its_conda_file_edited_compared_and_exported(page: Page, tmp_path):
    (tmp_path / "old.runconfig").write_text(RUNCONFIG)
    (tmp_path / "conda_dependencies.yml").write_text(CONDA)
    page.goto(IMPORT)
    page.set_input_files("#files", [tmp_path / "old.runconfig", tmp_path / "conda_dependencies.yml"])
    page.get_by_role("button", name="Open in the editor").click()
    expect(page.locator(".yaml-editor")).to_be_visible()
    assert text_of(page) == RUNCONFIG
    expect(page.locator("#path-0")).to_have_value(".azureml/conda_dependencies.yml")
    saved(page, "brought")
    expect(page.locator("main")).to_contain_text("file old.runconfig")
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.locator(".yaml-editor")).to_be_visible()
    field(page, "arguments").fill("--epochs 9")
    until_text(page, "9")
    saved(page, "brought")
    page.get_by_role("link", name="Compare").click()
    expect(page.locator(".diff-field")).to_contain_text("--epochs 9")
    expect(page.locator(".diff-added").first).to_be_visible()
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    assert download.value.suggested_filename == "brought.runconfig.zip"


@screens
def test_the_pages_are_clean(context, theme, size):
    page = context.new_page()
    page.goto(NEW)
    expect(page.locator(".yaml-editor")).to_be_visible()
    typed(page, "script: ../train.py\ntarget: nowhere\nenvironment:\n  name: nothing\nhistory: {}\n")
    expect(page.locator("#draft")).to_contain_text("Cannot run")
    saved(page, f"clean {theme}")
    here = page.url
    page.close()
    for path in (here, f"{here}edit/", f"{here}comparison/", IMPORT, LIST):
        look(context.new_page(), path, theme, size)


def test_without_javascript_the_same_is_done_by_buttons(chromium, studio):
    context = chromium.new_context(java_script_enabled=False, base_url=studio.url)
    context.add_cookies([{"name": "trainshed_session", "value": studio.session, "url": studio.url}])
    page = context.new_page()
    page.goto(NEW)
    page.locator("#text").fill("# ours\nscript: train.py\ntarget: local\nenvironment: {}\n")
    page.locator('[name="field:script"]').fill("tools/train.py")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#text")).to_have_value("# ours\nscript: tools/train.py\ntarget: local\nenvironment: {}\n")
    page.get_by_label("Name", exact=True).first.fill("plain")
    page.get_by_role("button", name="Create configuration").first.click()
    expect(page.get_by_role("heading", name="plain")).to_be_visible()
    context.close()


def test_an_edit_before_the_editor_has_come_is_no_less_seen(page: Page):
    held = []
    page.route("**/ace/ace.js", lambda route: held.append(route))
    page.goto(NEW, wait_until="domcontentloaded")
    field(page, "script").fill("early.py")
    expect(page.locator("#text")).to_have_value(re.compile("script: early.py"))
    held[0].continue_()
    expect(page.locator(".yaml-editor")).to_be_visible()
    until_text(page, "script: early.py")
