"""A folder that somebody kept from Azure ML, brought in by the browser: uploaded, its run configuration imported, edited and compared,
run while its environment is built, and what the script logged read on the run's pages."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import troubles_of
from tests.browser.test_configurations import field, until_text

KEPT = Path(__file__).parent.parent / "samples/folder-attach/myproject"
# No package has to travel for it: azureml-defaults is left out, and the target has this Python.
CONDA = "name: project_environment\ndependencies:\n- python\n- pip:\n  - azureml-defaults\n"
TRAIN = """
import argparse, os
from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--alpha", type=float, default=0.5)
alpha = parser.parse_args().alpha
run = Run.get_context()
run.tag("team", "forecasting")
for step in range(5):
    run.log("mse", alpha / (step + 1))
run.log_list("alphas", [0.1, 0.2, 0.4])
run.log_table("folds", {"fold": ["first", "second"], "rows": [353, 89]})
matrix = {"class_labels": ["cat", "dog"], "matrix": [[5, 1], [2, 7]]}
run.log_confusion_matrix("pets", {"schema_type": "confusion_matrix", "schema_version": "v1", "data": matrix})
os.makedirs("outputs", exist_ok=True)
with open("outputs/model.pkl", "wb") as file:
    file.write(b"a model")
run.register_model(model_name="ridge", model_path="outputs/model.pkl")
print("alpha was", alpha)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """What `az ml folder attach` left, whose .amlignore hides .azureml, with a script."""
    folder = tmp_path / "kept"
    shutil.copytree(KEPT, folder)
    (folder / ".azureml/conda_dependencies.yml").write_text(CONDA)
    (folder / "train.py").write_text(TRAIN)
    return folder


@pytest.fixture
def page(context):
    made = context.new_page()
    made.set_default_timeout(15_000)
    trouble = troubles_of(made)
    yield made
    assert trouble == []


def test_a_folder_that_somebody_kept_is_uploaded_imported_and_run(page: Page, kept: Path):
    upload(page, kept)
    import_its_configuration(page)
    edit_and_compare(page)
    submit(page)
    watch(page)
    read_what_it_logged(page)
    read_what_it_left(page)


def upload(page: Page, folder: Path) -> None:
    page.goto("/w/main/sources/new/")
    page.set_input_files("[data-upload-folder]", folder)
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    expect(page.locator(".file-tree")).to_contain_text("train.py")
    expect(page.locator(".file-tree")).not_to_contain_text("azureml")


def import_its_configuration(page: Page) -> None:
    """The script of the sample's configuration is there; its notes are read before it is saved."""
    page.get_by_role("link", name="import one of them").click()
    page.get_by_role("link", name=".azureml/local").click()
    expect(page.locator("#draft")).to_contain_text("Can run, with notes")
    expect(page.locator("#draft")).to_contain_text("Not installed: azureml-defaults")
    expect(page.locator("#path-0")).to_have_value(".azureml/conda_dependencies.yml")
    save(page)


def edit_and_compare(page: Page) -> None:
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.locator(".yaml-editor")).to_be_visible()
    field(page, "arguments").fill("--alpha 0.25")
    until_text(page, "0.25")
    save(page)
    page.get_by_role("link", name="Compare").click()
    expect(page.locator(".diff-field")).to_contain_text("--alpha 0.25")
    page.go_back()


def submit(page: Page) -> None:
    page.locator(".page-head").get_by_role("link", name="Run", exact=True).click()
    expect(page.locator("#submit")).to_contain_text("kept #1")
    page.get_by_label("Experiment").fill("from-azure-ml")
    page.get_by_role("button", name="Submit run").click()


def watch(page: Page) -> None:
    """The log of the environment's build, then the end."""
    page.get_by_role("link", name="Logs", exact=True).click()
    page.get_by_role("link", name="Setup").click()
    expect(page.locator(".log-text").filter(has_text="Building environment")).to_be_visible()
    expect(page.locator("#run-head .badge")).to_have_text("Completed", timeout=40_000)


def read_what_it_logged(page: Page) -> None:
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.locator("main")).to_contain_text("forecasting")
    page.get_by_role("link", name="Metrics", exact=True).click()
    for name in ("mse", "alphas", "folds", "pets"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


def read_what_it_left(page: Page) -> None:
    page.get_by_role("link", name="Outputs", exact=True).click()
    expect(page.locator("main")).to_contain_text("outputs/model.pkl")
    expect(page.get_by_role("row").filter(has_text="ridge")).to_contain_text("1")
    page.get_by_role("link", name="Overview", exact=True).click()
    page.locator(".facts").get_by_role("link", name=re.compile(r"environment.* v1$")).click()
    expect(page.get_by_role("row").filter(has_text="local").first).to_contain_text("Ready")


def save(page: Page) -> None:
    page.locator(".page-head button").last.click()
    page.wait_for_url(re.compile(r"/configurations/\d+/$"))
