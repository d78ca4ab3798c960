"""Names in a run configuration, found in the workspace."""

import contextlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from runs import data
from runs.models import Dataset
from runs.runconfig import Document, RunconfigError

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "samples"


def test_a_reference_names_a_datastore_and_a_path(workspace, a_datastore, a_configured):
    a_datastore("raw", "/data/raw")
    wanted = a_configured(
        dataReferences={"mydata": {"dataStoreName": "raw", "pathOnDataStore": "/d/in/", "mode": "Download", "overwrite": True}}
    )

    facts = data.frozen(workspace, wanted)["inputs"]["mydata"]

    assert (facts["datastore"], facts["path"], facts["mode"], facts["overwrite"]) == ("raw", "d/in", "download", True)


def test_a_reference_without_a_datastore_means_the_default(workspace, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)

    assert data.frozen(workspace, a_configured(dataReferences={"x": {}}))["inputs"]["x"]["datastore"] == "raw"


def test_an_unknown_datastore_is_refused_with_the_way_out(workspace, a_configured):
    wanted = a_configured(dataReferences={"x": {"dataStoreName": "workspaceblobstore"}, "y": {}})

    assert data.problems(workspace, wanted) == [
        "dataReferences.x: there is no datastore called workspaceblobstore in this workspace. "
        "Make one of that name on the page Data, or change dataStoreName.",
        "dataReferences.y: dataStoreName is not set, and this workspace has no default datastore. "
        "Name one, or set a default on the page Data.",
    ]
    with pytest.raises(ValidationError):
        data.frozen(workspace, wanted)


def test_a_datastore_of_another_workspace_is_unknown(workspace, stranger, a_datastore, a_configured):
    a_datastore("raw", "/data/raw")

    assert data.problems(stranger.workspace, a_configured(dataReferences={"x": {"dataStoreName": "raw"}}))


@pytest.mark.parametrize("path", ["../other", "a/../../b", "a\\..\\..\\b"])
def test_a_path_that_leaves_its_datastore_is_refused(workspace, a_datastore, a_configured, path):
    a_datastore("raw", "/data/raw")
    wanted = a_configured(dataReferences={"x": {"dataStoreName": "raw", "pathOnDataStore": path}})

    assert "leaves the datastore" in data.problems(workspace, wanted)[0]


def test_a_data_set_is_named_by_name_by_version_and_by_id(workspace, owner, a_datastore, a_configured):
    raw = a_datastore("raw", "/data/raw")
    first = Dataset.register(raw, "mnist", "one", owner.user)
    Dataset.register(raw, "mnist", "two", owner.user)
    places = {"newest": {"name": "mnist"}, "latest": {"name": "mnist", "version": "latest"}}
    places |= {"old": {"name": "mnist", "version": 1}, "id": {"id": str(first.key)}}
    wanted = a_configured(data={name: {"dataLocation": {"dataset": place}} for name, place in places.items()})

    paths = {name: facts["path"] for name, facts in data.frozen(workspace, wanted)["inputs"].items()}

    assert paths == {"newest": "two", "latest": "two", "old": "one", "id": "one"}


def test_what_was_frozen_stays_when_the_data_set_gets_a_new_version(workspace, owner, a_datastore, a_configured):
    raw = a_datastore("raw", "/data/raw")
    Dataset.register(raw, "mnist", "one", owner.user)
    frozen = data.frozen(workspace, a_configured(data={"x": {"dataLocation": {"dataset": {"name": "mnist"}}}}))
    Dataset.register(raw, "mnist", "two", owner.user)

    assert (frozen["inputs"]["x"]["path"], frozen["inputs"]["x"]["dataset"]["version"]) == ("one", 1)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"name": "mnist", "version": 7}, "there is no data set called mnist in version 7"),
        ({"id": "ed4b4117-8eec-4a5f-afb6-481bd5ef0017"}, "ids of Azure ML mean nothing here"),
        ({"id": "not an id"}, "there is no data set with the id not an id"),
    ],
)
def test_an_unknown_data_set_is_refused_with_the_way_out(workspace, a_configured, place, words):
    assert words in data.problems(workspace, a_configured(data={"x": {"dataLocation": {"dataset": place}}}))[0]


def test_an_output_without_a_place_goes_where_azure_ml_put_it(workspace, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)

    assert data.frozen(workspace, a_configured(outputData={"model": {}}))["outputs"]["model"]["path"] == "dataset/{run-id}/{output-name}"


def test_an_upload_to_a_web_address_is_refused(workspace, a_datastore, a_configured):
    a_datastore("web", "https://example.org/data")
    wanted = a_configured(dataReferences={"x": {"dataStoreName": "web", "mode": "upload"}})

    assert "can be read alone" in data.problems(workspace, wanted)[0]


def test_a_mode_that_is_not_known_is_refused(workspace, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)

    assert data.problems(workspace, a_configured(outputData={"x": {"mechanism": "link"}})) == [
        "outputData.x: link is not known here. Choose mount or upload."
    ]


def test_a_name_that_could_be_no_folder_is_refused(workspace, a_datastore, a_configured):
    a_datastore("raw", "/data/raw", is_default=True)

    assert "Rename it" in data.problems(workspace, a_configured(dataReferences={"../x": {}}))[0]


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.runconfig")), ids=lambda path: path.name)
def test_every_sample_is_looked_through_without_a_crash(workspace, path):
    with contextlib.suppress(RunconfigError):  # what is no run configuration at all is the reader's to refuse
        assert all(isinstance(problem, str) for problem in data.problems(workspace, Document.read(path.read_text()).configuration))
