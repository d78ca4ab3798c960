"""What the agent is asked for."""

import pytest

from computes.errors import ComputeError
from runs import data

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(workspace, a_run, a_configured):
    """`planned(dataReferences={...})`: the plan of a run with such a configuration."""

    def make(**tree):
        run = a_run()
        run.data = data.frozen(workspace, a_configured(**tree))
        return data.plan(run)

    return make


def test_a_run_without_data_asks_for_nothing(a_run):
    assert data.plan(a_run()) == ({}, {}, {})


def test_a_folder_is_mounted_by_its_path(planned, a_datastore):
    a_datastore("raw", "/data/raw", is_default=True)
    item = planned(dataReferences={"x": {"pathOnDataStore": "d/in"}}).data["inputs"][0]

    assert (item["mode"], item["place"]) == ("mount", {"kind": "folder", "root": "/data/raw", "path": "/data/raw/d/in"})
    assert item["variables"] == ["AZUREML_DATAREFERENCE_x"]


def test_remote_storage_is_downloaded_instead_of_mounted_and_that_is_said(planned, a_datastore):
    a_datastore("team", "s3://team/base", is_default=True)
    item = planned(dataReferences={"x": {"pathOnDataStore": "in"}}).data["inputs"][0]

    assert (item["mode"], item["place"]["url"]) == ("download", "s3://team/base/in")
    assert "is not mounted here: it is downloaded" in item["notes"][0]


def test_an_output_that_would_be_mounted_on_remote_storage_is_uploaded(planned, a_datastore):
    a_datastore("team", "s3://team", is_default=True)
    item = planned(outputData={"model": {"mechanism": "mount"}}).data["outputs"][0]

    assert item["mode"] == "upload"
    assert "uploaded after it ended" in item["notes"][0]


def test_an_outputs_path_holds_the_runs_id(workspace, a_run, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)
    run = a_run()
    run.data = data.frozen(workspace, a_configured(outputData={"model": {}}))

    assert data.plan(run).data["outputs"][0]["place"]["path"] == f"/data/raw/dataset/{run.key}/model"


def test_credentials_travel_apart_from_the_job(planned, a_datastore):
    a_datastore("team", "s3://team", {"key": "k", "secret": "very-secret"}, is_default=True)
    plan = planned(dataReferences={"x": {}})

    assert plan.secrets == {"data": {"team": {"key": "k", "secret": "very-secret"}}}
    assert "very-secret" not in str(plan.data)


def test_a_data_sets_variables_are_those_of_azure_ml(planned, owner, a_datastore):
    from runs.models import Dataset

    dataset = Dataset.register(a_datastore("raw", "/data/raw"), "mnist", "m", owner.user)
    place = {"dataset": {"name": "mnist"}}
    plan = planned(
        data={"x": {"dataLocation": place, "mechanism": "direct"}, "y": {"dataLocation": place, "environmentVariableName": "IN"}}
    )

    assert plan.variables == {"AZUREML_DATASET_ENVIRONMENT_VARS": "x:direct,IN:mount"}
    direct, mounted = plan.data["inputs"]
    assert direct["value"] == str(dataset.key)
    assert mounted["variables"] == ["AZUREML_DATAREFERENCE_y", "IN"]


def test_a_datastore_that_was_removed_meanwhile_ends_the_run_with_a_sentence(workspace, a_run, a_datastore, a_configured):
    store = a_datastore("raw", "/data/raw", is_default=True)
    run = a_run()
    run.data = data.frozen(workspace, a_configured(dataReferences={"x": {}}))
    store.delete()

    with pytest.raises(ComputeError, match="Its datastore raw was removed"):
        data.plan(run)


def test_an_output_is_registered_as_files_when_its_run_is_completed(workspace, a_run, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)
    run = a_run("Completed")
    named = {"additionalOptions": {"registrationOptions": {"name": "weights"}}}
    far = {"outputLocation": {"datapath": {"relativePath": "{run-id}/" * 60}}} | named
    run.data = data.frozen(workspace, a_configured(outputData={"model": named, "far": far}))
    data.register_outputs(run)

    assert [(dataset.name, dataset.kind) for dataset in workspace.datasets.all()] == [("weights", "file")]
    assert "more than 1000 characters" in run.events.get(kind="left_out").text


@pytest.mark.parametrize("name", ["x" * 300, "a/b", "-", "ünits"])
def test_a_name_that_no_data_set_can_have_is_refused_at_submit(workspace, a_datastore, a_configured, name):
    a_datastore("raw", "/data/raw", is_default=True)
    asked = a_configured(outputData={"model": {"additionalOptions": {"registrationOptions": {"name": name}}}})
    assert "no name that a data set can have" in data.problems(workspace, asked)[0]
