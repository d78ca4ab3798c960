"""What a script of Azure ML tells, from its call to what the studio shows of it."""

import shutil
import sys
from pathlib import Path

import pytest
from trainshed.submitting import submit_folder

SCRIPTS = Path(__file__).parent / "scripts"
TEXT = f"""\
script: everything.py
target: local
environment:
  python:
    userManagedDependencies: true
    interpreterPath: {sys.executable}
"""


@pytest.fixture(scope="module")
def submit(studio, tmp_path_factory):
    def submit(script: str, **wanted):
        folder = tmp_path_factory.mktemp("project")
        for path in SCRIPTS.glob("*.py"):
            shutil.copy(path, folder)
        asked = {"experiment": "unchanged", "configuration": "azureml", "runconfig": TEXT, "script": script, "arguments": [], **wanted}
        return submit_folder(studio.connection, folder, None, asked).wait(90)

    return submit


@pytest.fixture(scope="module")
def told(submit):
    return submit("everything.py", tags={"team": "vision"})


def test_the_script_comes_to_its_end_and_knew_its_run(told):
    log = b"".join(told.log()).decode()
    assert (told.state, log.splitlines()[0].split()[:3]) == ("Completed", [told.key, str(told.number), "unchanged"]), log
    assert "'team': 'vision'" in log


def test_its_numbers_tables_and_charts_are_there(told):
    assert told.metrics["loss"] == 0.2 and told.series("loss")["steps"] == [0, 1, 2, 3, 4]
    logged = told.logged()
    assert logged["verdict"] == "good" and logged["sizes"] == [3, 1, 2] and logged["square"] == {"x": [0, 1, 2, 3], "y": [0, 1, 4, 9]}


def test_its_labels_are_there(told):
    assert (told.tags["quality"], told.tags["team"], told.properties["seed"]) == ("fantastic run", "vision", "42")


def test_its_child_is_a_run_with_its_own_metrics(told):
    (child,) = told.children()
    assert (child.state, child.metrics["loss"]) == ("Completed", 0.25)


def test_its_files_are_kept_under_their_names(told, tmp_path):
    assert {"notes/read.txt", "outputs/model.txt"} <= {output.path for output in told.outputs()}
    told.download(tmp_path, ["notes/read.txt"])
    assert (tmp_path / "notes" / "read.txt").read_text() == "hello"


def test_the_documentations_script_gives_two_lists_of_twenty(submit):
    run = submit("seed_train.py")
    assert run.state == "Completed", b"".join(run.log()).decode()
    assert {metric.name: metric.count for metric in run.metric_table()} == {"alpha": 20, "mse": 20}
    assert len([output for output in run.outputs() if output.path.endswith(".pkl")]) == 20


def test_a_script_that_says_it_failed_has_failed(submit):
    run = submit("failing.py")
    assert (run.state, run.exit_code) == ("Failed", 0) and "no data" in run.reason
