"""Looks at a target: what is believed of what it says, and of its silence."""

import re

import pytest
from django.utils import timezone

from computes.errors import ComputeError
from computes.values import Status
from runs.models import Run
from runs.supervisor.intake import Intake
from runs.supervisor.reaching import Look

pytestmark = pytest.mark.django_db
HANDLE = {"kind": "process", "version": 1, "data": {"job": "x"}}


class Far:
    """A launcher's far side, as scripted: what it says next, or why it is silent."""

    def __init__(self, *says: Status | ComputeError):
        self.says, self.cancels = list(says), []

    def poll(self, handles):
        word = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(word, ComputeError):
            raise word
        return dict.fromkeys(handles, word)

    def cancel(self, handle, force=False, grace=10):
        self.cancels.append((force, grace))


@pytest.fixture
def look(target, fence):
    """`look(run, far)`: one look; the run as the database has it afterwards."""

    def at(run: Run, far: Far, cancelled=()) -> Run:
        intake = Intake(fence)
        intake.follow(run)
        run.handle = HANDLE
        Look(target, far, intake, fence, set(cancelled)).at([run])
        return Run.objects.get(pk=run.pk)

    return at


SILENCE = ComputeError("The connection was refused.", transient=True)
FINISHED = Status("finished", code=0, reason="exited", ended=1_700_000_000, ended_processes=0)


@pytest.mark.parametrize("state", ["Preparing", "Running", "Finalizing"])
def test_silence_is_a_state_since_when_and_why(look, a_run, target, state):
    run = look(a_run(state), Far(SILENCE))
    assert run.state == "NotResponding"
    assert re.match(r"Not reached since \d\d:\d\d, last seen ", run.reason) and "The connection was refused." in run.reason
    target.refresh_from_db()
    assert target.unreachable <= timezone.now() and target.trouble == "The connection was refused."


def test_a_wish_to_cancel_outlives_silence(look, a_run):
    assert look(a_run("CancelRequested"), Far(SILENCE)).state == "CancelRequested"


@pytest.mark.parametrize("before, status", [("Running", Status("running", alive=True)), ("Preparing", Status("preparing", alive=True))])
def test_whoever_answers_again_is_where_it_was(look, a_run, target, before, status):
    run = look(a_run(before), Far(SILENCE))
    run = look(run, Far(status))
    assert (run.state, run.reason) == (before, "")
    assert run.events.last().text == "The target answers again."
    target.refresh_from_db()
    assert target.unreachable is None


def test_a_run_that_was_being_collected_ended_when_it_ended(look, a_run):
    run = a_run("Finalizing")
    run.note("finished", reason="exited", sizes={})
    ended = run.ended
    run = look(look(run, Far(SILENCE)), Far(FINISHED))
    assert (run.state, run.ended) == ("Finalizing", ended)


def test_an_end_that_nobody_told_is_believed_once_everything_is_here(look, a_run):
    run = a_run("Running")
    assert look(run, Far(Status("finished", code=0, alive=True))).state == "Running", "its last line is on its way"
    assert look(run, Far(Status("finished", code=0, ended=1.0, sizes={"rank-0.log": 5}))).state == "Running", "its log is not here yet"
    run = look(run, Far(FINISHED))
    assert (run.state, run.exit_code) == ("Finalizing", 0)


def test_an_end_that_a_script_told_of_itself_waits_for_the_agents_and_no_longer(a_run, target, fence):
    run, intake = a_run("Finalizing"), Intake(fence)
    run.note("finished", reason="exited", sizes={"rank-0.log": 10**12})
    run.handle = HANDLE
    intake.follow(run)
    for status, complete in [(Status("running", alive=True), False), (FINISHED, True)]:
        Look(target, Far(status), intake, fence, set()).at([run])
        assert intake.complete(run) == complete


def test_what_an_agent_left_is_ended_before_the_run_is(look, a_run):
    far = Far(Status("lost", reason="agent killed"), Status("lost", reason="agent killed", ended=2.0, ended_processes=4))
    run = look(a_run("Running"), far)
    assert far.cancels == [(True, 0)]
    assert (run.state, run.processes_ended, run.processes_left) == ("Finalizing", 4, 0)


def test_trouble_with_one_run_is_not_the_targets(a_run, target, fence):
    class Damaged(Far):
        def poll(self, handles):
            words = [Status("lost", reason="agent killed"), Status("running", alive=True)]
            return dict(zip(handles, words, strict=True))

        def cancel(self, handle, force=False, grace=10):
            raise ComputeError("The file cancel on the target is damaged.")

    runs = [a_run("Running"), a_run("Running")]
    for run in runs:
        run.handle = HANDLE
    Look(target, Damaged(), Intake(fence), fence, set()).at(runs)
    lost, other = (Run.objects.get(pk=run.pk) for run in runs)
    assert (lost.state, other.state) == ("NotResponding", "Running")
    assert "The file cancel on the target is damaged." in lost.reason
    target.refresh_from_db()
    assert target.unreachable is None


@pytest.mark.parametrize("sizes", [[1], "x", {"rank-0.log": "long"}, {"rank-0.log": None}])
def test_sizes_that_a_script_wrote_into_its_status_harm_nobody(look, a_run, sizes):
    assert look(a_run("Running"), Far(Status("finished", code=0, ended=1.0, sizes=sizes))).state == "Finalizing"


@pytest.mark.parametrize("state", ["Preparing", "Running", "Finalizing"])
def test_what_is_not_found_is_not_over(look, a_run, state):
    run = look(a_run(state), Far(Status("unknown", reason="Nothing was started on this target under this id.")))
    assert run.state == "NotResponding"
    assert run.reason.startswith("This run's folder is not found on local: Nothing was started")


def test_what_is_not_found_ends_when_somebody_asked_for_it_and_the_target_took_the_wish(look, a_run):
    run, gone = a_run("CancelRequested"), Far(Status("unknown", reason="Nothing."))
    assert look(run, gone).state == "CancelRequested"
    run = look(run, gone, cancelled=[run.pk])
    assert (run.state, run.processes_left) == ("Canceled", None)
