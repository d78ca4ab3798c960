"""What an instance is used for: runs of its owner, which decide its state and whether it is idle."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes import instances as studio
from computes.instances.machines import runs as ending
from computes.models import Act, Errand, Instance, Mode, Target
from runs.models import Run, Stream
from tests.computes.instances.arrange import a_supervisor
from tests.computes.machine import until


@pytest.fixture
def instance(instances, contributor) -> Instance:
    return instances.again(contributor)


def test_a_run_of_its_owner_runs_in_it_and_stopping_it_cancels_what_is_on_it(instances, instance, contributor, a_configuration, a_run):
    done = a_run(
        configuration=a_configuration("short", target=instance.target), files={"train.py": b"import socket; print(socket.gethostname())"}
    )
    long = a_run(configuration=a_configuration("long", target=instance.target), files={"train.py": b"import time; time.sleep(600)"})
    with a_supervisor(instance):
        until(lambda: _state(done) == "Completed" and _state(long) == "Running", 60)
        assert instances.look(instance).state == "JobRunning"
        studio.stop(instances.now(instance), contributor.user)
        assert instances.work(instance).state == Errand.State.DONE
    assert b"ada-box" in Stream.objects.get(run=done, name="rank-0.log").path.read_bytes()
    assert _state(long) == "Canceled"
    assert instances.now(instance).state == "Stopped"


def test_runs_that_do_not_end_in_time_end_with_the_machine(instances, instance, contributor, a_configuration, a_run, settings, monkeypatch):
    monkeypatch.setattr(ending, "PATIENCE", 0)
    settings.CANCEL_GRACE_SECONDS = 0
    version = a_configuration(target=instance.target)
    running, waiting = a_run("Running", configuration=version), a_run(configuration=version)
    stopped = instances.do(instance, "stop", contributor)
    assert stopped.state == "Stopped"
    running.refresh_from_db()
    assert (running.state, running.reason) == ("Canceled", "The compute instance ada-box was stopped.")
    assert _state(waiting) == "NotStarted"


def test_deleted_with_runs_it_is_kept_for_the_history_alone(instances, contributor, a_configuration, a_run):
    instance = instances.create(contributor, image="localhost:1/none:1")
    instances.work(instance)
    waiting = a_run(configuration=a_configuration(target=instance.target))
    with a_supervisor(instance):
        instances.do(instance, "delete", contributor)
    assert _state(waiting) == "Canceled"
    assert Target.objects.get(name="ada-box").mode == Mode.RETIRED


def test_idle_for_long_it_is_stopped_by_itself(instances, instance, contributor):
    studio.set_idle(instance, 30, contributor.user)
    _active(instance, timedelta(minutes=29))
    assert instances.look(instance).state == "Running"
    _active(instance, timedelta(minutes=31))
    assert instances.look(instance).state == "Stopping"
    assert Act.objects.filter(text="stopped it: nothing happened on it for 30 minutes", by=None).exists()
    instances.work(instance)
    assert instances.look(instance).state == "Stopped"


def test_a_run_keeps_it_from_being_idle(instances, instance, contributor, a_configuration, a_run):
    studio.set_idle(instance, 30, contributor.user)
    _active(instance, timedelta(hours=2))
    a_run("Running", configuration=a_configuration(target=instance.target))
    assert instances.look(instance).state == "JobRunning"
    assert instances.now(instance).active_at > timezone.now() - timedelta(minutes=1)


def test_an_operation_that_nobody_carries_out_is_over(instances, instance, contributor):
    studio.stop(instances.now(instance), contributor.user)
    Errand.objects.filter(target=instance.target).update(state=Errand.State.FAILED, ended=timezone.now())
    assert instances.look(instance).state == "Stopping"  # it may be on its way still
    Instance.objects.filter(pk=instance.pk).update(since=timezone.now() - timedelta(minutes=1))
    seen = instances.look(instance)
    assert (seen.state, seen.last_operation["operationStatus"]) == ("Running", "StopFailed")


def _active(instance: Instance, ago: timedelta) -> None:
    Instance.objects.filter(pk=instance.pk).update(active_at=timezone.now() - ago)


def _state(run: Run) -> str:
    run.refresh_from_db()
    return run.state


def test_a_run_that_waits_for_a_stopped_one_says_so(instances, instance, contributor, a_configuration, a_run):
    waiting = a_run(configuration=a_configuration(target=instance.target))
    Instance.objects.filter(pk=instance.pk).update(state="Stopped")
    Target.objects.filter(pk=instance.target_id).update(mode=Mode.PAUSED)
    with a_supervisor(instance):
        until(lambda: "the compute instance is stopped" in Run.objects.get(pk=waiting.pk).reason)
