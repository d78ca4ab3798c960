"""Where runs may be sent, by whom, and what they may ask for there."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from computes.models import Target
from runs import submission
from runs.environments import building
from runs.models import Run

pytestmark = pytest.mark.django_db
GB = 2**30


@pytest.fixture
def submit(a_snapshot, a_configuration, contributor):
    snapshot = a_snapshot()
    said = "script: train.py\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"

    def send(by=contributor, text="", **fields) -> Run:
        version = a_configuration(text=said + text)
        return submission.submit(by, "digits", snapshot, version, fields.pop("submission", "once"), **fields)

    return send


def give(target, **fields) -> None:
    Target.objects.filter(pk=target.pk).update(**fields)


@pytest.mark.parametrize(
    "fields, said",
    [
        (
            {"mode": "draining", "note": "A disk is being changed."},
            "takes no new runs: it is being drained (A disk is being changed.). Choose",
        ),
        ({"mode": "retired"}, "The compute target local takes no new runs: it was retired. Choose another for this run."),
        ({"mode": "draft"}, "is still being set up"),
        ({"everybody": False}, "The compute target local is kept to some people: you may not send runs to it."),
        ({"other_host_key": "ssh-ed25519 AAAA"}, "showed another host key"),
        ({"unreachable": timezone.now(), "trouble": "No route to host."}, "No route to host."),
    ],
)
def test_what_stands_in_the_way_is_said(submit, target, fields, said):
    give(target, **fields)
    with pytest.raises(ValidationError, match="compute target local") as refusal:
        submit()
    assert said in refusal.value.messages[0] and not Run.objects.exists()


def test_a_paused_target_takes_runs(submit, target):
    give(target, mode="paused")
    assert submit().state == "NotStarted"


def test_who_is_named_may(submit, target, contributor):
    give(target, everybody=False)
    target.users.add(contributor.user)
    assert submit()


def test_an_instance_is_its_owner_s_alone(submit, target, contributor, owner):
    give(target, owner=contributor.user)
    with pytest.raises(ValidationError, match="is a compute instance of Carl: you may not send runs to it"):
        submit(by=owner)
    assert submit()


def test_what_a_configuration_asks_for_is_frozen_with_the_run(submit):
    run = submit(text="resources:\n  cpus: 2\n  memory: 8g\n  gpus: 1\n")
    assert run.resources == {"cpus": 2, "memory": 8 * GB, "gpus": 1} and run.overrides == {}


def test_what_is_said_at_submit_goes_before_it_and_a_rerun_says_it_again(submit, contributor):
    run = submit(text="resources:\n  cpus: 2\n  memory: 8g\n", resources={"memory": "16g", "gpus": "0", "cpus": "2"})
    assert run.resources == {"cpus": 2, "memory": 16 * GB, "gpus": 0}
    assert run.overrides == {"resources": {"memory": 16 * GB, "gpus": 0}}
    again = submission.rerun(contributor, run, "again")
    assert (again.resources, again.overrides) == (run.resources, run.overrides)


@pytest.mark.parametrize("said", [{"memory": "plenty"}, {"gpus": 1.5}, {"gpus": -1}, {"cpus": 0}, {"cpus": "nan"}])
def test_amounts_that_are_none_are_refused(submit, said):
    with pytest.raises(ValidationError, match="Write"):
        submit(resources=said)


def test_more_than_the_target_ever_has_is_refused_with_the_way_out(submit, target):
    give(target, health={"cpus": 4, "memory_total": 8 * GB, "gpus": [{"index": 0}, {"index": 1}]})
    with pytest.raises(ValidationError) as refusal:
        submit(resources={"gpus": 8, "cpus": 64, "memory": "8g"})
    said = "This run asks for 64 processors and 8 GPUs, and local has 4 processors and 2 GPUs. Ask for less, or choose another target."
    assert refusal.value.messages == [said]


def test_what_is_declared_goes_before_what_the_machine_has(submit, target):
    give(target, health={"cpus": 4, "memory_total": 8 * GB, "gpus": [{"index": 0}, {"index": 1}]}, cpus=2, memory=GB, gpus=[1])
    for said in ({"cpus": 3}, {"memory": "2g"}, {"gpus": 2}):
        with pytest.raises(ValidationError, match="Ask for less"):
            submit(resources=said)
    assert submit(resources={"cpus": 2, "memory": "1g", "gpus": 1})


def test_more_gpus_than_one_person_may_have_are_refused(submit, target):
    give(target, health={"cpus": 4, "gpus": [{"index": 0}, {"index": 1}]}, user_gpus=1)
    with pytest.raises(ValidationError, match="asks for 2 GPUs, and one person may have 1 on local"):
        submit(resources={"gpus": 2})


def test_of_a_machine_that_was_not_looked_at_yet_nothing_is_refused(submit):
    assert submit(resources={"gpus": 8})


def test_an_environment_is_not_built_where_no_runs_go(target, owner, an_environment):
    give(target, mode="draining")
    target.refresh_from_db()
    with pytest.raises(ValidationError, match="it is being drained"):
        building.build(owner, an_environment("torch", "torch==2"), target, "once")
