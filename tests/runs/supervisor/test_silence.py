"""What runs say while their target does not answer, or has no room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes.errors import ComputeError, DiskFull, HostKeyChanged
from computes.models import Target
from computes.reach import reach
from computes.values import Status
from runs.models import Run
from runs.supervisor import driving, silence
from runs.supervisor.intake import Intake
from runs.supervisor.reaching import Look
from runs.supervisor.staging import SENT
from tests.runs.supervisor.test_reaching import HANDLE, Far

pytestmark = pytest.mark.django_db
SILENCE = ComputeError("It swallows every packet.", transient=True)
OFFERED = "ssh-ed25519 AAAAother"


@pytest.fixture
def lost(a_run, target, fence):
    """`lost("Running", SILENCE)`: a run in this state, when its target met that trouble."""

    def lose(state: str, trouble: ComputeError = SILENCE, run: Run | None = None) -> Run:
        run = run or a_run(state, handle=HANDLE, since=timezone.now() - timedelta(days=3))
        silence.silent(target, [run], trouble, fence)
        return Run.objects.get(pk=run.pk)

    return lose


@pytest.mark.parametrize(
    "state, seen", [("Preparing", "preparing"), ("Running", "running"), ("Finalizing", "ended, its files not collected yet")]
)
def test_it_says_since_when_it_is_not_reached_and_what_it_was_seen_doing(lost, target, state, seen):
    reached = timezone.now() - timedelta(minutes=10)
    Target.objects.filter(pk=target.pk).update(reached=reached)
    run = lost(state)
    assert run.reason.startswith(f"Not reached since {reached:%H:%M}")
    assert f", last seen {seen}. It swallows every packet." in run.reason
    assert run.last_seen == state
    assert ("The run goes on there" in run.reason) == (state != "Finalizing")


def test_since_then_it_is_not_responding(lost, a_run, target):
    run = a_run("Running", handle=HANDLE, since=timezone.now() - timedelta(hours=2))
    reached = timezone.now() - timedelta(hours=1)
    Target.objects.filter(pk=target.pk).update(reached=reached)
    run = lost("Running", run=run)
    assert run.since == reached
    assert run.events.last().at == reached


def test_that_it_runs_was_told_too_where_no_look_is_counted_yet(lost, a_run, target):
    told = timezone.now() - timedelta(minutes=2)
    for reached in (None, told - timedelta(minutes=1)):
        Target.objects.filter(pk=target.pk).update(reached=reached)
        run = lost("Running", run=a_run("Running", handle=HANDLE, since=told))
        assert (run.since, run.reason.partition(",")[0]) == (told, f"Not reached since {told:%H:%M}")


def test_of_another_day_it_names_the_day(lost, target):
    reached = timezone.now() - timedelta(days=2)
    Target.objects.filter(pk=target.pk).update(reached=reached)
    assert f"Not reached since {reached:%H:%M on %-d %B}, last seen running." in lost("Running").reason


def test_another_reason_for_the_silence_is_told_and_the_time_stays(lost):
    run = lost("Running")
    known, _, _ = run.reason.partition(". ")
    run = lost("NotResponding", ComputeError("It refuses connections.", transient=True), run)
    assert run.reason.startswith(f"{known}. It refuses connections.")
    assert run.state == "NotResponding"


def test_a_wish_to_cancel_says_that_it_waits_and_no_longer_than_that(lost, a_run, target, fence):
    run = lost("CancelRequested", run=a_run("CancelRequested", reason="Olivia asked for it", handle=HANDLE))
    assert run.state == "CancelRequested"
    assert run.reason.startswith("Olivia asked for it. Not reached since ")
    assert run.reason.endswith("it is ended there once local answers again.")
    Look(target, Far(Status("running", alive=True)), Intake(fence), fence, set()).at([run])
    assert Run.objects.get(pk=run.pk).reason == "Olivia asked for it"


def test_a_changed_host_key_stops_all_and_is_an_alarm_once(lost, a_run, target, owner):
    run = lost("Running", HostKeyChanged("Another key was shown.", OFFERED))
    lost("Running", HostKeyChanged("Another key was shown.", "ssh-ed25519 AAAAthird"))
    assert run.state == "NotResponding"
    assert run.reason.endswith("last seen running. Another key was shown.")
    target.refresh_from_db()
    assert (target.other_host_key, target.unreachable is None) == (OFFERED, False)
    assert [act.kind for act in target.acts.all()] == ["alarm"]
    with pytest.raises(HostKeyChanged, match="until an owner of the workspace trusts the new key"):
        reach(target)


def test_with_an_alarm_nobody_drives_the_target(lost, target, fence):
    fence.release()
    run = lost("Running")
    Target.objects.filter(pk=target.pk).update(other_host_key=OFFERED)
    assert driving.supervise(target.pk) is False
    run.refresh_from_db()
    assert run.state == "NotResponding"
    assert "Nothing is sent there until an owner of the workspace trusts the new key" in run.reason


def test_with_an_alarm_what_never_started_there_can_be_cancelled_and_nothing_else(a_run, target, fence):
    fence.release()
    waiting, sent, running = a_run("CancelRequested"), a_run("CancelRequested"), a_run("CancelRequested", handle=HANDLE)
    sent.note(SENT)
    Target.objects.filter(pk=target.pk).update(other_host_key=OFFERED)
    driving.supervise(target.pk)
    states = [Run.objects.get(pk=run.pk).state for run in (waiting, sent, running)]
    assert states == ["Canceled", "CancelRequested", "CancelRequested"]


def test_an_alarm_about_a_key_that_was_trusted_meanwhile_is_none(lost, target):
    Target.objects.filter(pk=target.pk).update(host_key=OFFERED)
    lost("Running", HostKeyChanged("Another key was shown.", OFFERED))
    assert Target.objects.get(pk=target.pk).other_host_key == ""


def test_a_run_that_finds_no_room_waits_and_says_so(a_run, fence):
    run = a_run("Preparing")
    silence.full(run, DiskFull("The target could not checkout: No space left on device."), fence)
    run.refresh_from_db()
    assert run.state == "Preparing"
    assert run.reason.startswith("The disk of local is full: The target could not checkout: No space left")


def test_a_full_disk_is_told_as_long_as_it_is_full(a_run, target, fence):
    run = a_run("Running", handle=HANDLE)
    for full, said in ((True, "The disk of local is full: what this run writes may be lost until there is space again."), (False, "")):
        Look(target, Far(Status("running", alive=True, disk_full=full)), Intake(fence), fence, set()).at([run])
        assert Run.objects.get(pk=run.pk).reason == said
