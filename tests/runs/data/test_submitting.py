"""Data that a run configuration names, when it is submitted."""

import pytest
from django.core.exceptions import ValidationError

from runs import drafting, submission
from runs.configuring.knowing import known
from runs.models import Configuration, Dataset
from runs.runconfig import Document, lint

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(workspace, target, contributor, a_snapshot):
    """`submitted("dataReferences: …")`: the run of a configuration that says this too."""

    def submit(more: str, key: str = "once"):
        text = drafting.drafted(script="train.py", target="local") + more
        configuration, _ = Configuration.objects.get_or_create(workspace=workspace, name="train")
        version = configuration.revise(None, text=text)
        return submission.submit(contributor, "digits", a_snapshot(), version, key)

    return submit


def test_what_a_run_reads_is_frozen_with_it(submitted, a_datastore, owner):
    Dataset.register(a_datastore("raw", "/data/raw"), "mnist", "m", owner.user)

    run = submitted("data:\n  x:\n    dataLocation:\n      dataset:\n        name: mnist\n")

    assert run.data["inputs"]["x"]["dataset"]["version"] == 1


def test_data_that_is_not_there_keeps_a_run_from_being_submitted(submitted):
    with pytest.raises(ValidationError) as refusal:
        submitted("dataReferences:\n  x:\n    dataStoreName: workspaceblobstore\n")

    assert len(refusal.value.messages) == 1
    assert "no datastore workspaceblobstore in this workspace" in refusal.value.messages[0]


def test_the_linter_says_that_remote_storage_is_not_mounted(workspace, a_datastore):
    a_datastore("team", "s3://team")
    text = drafting.drafted() + "dataReferences:\n  x:\n    dataStoreName: team\n    mode: mount\n"

    found = [finding.message for finding in lint(Document.read(text), known(workspace)) if finding.path.startswith("dataReferences")]

    assert found == ["team is remote storage, which is not mounted here; the data is downloaded before the script starts instead."]
