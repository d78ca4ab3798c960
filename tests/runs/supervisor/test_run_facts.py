"""What a run's script may ask of it."""

import json

import pytest

from runs.models import Dataset, Datastore
from runs.supervisor import run_facts, staging

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(workspace):
    return Datastore.objects.create(workspace=workspace, name="disk", kind=Datastore.Kind.FOLDER, url="/data", is_default=True)


def test_it_knows_who_it_is(a_run, contributor):
    run = a_run("Preparing", by=contributor, name="First", tags={"team": "vision"}, arguments=["--fast"])
    facts = run_facts.of(run)
    assert (facts["id"], facts["number"], facts["experiment"]) == (run.key, run.number, "digits")
    assert (facts["workspace"], facts["display_name"], facts["tags"]) == (
        {"name": "Vision team", "slug": "vision"},
        "First",
        {"team": "vision"},
    )
    assert (facts["script"], facts["arguments"], facts["target"]) == ("train.py", ["--fast"], "local")
    assert staging.job_of(run).run == facts == json.loads(json.dumps(facts))


def test_datasets_in_folders_can_be_asked_for_by_name(a_run, folder, workspace):
    Dataset.register(folder, "iris", "tables/old.csv", None)
    newest = Dataset.register(folder, "iris", "tables/iris.csv", None)
    far = Datastore.objects.create(workspace=workspace, name="far", kind=Datastore.Kind.REMOTE, url="s3://far")
    Dataset.register(far, "elsewhere", "a.csv", None)
    facts = run_facts.of(a_run())
    assert facts["datasets"] == {"iris": {"id": str(newest.key), "version": 2, "kind": newest.kind, "path": "/data/tables/iris.csv"}}
    assert facts["datastores"] == {"disk": "/data", "far": None} and facts["default_datastore"] == "disk"


def test_nothing_of_another_workspace_is_told(a_run, stranger):
    theirs = Datastore.objects.create(workspace=stranger.workspace, name="theirs", kind=Datastore.Kind.FOLDER, url="/theirs")
    Dataset.register(theirs, "secret", "", None)
    facts = run_facts.of(a_run())
    assert (facts["datasets"], facts["datastores"]) == ({}, {})
