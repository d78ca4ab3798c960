"""Whole runs on a real target, with a folder and a real S3 server, to their end."""

import shutil
import subprocess
import time

import pytest

from computes.models import Target
from runs import data, supervisor
from runs.models import Dataset, Event, Run
from studio import datafolder
from tests.computes.data.s3 import SECRET

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"""
import os, sys, pathlib, shutil
print(sys.argv[1:], sorted(os.listdir(sys.argv[1])), os.environ["AZUREML_DATAREFERENCE_raw"] == sys.argv[1])
shutil.copy(pathlib.Path(sys.argv[1]) / "a.csv", os.environ["model"])
"""


@pytest.fixture(autouse=True)
def _fresh_logs(db):
    """Rolling back a test gives its keys to the next one; the logs of a run of that key must not be there then."""
    shutil.rmtree(datafolder.path() / "runs", ignore_errors=True)


@pytest.fixture
def ended(workspace, target, a_run, a_configuration, a_configured, tmp_path):
    """`ended(script, arguments=[...], data={...}, ...)`: a run with that data, driven to its end."""
    Target.objects.filter(pk=target.pk).update(options={"root": str(tmp_path / "target")})

    def drive(script: bytes, arguments=(), **tree) -> Run:
        version = a_configuration(arguments=list(arguments))
        run = a_run(files={"train.py": script}, configuration=version, data=data.frozen(workspace, a_configured(**tree)))
        deadline = time.monotonic() + 60
        while not run.final:
            assert time.monotonic() < deadline, f"still {run.state}: {run.reason}"
            supervisor.supervise(target.pk)
            run.refresh_from_db()
        return run

    return drive


def _log(run: Run, name: str) -> str:
    return run.streams.get(name=name).path.read_text()


def test_a_run_reads_from_s3_and_writes_to_s3(ended, s3, a_datastore, workspace, contributor):
    s3.put("raw/a.csv", b"1,2")
    team = a_datastore("team", "s3://team", s3.options, is_default=True)
    run = ended(
        SCRIPT,
        ["$AZUREML_DATAREFERENCE_raw", "--again=$AZUREML_DATAREFERENCE_raw/a.csv"],
        dataReferences={"raw": {"pathOnDataStore": "raw", "mode": "download", "pathOnCompute": "input"}},
        outputData={
            "model": {
                "mechanism": "upload",
                "outputLocation": {"datapath": {"datastoreName": "team", "relativePath": "models/{output-name}"}},
                "additionalOptions": {"registrationOptions": {"name": "weights", "tags": {"from": "tests"}}},
            }
        },
    )

    assert (run.state, run.reason) == ("Completed", "")
    assert "['a.csv'] True" in _log(run, "rank-0.log")
    assert s3.objects()["models/model/a.csv"] == b"1,2"
    assert "Downloaded raw: 1 file, 3 B" in _log(run, "setup.log")
    assert list(run.events.filter(kind="data").values_list("text", flat=True)) == ["raw: 1 file downloaded", "model: 1 file uploaded"]
    dataset = Dataset.objects.get(workspace=workspace, name="weights")
    assert (dataset.datastore, dataset.path, dataset.tags) == (team, "models/model", {"from": "tests"})


def test_a_data_set_takes_its_place_in_the_arguments(ended, tmp_path, a_datastore, owner):
    folder = tmp_path / "store" / "mnist"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1")
    dataset = Dataset.register(a_datastore("raw", str(tmp_path / "store")), "mnist", "mnist", owner.user)
    place = {"dataLocation": {"dataset": {"name": "mnist"}}}
    script = b"import sys; print(sys.argv[1:])"
    run = ended(
        script, ["DatasetConsumptionConfig:x", "--id=DatasetConsumptionConfig:y"], data={"x": place, "y": place | {"mechanism": "direct"}}
    )

    assert _log(run, "rank-0.log").strip() == str([str(folder), f"--id={dataset.key}"])


def test_data_that_cannot_be_brought_fails_the_run_with_the_reason(ended, s3, a_datastore):
    a_datastore("team", "s3://nowhere", s3.options, is_default=True)
    run = ended(SCRIPT, dataReferences={"raw": {"mode": "download"}})

    assert run.state == "Failed"
    assert run.reason.startswith("The data could not be brought: raw: there is no s3://nowhere")
    assert run.started is None


def test_a_secret_is_found_in_no_file_of_studio_or_target_once_the_run_started(ended, s3, a_datastore, tmp_path):
    s3.put("raw/a.csv", b"1,2")
    a_datastore("team", "s3://team", s3.options, is_default=True)
    run = ended(
        SCRIPT + b"print(os.environ)",
        ["$AZUREML_DATAREFERENCE_raw"],
        dataReferences={"raw": {"pathOnDataStore": "raw", "mode": "download"}},
        outputData={"model": {"mechanism": "upload"}},
    )

    assert run.state == "Completed"
    looked = subprocess.run(["grep", "-rlaF", SECRET, str(tmp_path), str(datafolder.path())], capture_output=True, text=True)
    assert looked.stdout == ""
    assert SECRET not in str(list(Event.objects.values())) + str(list(Run.objects.values()))


def test_credentials_that_are_refused_fail_the_run_and_are_not_told(ended, s3, a_datastore):
    s3.put("raw/a.csv", b"1,2")
    a_datastore("team", "s3://team", s3.options, is_default=True)
    with s3.denying():
        run = ended(SCRIPT, dataReferences={"raw": {"mode": "download", "pathOnDataStore": "raw/a.csv"}})

    assert run.state == "Failed"
    assert "refuses these credentials" in run.reason
    assert SECRET not in run.reason + _log(run, "setup.log")


def test_a_script_of_azure_ml_finds_its_data_by_that_librarys_names(ended, tmp_path, a_datastore, owner):
    folder = tmp_path / "store" / "mnist"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("one,two\n1,2\n")
    store = a_datastore("raw", str(tmp_path / "store"), is_default=True)
    Dataset.register(store, "mnist", "mnist", owner.user)
    Dataset.register(store, "labels", "mnist/a.csv", owner.user, kind="tabular")
    script = b"""
from azureml.core import Dataset, Run
run = Run.get_context()
workspace = run.experiment.workspace
print(run.input_datasets["x"], Dataset.get_by_name(workspace, "labels").name, workspace.get_default_datastore().name)
"""
    run = ended(script, data={"x": {"dataLocation": {"dataset": {"name": "mnist"}}}})

    assert _log(run, "rank-0.log").strip() == f"{folder} labels raw"
