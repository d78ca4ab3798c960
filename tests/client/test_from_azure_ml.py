"""A folder that somebody kept from Azure ML, on the command line with the words of `az ml`: looked over, run as it is, and read."""

import json
import shutil
from pathlib import Path

import pytest

KEPT = Path(__file__).parent.parent / "samples/folder-attach/myproject"
CONDA = "name: project_environment\ndependencies:\n- python\n- pip:\n  - azureml-defaults\n"
TRAIN = """
import argparse
from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument("--alpha", type=float, default=0.5)
alpha = parser.parse_args().alpha
run = Run.get_context()
run.tag("team", "forecasting")
run.log("mse", alpha * 2)
run.log_list("alphas", [0.1, 0.2])
with open("outputs/model.pkl", "wb") as file:
    file.write(b"a model")
print("alpha was", alpha)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """What `az ml folder attach` left, whose .amlignore hides .azureml, with a script; the current folder."""
    shutil.copytree(KEPT, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".azureml/conda_dependencies.yml").write_text(CONDA)
    (tmp_path / "train.py").write_text(TRAIN)
    return tmp_path


def test_a_folder_that_somebody_kept_is_looked_over_and_run(type_in, kept):
    assert "There is no compute target cpu-cluster" in type_in("runconfig", "validate", "cpu-cluster", code=1).output
    assert ": error:" not in type_in("runconfig", "validate", "local").output
    answer = type_in("run", "submit-script", "-e", "diabetes", "-c", "local", "train.py", "--alpha", "0.1")
    assert answer.stdout.endswith("alpha was 0.1\n")
    assert "azureml-defaults is not installed" in answer.stdout and "Completed after" in answer.stderr
    run = json.loads(type_in("run", "list", "-e", "diabetes", "-o", "json").stdout)[0]
    assert (run["status"], run["tags"], run["metrics"]["mse"]) == ("Completed", {"team": "forecasting"}, 0.2)
    type_in("run", "download", run["runId"], "--to", "left")
    assert (kept / "left/outputs/model.pkl").read_bytes() == b"a model"


def test_what_its_other_configurations_say_is_run_on_a_target_that_is_there(type_in, kept):
    answer = type_in("run", "submit-script", "-e", "diabetes", "-c", "cpu-cluster", "train.py", code=1)
    assert "There is no compute target cpu-cluster" in answer.stderr
    answer = type_in("run", "submit-script", "-e", "diabetes", "-c", "cpu-cluster", "--target", "local", "train.py")
    assert answer.stdout.endswith("alpha was 0.5\n")
