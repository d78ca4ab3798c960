"""What waits for a target, moved and cancelled through the API."""

import pytest

from computes.models import Target
from runs.models import Run


@pytest.fixture
def other(workspace):
    return Target.objects.create(workspace=workspace, name="other", kind="local")


def test_what_waits_is_moved_and_what_runs_stays(call, owner, a_run, other):
    waiting, running = a_run("Queued", by=owner), a_run("Running", by=owner)
    told = call(owner).post("/targets/local/moves", {"to": "other"}).data
    assert (told["runs"], told["refused"]) == ([waiting.key], {})
    assert dict(Run.objects.values_list("key", "target__name")) == {waiting.key: "other", running.key: "local"}


def test_only_those_that_are_named_are_cancelled(call, owner, a_run, other):
    first, second = a_run("Queued"), a_run("NotStarted")
    assert call(owner).post("/targets/local/cancellations", {"runs": [first.key]}).data == {"cancelled": 1}
    assert dict(Run.objects.values_list("key", "state")) == {first.key: "Canceled", second.key: "NotStarted"}
    assert call(owner).post("/targets/local/cancellations", {}).data == {"cancelled": 1}


def test_it_takes_an_owner_and_a_target_of_the_workspace(call, owner, contributor, stranger, a_run, other):
    a_run("Queued")
    assert call(contributor).post("/targets/local/moves", {"to": "other"}).status_code == 403
    assert call(stranger).post("/targets/local/moves", {"to": "other"}).status_code == 404
    assert "no compute target nowhere" in call(owner).post("/targets/local/moves", {"to": "nowhere"}).data["detail"]
    assert "already" in call(owner).post("/targets/local/moves", {"to": "local"}).data["detail"]
