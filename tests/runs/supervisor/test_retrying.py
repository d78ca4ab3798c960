"""Which lost runs are submitted again by themselves, and how often."""

import pytest

from computes.models import Target
from runs.models import Run
from runs.supervisor import settling

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(a_run, target, contributor, fence):
    """`lost("machine restarted", retries=2)`: a run whose job ended for that reason, when it has ended itself."""

    def lose(cause: str, retries: int = 2, state: str = "Finalizing", **fields) -> Run:
        Target.objects.filter(pk=target.pk).update(retries=retries)
        run = a_run(state, by=contributor, **{"name": "digits", "tags": {"a": "b"}, "resources": {"cpus": 1}, **fields})
        run.note("finished", reason=cause)
        run = Run.objects.select_related("target", "snapshot", "configuration").get(pk=run.pk)
        settling.end(run, *settling.outcome(run), fence)
        return Run.objects.get(pk=run.pk)

    return lose


@pytest.mark.parametrize("cause", ["machine restarted", "agent stopped"])
def test_what_was_lost_with_its_machine_is_submitted_again(lost, cause):
    run = lost(cause)
    again = Run.objects.get(rerun_of=run)
    assert (run.state, again.state, again.attempt) == ("Failed", "NotStarted", 2)
    same = ("experiment", "name", "snapshot", "configuration", "arguments", "target", "submitted_by", "tags", "resources", "priority")
    assert [getattr(again, name) for name in same] == [getattr(run, name) for name in same]
    assert run.reason.endswith(f"It was submitted again by itself as {again} (attempt 2 of 3).")
    assert [event.kind for event in again.events.all()] == ["submitted", "retry"]


ENDS = ["exited", "agent killed", "time limit", "environment failed", "data failed", "could not start", "cancelled", ""]


@pytest.mark.parametrize("cause", ENDS)
def test_no_other_end_is(lost, cause):
    run = lost(cause, exit_code=1)
    assert not Run.objects.filter(rerun_of=run).exists()
    assert "again" not in run.reason


def test_nor_one_that_somebody_cancelled(lost, a_run, contributor):
    run = a_run("CancelRequested", by=contributor)
    run.move("Finalizing")
    run.note("finished", reason="machine restarted")
    assert settling.outcome(run)[0] == "Canceled"


def test_a_target_that_allows_none_gets_none(lost):
    run = lost("machine restarted", retries=0)
    assert run.reason == "local was restarted while this ran. Re-run it."
    assert Run.objects.count() == 1


def test_it_ends_with_the_last_attempt(lost):
    run = lost("machine restarted", retries=2, attempt=3)
    assert run.reason.endswith("This was attempt 3 of 3, the last that is made by itself. Re-run it.")
    assert Run.objects.count() == 1


def test_ended_twice_it_is_submitted_again_once(lost, fence):
    run = lost("machine restarted")
    settling.end(run, *settling.outcome(run), fence)
    assert Run.objects.filter(rerun_of=run).count() == 1


def test_whoever_may_not_submit_there_any_more_gets_no_new_run(lost, contributor):
    contributor.role = "reader"
    contributor.save()
    run = lost("machine restarted")
    assert "whoever submitted it may not submit runs here any more" in run.reason
    assert Run.objects.count() == 1


def test_a_target_that_is_emptied_gets_no_new_run(lost, target):
    Target.objects.filter(pk=target.pk).update(mode="draining")
    assert "local takes no runs at the moment" in lost("machine restarted").reason
    assert Run.objects.count() == 1
