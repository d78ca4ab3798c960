"""Who advances a sweep, when, and how often at the same time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes.models import Fenced, Target
from runs import supervisor
from runs.models import Run, State, Sweep, Trial
from runs.supervisor import settling
from runs.sweeps import acting, advancing
from runs.sweeps.advancing.fence import Fence


def test_one_at_a_time_advances_a_sweep(played):
    player = played(4)
    assert player.sweep.take_lease(60)
    assert not advancing.advance(player.run.pk, seconds=0)
    assert not player.trials and player.run.pk not in advancing.due()


def test_who_lost_the_lease_writes_nothing(played):
    sweep = played(4).sweep
    old = Fence(sweep, sweep.take_lease(0.0))
    assert sweep.take_lease(60)
    with pytest.raises(Fenced), old.write():
        Trial.objects.create(sweep=sweep, index=0, parameters={})
    assert not Trial.objects.exists()


def test_a_fault_of_our_own_is_not_met_again_at_once(played):
    player = played(4)
    Sweep.objects.update(space=[{"name": "x", "expression": "unheard of", "values": []}])
    assert not advancing.advance(player.run.pk, seconds=0)
    assert player.sweep.lease_until > timezone.now() + timedelta(seconds=20)


def test_a_sweep_is_due_while_there_is_something_to_do(played, contributor):
    player = played(3)
    key = player.run.pk
    assert advancing.due() == [key]
    player.step()
    assert advancing.due() == []  # both trials wait for their target
    player.report(0, 0.1)
    assert advancing.due() == [key]
    player.end(0)
    assert advancing.due() == [key]  # there is room for the third
    player.step()
    assert advancing.due() == []
    Sweep.objects.update(deadline=timezone.now())
    assert advancing.due() == [key]
    Sweep.objects.update(deadline=None)
    acting.stop(player.run, contributor.user)
    assert advancing.due() == [key]
    player.play()
    assert advancing.due() == []


def test_whether_sweeps_are_due_is_one_query(played, django_assert_num_queries):
    for number in range(3):
        played(3, words={"submission": str(number)}).step()
    with django_assert_num_queries(1):
        advancing.due()


def test_a_round_costs_as_many_queries_with_a_hundred_trials_as_with_ten(played, django_assert_max_num_queries, target):
    player = played(100, max_concurrent_runs=100).step()
    for index in range(95):
        player.end(index)
    player.step()
    with django_assert_max_num_queries(12):
        advancing.advance(player.run.pk, seconds=0)


@pytest.fixture
def lost_trial(played, target):
    """A trial whose machine was restarted, as its supervisor settles it, where its target allows two retries."""
    Target.objects.filter(pk=target.pk).update(retries=2)
    player = played(2).step()
    player.report(0, 0.7)
    run = player.trial(0).run
    run.move(State.FINALIZING)
    run.note("finished", reason="machine restarted")

    class Held:
        def write(self):
            from django.db import transaction

            return transaction.atomic()

    run = Run.objects.select_related("target", "snapshot", "configuration").get(pk=run.pk)
    settling.end(run, *settling.outcome(run), Held())
    run.refresh_from_db()
    return player, run


def test_a_trial_that_was_lost_with_its_machine_is_tried_again_by_itself(lost_trial):
    player, lost = lost_trial
    trial = player.trial(0)
    assert supervisor and lost.state == State.FAILED and trial.attempt == 2 and trial.run != lost
    assert (trial.run.key, trial.run.attempt, trial.run.rerun_of) == (f"{player.run.key}_0_2", 2, lost)
    assert "It was submitted again by itself" in lost.reason and lost.retried == trial.run
    assert trial.reports == 0 and trial.score is None
    player.play()
    assert player.run.state == State.COMPLETED and player.run.reason.startswith("2 trials: 2 completed.")


def test_what_is_stopped_is_not_tried_again(played, contributor, target):
    from runs.sweeps import attempts

    player = played(2).step()
    run = player.trial(0).run
    acting.stop(player.run, contributor.user)
    assert attempts.again(run) is None and player.trial(0).attempt == 1
