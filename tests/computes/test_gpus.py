"""GPUs on which somebody else works count as taken, and a while longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from computes.gpus import QUIET_SECONDS, in_use

FOREIGN, OURS = {"pid": 1, "job": None}, {"pid": 2, "job": "7-0123abcd"}


def gpu(index: int, *processes) -> dict:
    return {"index": index, "processes": list(processes)}


def test_only_processes_that_are_not_ours_take_a_gpu():
    assert in_use({}, [gpu(0, OURS), gpu(1, FOREIGN, OURS), gpu(2)], 100.0) == {"1": 100.0}


def test_a_gpu_is_free_again_only_when_it_was_seen_free_for_a_while():
    taken = in_use({}, [gpu(0, FOREIGN)], 100.0)
    for now in (115.0, 129.9):
        taken = in_use(taken, [gpu(0)], now)
        assert taken == {"0": 100.0}
    assert in_use(taken, [gpu(0)], 130.0) == {}


def test_a_machine_of_before_says_nothing_of_jobs_and_is_taken_for_others_use():
    assert in_use({}, [{"index": 0, "processes": [{"pid": 1}]}, {"index": 1}], 5.0) == {"0": 5.0}


@given(st.lists(st.tuples(st.floats(1, 60), st.booleans()), max_size=30))
def test_whoever_looks_seldom_or_often_never_finds_it_free_too_soon(looks):
    taken, now, used = {}, 0.0, None
    for step, busy in looks:
        now += step
        used = now if busy else used
        taken = in_use(taken, [gpu(0, FOREIGN)] if busy else [gpu(0)], now)
        assert ("0" in taken) == (used is not None and now - used < QUIET_SECONDS)


@pytest.mark.django_db
def test_a_target_remembers_it_with_its_health(target):
    from computes.models import Target

    target.answered({"cpus": 2, "gpus": [gpu(0, FOREIGN), gpu(1, OURS)]})
    target = Target.objects.get(pk=target.pk)
    assert list(target.gpus_taken) == ["0"]
    target.answered({"cpus": 2, "gpus": [gpu(0), gpu(1)]})
    assert list(Target.objects.get(pk=target.pk).gpus_taken) == ["0"]
