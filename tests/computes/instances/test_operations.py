"""Creating, stopping, starting, restarting and deleting: what people see, and what the engine has."""

import pytest
from django.core.exceptions import ValidationError

from computes import instances as studio
from computes.errors import ComputeError
from computes.instances.operations import OPERATIONS
from computes.models import Act, Errand, Instance, InstanceState, Mode, Target
from computes.reach import reach


def test_an_instance_is_a_container_with_limits_a_home_and_no_port(instances, contributor):
    instance = instances.running(contributor, cpus=0.5, memory=256 * 2**20)
    assert instance.state == "Running"
    assert instance.last_operation["operationName"] == "Create"
    assert instance.last_operation["operationStatus"] == "Succeeded"
    assert instance.target.mode == Mode.OPEN

    facts = instances.containers(instance)[0].attrs
    limits = facts["HostConfig"]
    assert (limits["NanoCpus"], limits["Memory"]) == (5 * 10**8, 256 * 2**20)
    assert limits["SecurityOpt"] == ["no-new-privileges"]
    assert limits["RestartPolicy"]["Name"] in ("no", "")
    assert not limits["PortBindings"] and not limits["Privileged"]
    assert [mount["Destination"] for mount in facts["Mounts"]] == ["/home/instance"]

    health = reach(instance.target)[1].probe()
    assert health.hostname == "ada-box"
    assert health.uv  # brought by the studio: the image has none


def test_its_home_is_kept_while_it_is_stopped_and_goes_when_it_is_deleted(instances, contributor):
    instance = instances.running(contributor)
    instances.run(instance, "sh", "-c", "echo kept > /home/instance/notes.txt")

    stopped = instances.do(instance, "stop", contributor)
    assert (stopped.state, stopped.target.mode) == ("Stopped", Mode.PAUSED)
    assert instances.containers(instance)[0].status == "exited"

    assert instances.do(instance, "start", contributor).state == "Running"
    assert instances.do(instance, "restart", contributor).state == "Running"
    assert instances.run(instance, "cat", "/home/instance/notes.txt") == "kept\n"

    assert instances.do(instance, "delete", contributor) is None
    assert instances.containers(instance) == instances.volumes(instance) == []
    assert not Target.objects.filter(name="ada-box").exists()
    assert Act.objects.filter(name="ada-box").first().text == "deleted it, for good"


def test_begun_again_after_its_worker_was_killed_it_makes_no_second_container(instances, contributor):
    instance = instances.again(contributor)
    container = instances.containers(instance)[0].id
    # As a worker finds it that begins the creation again: all was made, and nothing was written down.
    Instance.objects.filter(pk=instance.pk).update(state=InstanceState.CREATING)
    begun = {"state": Errand.State.RUNNING, "ended": None}
    Errand.objects.update_or_create(target=instance.target, kind="instance_create", defaults=begun)
    assert instances.work(instance).state == Errand.State.DONE
    assert [each.id for each in instances.containers(instance)] == [container]
    assert instances.now(instance).state == "Running"


def test_what_cannot_be_made_says_why_and_leaves_nothing(instances, contributor):
    instance = instances.create(contributor, image="localhost:1/no-such:1")
    errand = instances.work(instance)
    assert errand.state == Errand.State.FAILED
    assert "localhost:1/no-such:1 cannot be pulled" in errand.trouble
    failed = instances.now(instance)
    assert (failed.state, failed.last_operation["operationStatus"]) == ("CreateFailed", "CreateFailed")
    assert instances.containers(instance) == instances.volumes(instance) == []
    with pytest.raises(ComputeError, match="cannot be started"):
        studio.start(failed, contributor.user)
    assert instances.do(instance, "delete", contributor) is None


@pytest.mark.parametrize(
    ("state", "operations"),
    [
        ("Creating", set()),
        ("CreateFailed", {"delete"}),
        ("Running", {"stop", "restart", "delete", "setup"}),
        ("JobRunning", {"stop", "restart", "delete", "setup"}),
        ("Stopped", {"start", "delete"}),
        ("Stopping", set()),
        ("Starting", set()),
        ("Restarting", set()),
        ("Deleting", set()),
        ("SettingUp", {"stop", "restart", "delete"}),
        ("SetupFailed", {"stop", "restart", "delete", "setup"}),
        ("Unknown", {"delete"}),
        ("Unusable", {"start", "delete"}),
    ],
)
def test_each_state_allows_what_azure_ml_allowed(state, operations):
    allowed = {name for name, operation in OPERATIONS.items() if state in operation.of and name != "create"}
    assert allowed == operations


def test_of_two_who_ask_at_once_one_is_told_no(instances, contributor):
    instance = instances.again(contributor)
    first, second = instances.now(instance), instances.now(instance)
    studio.stop(first, contributor.user)
    with pytest.raises(ComputeError, match="ada-box is stopping: it cannot be restarted now"):
        studio.restart(second, contributor.user)


def test_a_container_that_was_killed_outside_is_stopped_and_says_so(instances, contributor):
    instance = instances.again(contributor)
    instances.containers(instance)[0].kill()
    seen = instances.look(instance)
    assert (seen.state, seen.target.mode) == ("Stopped", Mode.PAUSED)
    assert "stopped outside of the studio (exit code 137)" in seen.trouble
    assert instances.do(instance, "start", contributor).state == "Running"


def test_a_container_that_was_removed_outside_is_made_anew_with_the_same_home(instances, contributor):
    instance = instances.again(contributor)
    instances.run(instance, "touch", "/home/instance/kept")
    instances.containers(instance)[0].remove(force=True)
    assert instances.look(instance).state == "Unusable"
    assert instances.do(instance, "start", contributor).state == "Running"
    assert "kept" in instances.run(instance, "ls", "/home/instance")


def test_while_its_host_does_not_answer_its_state_is_unknown(instances, contributor, host):
    instance = instances.again(contributor)
    there = host.options["docker_socket"]
    Target.objects.filter(pk=host.pk).update(options={**host.options, "docker_socket": "/nowhere.sock"})
    unknown = instances.look(instance)
    assert (unknown.state, unknown.target.mode) == ("Unknown", Mode.PAUSED)
    assert "does not answer" in unknown.trouble
    kept = instances.do(instance, "delete", contributor)
    assert (kept.state, kept.last_operation["operationStatus"]) == ("Unknown", "DeleteFailed")
    Target.objects.filter(pk=host.pk).update(options={**host.options, "docker_socket": there})
    assert (back := instances.look(instance)).state == "Running"
    assert back.trouble == ""


def test_its_owner_alone_sends_runs_to_it(instances, contributor, owner):
    instance = instances.again(contributor)
    assert instance.target.usable_by(contributor)
    assert not instance.target.usable_by(owner)


def test_only_hosts_with_an_engine_that_take_it_are_offered(instances, contributor, host, target):
    assert list(studio.hosts_for(contributor)) == [host]
    with pytest.raises(ValidationError) as refusal:
        studio.create(contributor, "x", target, "python 3", cpus=-1)
    assert set(refusal.value.message_dict) == {"name", "host", "image", "cpus"}


def test_of_a_host_that_was_retired_and_is_gone_it_can_be_deleted(instances, contributor, host):
    instance = instances.again(contributor)
    Target.objects.filter(pk=host.pk).update(mode=Mode.RETIRED, options={**host.options, "docker_socket": "/nowhere.sock"})
    assert instances.look(instance).state == "Unknown"
    assert instances.do(instance, "delete", contributor) is None
