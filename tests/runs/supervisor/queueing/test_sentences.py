"""What people read about a run that waits."""

import pytest

from runs.supervisor.queueing import foretelling, sentences
from runs.supervisor.queueing.values import Asker, Holder, Room, Told, Wait, Why

TOLD = Told("gpu-box", {7: "Ada"}, {0: "Ada’s run digits #12", 1: "a process that is not ours (pid 4211, python, bob)"})
GB = 2**30


def waits(taken=(), kept=(), why=Why.LACKS, ahead=0, **asked) -> Wait:
    return Wait(Asker(1, 7, **asked), ahead, why, frozenset(taken), frozenset(kept))


def room(**fields) -> Room:
    return Room(**{"slots": 2, "cpus": 8, "memory": 32 * GB, "gpus": (0, 1), "user_runs": 2, "user_gpus": 1} | fields)


@pytest.mark.parametrize(
    "wait, room, said",
    [
        (waits({"slots"}), room(slots=1), "The only slot is taken; next in line."),
        (waits({"slots"}, ahead=1), room(), "All 2 slots are taken; 1 run ahead in line."),
        (waits({"slots"}, ahead=7), room(slots=4), "All 4 slots are taken; 7 runs ahead in line."),
        (waits({"cpus"}, cpus=0.5), room(cpus=0.25), "Waits for 0.5 processors: 0.25 of 0.25 are free; next in line."),
        (waits({"memory"}, memory=64 * GB), room(), "Waits for 64 GiB of memory: 32 GiB of 32 GiB are free; next in line."),
        (
            waits({"gpus"}, gpus=2, ahead=3),
            room(busy=frozenset([0, 1])),
            "Waits for 2 GPUs: GPU 0 is used by Ada’s run digits #12, GPU 1 by a process that is not ours (pid 4211, python, bob); "
            "3 runs ahead in line.",
        ),
        (waits({"gpus"}, gpus=2), room(busy=frozenset([1])), "Waits for 2 GPUs: GPU 1 is used by a process that is not ours (pid 4211,"),
        (waits({"gpus"}, gpus=2), room(busy=frozenset([1])), ", GPU 0 is free; next in line."),
        (waits({"gpus"}, gpus=9), room(gpus=tuple(range(9)), busy=frozenset(range(2, 9))), "3 more are used, GPU 0, 1 are free;"),
        (waits({"slots", "cpus"}, cpus=9), room(), "Waits for a slot (all 2 are taken) and 9 processors (8 of 8 are free); next in line."),
        (
            waits(kept={"slots"}, ahead=2),
            room(),
            "What it asks for is free, but kept for a run ahead that waits for more; 2 runs ahead in line.",
        ),
        (waits(why=Why.BEYOND, gpus=8), room(), "It asks for 8 GPUs, and gpu-box has 2 now. Move it to another target, or cancel it."),
        (waits(why=Why.BEYOND, gpus=1), room(gpus=()), "It asks for 1 GPU, and gpu-box has none now. Move it"),
        (waits(why=Why.USER_RUNS), room(), "Ada has 2 runs here, as many as one person may; next in line."),
        (waits(why=Why.USER_GPUS, gpus=1), room(), "Waits for 1 GPU: one person may have 1 here, and Ada has them; next in line."),
        (waits(why=Why.USER_GPUS, gpus=2), room(), "It waits for 2 GPUs, and one person may have 1 here at once. Move it"),
        (waits(why=Why.UNKNOWN, gpus=1), room(gpus=None), "It is not known what gpu-box has to give; next in line."),
        (
            waits(why=Why.CLOSED),
            room(closed="Nothing starts on gpu-box: it is paused"),
            "Nothing starts on gpu-box: it is paused; next in line.",
        ),
    ],
)
def test_why_a_run_waits(wait, room, said):
    assert said in sentences.sentence(wait, room, TOLD)


def test_an_estimate_is_said_where_there_is_one():
    assert (
        sentences.sentence(waits({"slots"}), room(), TOLD, 700) == "All 2 slots are taken; next in line; usually free in about 12 minutes."
    )


@pytest.mark.parametrize(
    "seconds, said",
    [
        (0, "about a minute"),
        (61, "about 2 minutes"),
        (700, "about 12 minutes"),
        (50 * 60, "about 50 minutes"),
        (3100, "about an hour"),
        (3.4 * 3600, "about 3 hours"),
        (72 * 3600, "about 3 days"),
    ],
)
def test_an_estimate_is_no_more_exact_than_it_is(seconds, said):
    assert sentences.about(seconds) == said


def test_fewer_than_three_runs_say_nothing():
    assert foretelling.usual([60, 60]) is None and foretelling.usual([60, 600, 61]) == 61
    assert foretelling.remaining([60, 70, 80], 65) is None, "two took longer than it has already"
    assert foretelling.remaining([60, 70, 80, 90], 65) == 15


def test_turns_follow_from_what_is_usual():
    here = Room(slots=2, holders=(Holder(Asker(1)), Holder(Asker(2))))
    line = [Asker(3), Asker(4), Asker(5)]
    assert foretelling.turns(line, here, {1: 100, 2: 30}, {3: 40, 4: 1000}) == {3: 30, 4: 70, 5: 100}


def test_what_history_does_not_know_is_never_guessed():
    here = Room(slots=2, holders=(Holder(Asker(1)), Holder(Asker(2))))
    assert foretelling.turns([Asker(3), Asker(4), Asker(5)], here, {1: 100}, {}) == {3: 100}


def test_processes_that_are_not_ours_never_go():
    here = Room(slots=2, gpus=(0, 1), busy=frozenset([0]), holders=(Holder(Asker(1, gpus=1), (1,)),))
    assert foretelling.turns([Asker(2, gpus=2), Asker(3, gpus=1)], here, {1: 5}, {3: 10}) == {}
