"""Compute targets registered, changed, confirmed and let go through the API. What the machine says is the business of other tests."""

import pytest
from django.utils import timezone

from computes.host_keys import fingerprint
from computes.models import Act, Errand, Target

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEH1OyUOv1NzTkFxHV0S8Dw8pQKXFHUEyNTD7ORsNNRm"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEH1OyUOv1NzTkFxHV0S8Dw8pQKXFHUEyNTD7ORsNNRn"
BOX = {"name": "box", "kind": "ssh", "options": {"host": "10.0.0.5", "user": "ada", "auth": "generate"}}


@pytest.fixture
def box(workspace):
    """An SSH machine that answered."""
    options = {"host": "10.0.0.5", "port": 22, "user": "ada", "auth": "key"}
    made = Target(workspace=workspace, name="box", kind="ssh", options=options, host_key=KEY, reached=timezone.now())
    made.seal({"key": "hush"})
    made.save()
    return made


@pytest.mark.parametrize("role", ["reader", "contributor"])
def test_only_owners_administer(call, role, request, box):
    ask = call(request.getfixturevalue(role))
    acts = [
        ask.post("/targets", BOX),
        ask.patch("/targets/box", {"slots": 3}),
        ask.post("/targets/box/errands", {"kind": "check"}),
        ask.put("/targets/box/host-key", {"fingerprint": "x"}),
        ask.post("/targets/box/detachment", {}),
    ]
    assert {answer.status_code for answer in acts} == {403} and ask.get("/targets/box").status_code == 200


def test_a_machine_is_registered_as_a_draft_whose_check_is_asked_for(call, owner):
    answer = call(owner).post("/targets", {**BOX, "slots": 3, "description": "Under the desk"})
    assert answer.status_code == 201, answer.data
    told = answer.data
    assert (told["mode"], told["slots"], told["description"], told["secrets"]) == ("draft", 3, "Under the desk", ["key"])
    assert told["public_key"].startswith("ssh-ed25519 ") and "PRIVATE" not in str(told)
    assert Errand.objects.get().ask == {"open": True}
    assert call(owner).post("/targets/box/errands", {"kind": "check"}).data["id"] == Errand.objects.get().pk


