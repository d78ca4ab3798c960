"""The lease on driving a target: one holder at a time, and a holder that lost it writes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes.models import Fenced, Target
from runs.models import Run, State
from runs.supervisor import wake_all
from runs.supervisor.fence import Fence

pytestmark = pytest.mark.django_db


def expire(target: Target) -> None:
    Target.objects.filter(pk=target.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_lease_is_held_by_one(target):
    assert target.lease(60) == 1
    assert target.lease(60) is None


def test_a_lease_that_ran_out_goes_to_whoever_comes_next(target):
    first = Fence(target, target.lease(60))
    expire(target)
    second = Fence(target, target.lease(60))
    assert second.token > first.token
    with pytest.raises(Fenced):
        first.renew(60)
    second.renew(60)


def test_a_holder_that_was_overtaken_writes_nothing(target, a_run, fence):
    run = a_run("Preparing")
    expire(target)
    younger = Fence(target, target.lease(60))
    with pytest.raises(Fenced), fence.write():
        run.move(State.RUNNING)
    assert Run.objects.get(pk=run.pk).state == "Preparing"
    with younger.write():
        Run.objects.get(pk=run.pk).move(State.RUNNING)
    assert Run.objects.get(pk=run.pk).state == "Running"


def test_one_who_was_overtaken_gives_nothing_back(target, fence):
    expire(target)
    target.lease(60)
    fence.release()
    assert target.lease(60) is None, "the younger holder has it still"


def test_only_targets_with_work_and_without_a_driver_are_woken(target, a_run):
    assert wake_all() == []
    run = a_run("Running")
    assert wake_all() == [target.pk]
    token = target.lease(60)
    assert wake_all() == []
    target.release(token)
    run.move(State.FAILED)
    assert wake_all() == []
