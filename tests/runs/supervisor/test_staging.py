"""Bringing a run to its target: each step may be done twice, and nothing is started that was cancelled on its way."""

import pytest

from computes.errors import ComputeError
from computes.models import Fenced, Target
from computes.values import Handle
from runs.models import Run, State
from runs.supervisor import staging

pytestmark = pytest.mark.django_db


class Far:
    """The target's side: what was checked out and started there, and what happens meanwhile."""

    def __init__(self, meanwhile=lambda: None):
        self.meanwhile, self.checked_out, self.started = meanwhile, [], []

    def checkout(self, job_id, commit, bundle, archive=None):
        b"".join(bundle([]))
        self.checked_out.append((job_id, commit))
        self.meanwhile()
        return 1

    def submit(self, job):
        self.started.append(job)
        return Handle("process", 1, {"job": job.id})


def stage(run: Run, far: Far, fence) -> Run:
    staging.stage(run, far, far, fence)
    return Run.objects.get(pk=run.pk)


def test_code_first_then_the_job_and_its_handle(a_run, a_configuration, fence):
    version = a_configuration(arguments=["--fast"], variables={"LEVEL": "3", "TRAINSHED_RUN_ID": "forged"}, max_seconds=60)
    run, far = a_run("Preparing", configuration=version), Far()
    staged = stage(run, far, fence)
    (job,) = far.started
    assert far.checked_out == [(run.job_id, run.snapshot.commit)]
    assert (job.id, job.argv, job.max_seconds) == (run.job_id, ["python", "train.py", "--fast"], 60)
    assert job.variables["LEVEL"] == "3" and job.variables["TRAINSHED_RUN_ID"] == run.key
    assert staged.handle == {"kind": "process", "version": 1, "data": {"job": run.job_id}}
    assert staged.events.get(kind="sent").text == "1 file on local; starting there"


def test_twice_gives_the_same_job_and_says_so_once(a_run, fence):
    run, far = a_run("Preparing"), Far()
    stage(run, far, fence)
    stage(Run.objects.get(pk=run.pk), far, fence)
    assert far.started[0] == far.started[1]
    assert run.events.filter(kind="sent").count() == 1


def test_cancelled_while_its_code_is_on_the_way_nothing_starts(a_run, fence):
    run = a_run("Preparing")
    far = Far(meanwhile=lambda: Run.objects.get(pk=run.pk).cancel())
    staged = stage(run, far, fence)
    assert not far.started and not staging.sent(run)
    assert (staged.state, staged.handle) == ("CancelRequested", None)


def test_cancelled_after_it_was_sent_its_handle_is_had_again(a_run, fence):
    run, far = a_run("Preparing"), Far()
    run.note(staging.SENT)  # by a worker that was killed then
    run.cancel()
    assert stage(run, far, fence).handle is not None


def test_one_who_lost_the_lease_meanwhile_starts_nothing(a_run, fence):
    run = a_run("Preparing")
    far = Far(meanwhile=lambda: Target.objects.update(lease_token=99))
    with pytest.raises(Fenced):
        stage(run, far, fence)
    assert not far.started


def test_files_that_the_studio_lost_are_a_sentence_for_the_user(a_run, fence):
    run = a_run("Preparing")
    run.snapshot.commit = "0" * 40
    with pytest.raises(ComputeError, match="could not be sent"):
        stage(run, Far(), fence)


@pytest.mark.parametrize(
    "before, after", [("Preparing", State.FAILED), ("NotResponding", State.FAILED), ("CancelRequested", State.CANCELED)]
)
def test_what_cannot_be_brought_there_ends(a_run, fence, before, after):
    run = a_run(before)
    staging.fail(run, "There is no git on the target; install it there.", fence)
    run.refresh_from_db()
    assert (run.state, run.reason) == (after, "There is no git on the target; install it there.")