def test_a_password_is_kept_and_never_told(call, owner):
    wanted = {**BOX, "options": {"host": "h", "user": "u", "auth": "password"}, "secrets": {"password": "correct horse"}}
    told = call(owner).post("/targets", wanted).data
    assert told["secrets"] == ["password"] and "correct horse" not in str(told)
    assert Target.objects.get(name="box").secrets == {"password": "correct horse"}
    assert "correct horse" not in str(call(owner).get("/targets/box/acts").data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "9box"}, "name"),
        ({"name": "local"}, "name"),
        ({"kind": "spaceship"}, "kind"),
        ({"kind": "instance"}, "kind"),
        ({"options": {"host": "a b", "user": "ada", "auth": "generate"}}, "host"),
        ({"secrets": {"key": "ssh-ed25519 AAAA"}, "options": {"host": "h", "user": "u", "auth": "key"}}, "key"),
        ({"users": ["nobody"]}, "users"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(call, owner, changes, field):
    answer = call(owner).post("/targets", {**BOX, **changes})
    assert answer.status_code == 422 and field in answer.data["facts"], answer.data
    assert not Target.objects.filter(kind="ssh").exists()


def test_limits_people_and_notes_are_changed_and_written_down(call, owner, contributor, reader, box):
    changes = {"slots": 5, "cpus": 3.5, "memory": 2**33, "gpus": [0], "user_runs": 2, "retries": 1, "everybody": False, "users": ["carl"]}
    told = call(owner).patch("/targets/box", {**changes, "note": "A disk is changed on Monday.", "mode": "draining"}).data
    assert {name: told[name] for name in changes} == changes and (told["mode"], told["note"]) == (
        "draining",
        "A disk is changed on Monday.",
    )
    assert call(contributor).get("/targets/box").data["usable"] and not call(reader).get("/targets/box").data["usable"]
    assert call(owner).patch("/targets/box", {"gpus": None, "cpus": None}).data["gpus"] is None
    assert call(owner).patch("/targets/box", {"note": ""}).data["note"] == ""
    assert "Olivia" in {act["by"] for act in call(reader).get("/targets/box/acts").data["items"]}
    assert Target.objects.get(pk=box.pk).secrets == {"key": "hush"}


def test_a_change_that_is_refused_in_part_is_no_change(call, owner, box):
    assert call(owner).patch("/targets/box", {"slots": 7, "mode": "retired", "note": "x" * 501}).status_code == 422
    assert Target.objects.get(pk=box.pk).slots == 2 and not Act.objects.exists()


def test_a_draft_is_opened_by_a_passed_check_alone(call, owner, box):
    Target.objects.filter(pk=box.pk).update(mode="draft")
    assert "has not passed its check" in call(owner).patch("/targets/box", {"mode": "open"}).data["detail"]
    Errand.objects.create(target=box, kind="check", state="done", answer={"green": True})
    assert call(owner).patch("/targets/box", {"mode": "open"}).data["mode"] == "open"


def test_a_host_key_is_confirmed_by_the_fingerprint_that_was_compared(call, owner, box):
    Target.objects.filter(pk=box.pk).update(other_host_key=OTHER)
    ask = call(owner)
    keys = ask.get("/targets/box/host-key").data
    assert keys["pinned"] == fingerprint(KEY) and keys["offered"]["machine"] == "10.0.0.5:22"
    assert ask.put("/targets/box/host-key", {"fingerprint": "SHA256:else"}).status_code == 422
    assert ask.put("/targets/box/host-key", {"fingerprint": fingerprint(OTHER)}).data["kind"] == "check"
    assert ask.get("/targets/box/host-key").data == {"pinned": fingerprint(OTHER), "offered": None}


def test_the_pinned_key_can_be_kept(call, owner, box):
    Target.objects.filter(pk=box.pk).update(other_host_key=OTHER)
    assert call(owner).put("/targets/box/host-key", {"fingerprint": fingerprint(KEY)}).status_code == 200
    assert call(owner).get("/targets/box").data["host_key"] == fingerprint(KEY)


def test_errands_are_asked_for(call, owner, box):
    ask = call(owner)
    assert ask.post("/targets/box/errands", {"kind": "usage"}).data["kind"] == "usage"
    cleaning = ask.post("/targets/box/errands", {"kind": "clean", "what": ["code"]})
    assert cleaning.status_code == 201 and Errand.objects.get(kind="clean").ask == {"what": ["code"]}
    assert "no part of a target called sofa" in ask.post("/targets/box/errands", {"kind": "clean", "what": ["sofa"]}).data["detail"]
    assert ask.post("/targets/box/errands", {"kind": "dance"}).status_code == 422


def test_a_target_without_a_history_goes_and_one_with_runs_is_retired(call, owner, box, a_run, target):
    a_run("Completed")
    assert call(owner).post("/targets/box/detachment", {}).data == {"errand": None}
    assert call(owner).get("/targets/box").status_code == 404
    call(owner).post("/targets/local/detachment", {})
    assert call(owner).get("/targets/local").data["mode"] == "retired"


def test_a_target_at_work_is_not_let_go(call, owner, a_run, target):
    a_run("Running")
    assert "1 run is active" in call(owner).post("/targets/local/detachment", {}).data["detail"]


def test_another_workspace_s_targets_are_not_there(call, stranger, box):
    ask = call(stranger)
    answers = [ask.get("/targets/box"), ask.patch("/targets/box", {"slots": 1}), ask.post("/targets/box/detachment", {})]
    answers += [ask.get("/targets/box/host-key"), ask.get("/targets/box/acts"), ask.get("/targets/box/samples")]
    assert {answer.status_code for answer in answers} == {404}
