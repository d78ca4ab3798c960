"""Compute targets through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes.models import Act, Errand, Outage, Sample, Target

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEH1OyUOv1NzTkFxHV0S8Dw8pQKXFHUEyNTD7ORsNNRm"


@pytest.fixture
def machine(workspace, owner):
    """An SSH machine as if it had answered."""
    made = Target(workspace=workspace, name="box", kind="ssh", options={"host": "box", "user": "ada"}, host_key=KEY, reached=timezone.now())
    made.seal({"key": "-----BEGIN hush-----", "password": ""})
    made.created_by = owner.user
    made.save()
    return made


def test_a_target_tells_its_facts_and_none_of_its_secrets(call, reader, machine, a_run, target):
    facts = call(reader).get("/targets/box").data
    assert (facts["compute_type"], facts["provisioning_state"], facts["mode"]) == ("VirtualMachine", "Succeeded", "open")
    assert facts["host_key"].startswith("SHA256:") and facts["secrets"] == ["key"] and facts["created_by"] == "Olivia"
    assert "hush" not in str(facts) and facts["usable"] and facts["page"] == "/w/vision/computes/box/"


def test_the_list_counts_runs_in_as_many_queries_however_many_targets(
    call, reader, machine, target, a_run, workspace, django_assert_num_queries
):
    for state in ("Running", "Queued", "NotStarted", "Completed"):
        a_run(state)
    caller = call(reader)
    caller.get("/me")  # the first use of a token is written down
    with django_assert_num_queries(5):
        rows = {row["name"]: row for row in caller.get("/targets").data["items"]}
    assert (rows["local"]["running"], rows["local"]["waiting"]) == (1, 2) and rows["box"]["running"] == 0
    for number in range(5):
        Target.objects.create(workspace=workspace, name=f"more{number}")
    with django_assert_num_queries(5):
        assert len(caller.get("/targets").data["items"]) == 7


def test_what_is_being_set_up_is_shown_to_owners_alone_and_what_was_retired_when_asked_for(call, owner, reader, machine, target):
    Target.objects.filter(pk=machine.pk).update(mode="draft")
    assert call(reader).get("/targets/box").status_code == 404
    assert call(owner).get("/targets/box").data["provisioning_state"] == "Creating"
    Target.objects.filter(pk=machine.pk).update(mode="retired")
    assert [row["name"] for row in call(reader).get("/targets").data["items"]] == ["local"]
    assert len(call(reader).get("/targets", retired="true").data["items"]) == 2
    assert not call(reader).get("/targets/box").data["usable"]


@pytest.mark.parametrize(
    ("changes", "state"),
    [({"reached": None}, "Unknown"), ({"unreachable": timezone.now()}, "Failed"), ({"other_host_key": KEY}, "Failed"), ({}, "Succeeded")],
)
def test_the_state_is_one_of_azure_ml_s_words(call, reader, machine, changes, state):
    Target.objects.filter(pk=machine.pk).update(**changes)
    assert call(reader).get("/targets/box").data["provisioning_state"] == state


def test_its_history_is_told(call, reader, owner, machine):
    now = timezone.now()
    Act.note(machine, "mode", "drained it: a disk is being changed", owner.user)
    Outage.objects.create(target=machine, began=now - timedelta(hours=2), ended=now, reason="No route to host.")
    Sample.objects.create(target=machine, at=now - timedelta(hours=5), load=0.5)
    Sample.objects.create(target=machine, at=now - timedelta(hours=1), load=0.7)
    ask = call(reader)
    assert [(act["by"], act["text"]) for act in ask.get("/targets/box/acts").data["items"]] == [
        ("Olivia", "drained it: a disk is being changed")
    ]
    assert ask.get("/targets/box/outages").data["items"][0]["reason"] == "No route to host."
    assert [sample["load"] for sample in ask.get("/targets/box/samples").data] == [0.7]
    assert len(ask.get("/targets/box/samples", hours="9").data) == 2


def test_an_errand_tells_how_far_it_is_and_belongs_to_its_target(call, reader, stranger, machine, target):
    errand = Errand.objects.create(target=machine, kind="check", steps=[{"name": "reach", "state": "passed", "seconds": 0.1}])
    told = call(reader).get(f"/targets/box/errands/{errand.pk}").data
    assert (told["state"], told["steps"][0]["state"]) == ("waiting", "passed")
    assert call(reader).get(f"/targets/local/errands/{errand.pk}").status_code == 404
    assert call(stranger).get(f"/targets/box/errands/{errand.pk}").status_code == 404
