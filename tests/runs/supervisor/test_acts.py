"""Acts for single runs, in threads: what a run needs next, and whose trouble is whose."""

import pytest
from django.db import DataError, OperationalError

from computes.errors import ComputeError
from computes.models import Fenced, Target
from computes.values import Handle
from runs.models import Run
from runs.supervisor.acts import Acts
from runs.supervisor.fence import Fence
from runs.supervisor.intake import Intake
from runs.supervisor.staging import SENT

pytestmark = pytest.mark.django_db(transaction=True)


class Far:
    """A target where `trouble` happens to whatever is asked of it, if there is any."""

    def __init__(self, trouble: Exception | None = None):
        self.trouble, self.asked = trouble, []

    def checkout(self, job_id, commit, bundle, archive=None):
        return self._answer("checkout", 1)

    def submit(self, job):
        return self._answer("submit", Handle("process", 1, {"job": job.id}))

    def cancel(self, handle, force, grace):
        return self._answer("cancel", None)

    def _answer(self, verb, answer):
        self.asked.append(verb)
        if self.trouble:
            raise self.trouble
        return answer


@pytest.fixture
def act(target):
    """`act(run, far)`: what the run needs next is done; the run as the database has it afterwards."""

    def do(run: Run, far: Far) -> Run:
        fence = Fence(target, target.lease(60))
        acts = Acts(far, far, Intake(fence), fence, lambda: None)
        try:
            acts.begin(Run.objects.select_related("experiment", "target", "snapshot__source", "configuration").get(pk=run.pk))
            acts.finish()
            acts.collect()
        finally:
            fence.release()
        return Run.objects.get(pk=run.pk)

    return do


@pytest.mark.parametrize("state", ["Preparing", "Running", "NotResponding"])
def test_a_run_without_its_handle_is_given_one(act, a_run, state):
    run, far = a_run(state), Far()
    run.note(SENT)  # by whoever was killed before it could write the handle down
    assert act(run, far).handle["kind"] == "process"
    assert far.asked[-1] == "submit"


@pytest.mark.parametrize("state", ["NotStarted", "Queued", "Finalizing", "Completed"])
def test_others_are_left_alone(act, a_run, state):
    far = Far()
    assert act(a_run(state), far).state == state
    assert far.asked == []


def test_a_cancel_is_sent_to_where_the_run_is(act, a_run):
    far = Far()
    run = a_run("CancelRequested", handle={"kind": "process", "version": 1, "data": {"job": "x"}})
    assert act(run, far).state == "CancelRequested"
    assert far.asked == ["cancel"]


def test_a_cancel_of_what_never_started_asks_nobody(act, a_run):
    far = Far()
    run = act(a_run("CancelRequested"), far)
    assert (run.state, run.processes_left) == ("Canceled", 0)
    assert far.asked == []


def test_a_target_that_is_away_is_no_failure(act, a_run, target):
    run = act(a_run("Preparing"), Far(ComputeError("No route to host.", transient=True)))
    assert run.state == "NotResponding" and "No route to host." in run.reason
    assert Target.objects.get(pk=target.pk).unreachable is not None


def test_a_refusal_is_one(act, a_run):
    run = act(a_run("Preparing"), Far(ComputeError("The disk is full.")))
    assert (run.state, run.reason) == ("Failed", "The disk is full.")


def test_a_fault_of_our_own_is_logged_and_tried_again_later(act, a_run, caplog):
    run = act(a_run("Preparing"), Far(ZeroDivisionError("of our own")))
    assert run.state == "Preparing"
    assert "of our own; trying again in 30 s" in caplog.text


def test_what_no_run_is_to_blame_for_ends_the_pass(act, a_run):
    with pytest.raises(Fenced):
        act(a_run("Preparing"), Far(Fenced("local")))


def test_what_the_database_refuses_of_one_run_stops_no_other(act, a_run, caplog):
    assert act(a_run("Preparing"), Far(DataError("value too long"))).state == "Preparing"
    assert "value too long; trying again in 30 s" in caplog.text
    with pytest.raises(OperationalError):
        act(a_run("Preparing"), Far(OperationalError("the server is away")))
