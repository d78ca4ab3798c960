"""The queue joined to the database: who is let in, and what everybody else reads."""

import time
from contextlib import contextmanager

import pytest
from django.utils import timezone

from computes.models import Instance, Target
from runs.models import Run
from runs.supervisor.fence import Fence
from runs.supervisor.queueing import Queue, admitting

pytestmark = pytest.mark.django_db


def give(target, **fields) -> None:
    Target.objects.filter(pk=target.pk).update(**fields)


@pytest.fixture
def admit(target, fence):
    """One look at the line; gives (state, reason) of every run, oldest first."""
    queue = Queue(target, fence)

    def look() -> list[tuple[str, str]]:
        now = Target.objects.get(pk=target.pk)
        queue.admit(now, list(Run.objects.filter(target=target).holding().select_related("configuration", "submitted_by", "experiment")))
        return list(Run.objects.order_by("pk").values_list("state", "reason"))

    return look


@pytest.fixture
def gpus(target):
    """A target with two GPUs."""
    give(target, health={"cpus": 8, "memory_total": 32 * 2**30, "gpus": [{"index": 0, "processes": []}, {"index": 1, "processes": []}]})


def test_free_slots_go_to_those_who_came_first(target, cheap_run, admit):
    give(target, slots=2)
    for state in ("Running", "NotStarted", "NotStarted", "Queued"):
        cheap_run(state)
    assert admit() == [
        ("Running", ""),
        ("Preparing", ""),
        ("Queued", "All 2 slots are taken; next in line."),
        ("Queued", "All 2 slots are taken; 1 run ahead in line."),
    ]


@pytest.mark.parametrize("holding", ["Preparing", "Running", "CancelRequested", "NotResponding"])
def test_what_may_still_have_processes_there_holds_its_slot(target, cheap_run, admit, holding):
    give(target, slots=1)
    cheap_run(holding)
    cheap_run("NotStarted")
    assert admit()[1] == ("Queued", "The only slot is taken; next in line.")


@pytest.mark.parametrize("over", ["Finalizing", "Completed", "Failed", "Canceled"])
def test_what_has_no_processes_any_more_holds_none(target, cheap_run, admit, over):
    give(target, slots=1)
    cheap_run(over)
    cheap_run("Queued")
    assert admit()[1][0] == "Preparing"


def test_a_higher_priority_leaves_first(target, a_run, admit):
    give(target, slots=1)
    a_run("Queued")
    a_run("NotStarted", priority=5)
    assert [state for state, _ in admit()] == ["Queued", "Preparing"]


def test_a_sentence_is_written_only_when_it_changes(target, cheap_run, admit):
    give(target, slots=1)
    cheap_run("Running")
    cheap_run("NotStarted")
    first, since = admit(), Run.objects.latest("pk").since
    assert admit() == first and Run.objects.latest("pk").since == since
    assert Run.objects.latest("pk").events.filter(after="Queued").count() == 1


def test_fewer_slots_than_runs_that_run_stops_none(target, cheap_run, admit):
    give(target, slots=1)
    for _ in range(3):
        cheap_run("Running")
    cheap_run("Queued")
    assert [state for state, _ in admit()] == ["Running", "Running", "Running", "Queued"]


def test_gpus_are_given_by_index_and_held_until_the_run_is_over(target, gpus, a_run, admit):
    give(target, slots=9)
    first, _second, third = (a_run("NotStarted", resources={"gpus": 1}) for _ in range(3))
    admit()
    assert list(Run.objects.order_by("pk").values_list("gpus", flat=True)) == [[0], [1], None]
    assert Run.objects.get(pk=third.pk).state == "Queued"
    first.refresh_from_db()
    first.move("Canceled")
    admit()
    third.refresh_from_db()
    assert (third.state, third.gpus) == ("Preparing", [0])


def test_who_is_on_the_gpus_is_told_by_name(target, gpus, a_run, contributor, admit):
    others = [{"pid": 4211, "name": "/usr/bin/python", "user": "bob", "job": None}]
    give(target, slots=9, gpus_taken={"1": time.time()})
    give(target, health=Target.objects.get(pk=target.pk).health | {"gpus": [{"index": 0}, {"index": 1, "processes": others}]})
    a_run("Running", by=contributor, resources={"gpus": 1}, gpus=[0])
    a_run("NotStarted", resources={"gpus": 2})
    assert admit()[1][1] == (
        "Waits for 2 GPUs: GPU 0 is used by Carl’s run digits #1, GPU 1 by a process that is not ours (pid 4211, python, bob); next in line."
    )


def test_the_gpus_of_a_compute_instance_are_its_own_while_it_is_up(target, gpus, workspace, contributor, a_run, admit):
    mine = Target.objects.create(workspace=workspace, name="box", kind="instance", owner=contributor.user)
    instance = Instance.objects.create(target=mine, host=target, gpus=[0], state="Running")
    a_run("NotStarted", resources={"gpus": 1})
    a_run("NotStarted", resources={"gpus": 1})
    assert f"GPU 0 is used by {contributor.user}’s compute instance box" in admit()[1][1]
    assert list(Run.objects.order_by("pk").values_list("gpus", flat=True)) == [[1], None]
    Instance.objects.filter(pk=instance.pk).update(state="Stopped")
    assert [state for state, _ in admit()] == ["Preparing", "Preparing"]


def test_a_gpu_that_others_just_left_is_not_given_yet(target, gpus, a_run, admit):
    give(target, gpus_taken={"0": time.time(), "1": time.time()})
    a_run("NotStarted", resources={"gpus": 1})
    assert "by somebody else until a moment ago" in admit()[0][1]


def test_a_run_of_ours_on_gpus_that_it_did_not_ask_for_keeps_others_off(target, gpus, a_run, contributor, admit):
    quiet = a_run("Running", by=contributor)
    busy = [{"index": 0, "processes": [{"pid": 1, "name": "python", "job": quiet.job_id, "user": "x"}]}, {"index": 1, "processes": []}]
    give(target, slots=9, health=Target.objects.get(pk=target.pk).health | {"gpus": busy})
    a_run("NotStarted", resources={"gpus": 1})
    a_run("NotStarted", resources={"gpus": 1})
    said = admit()
    assert Run.objects.order_by("pk")[1].gpus == [1]
    assert "GPU 0 is used by Carl’s run digits #1, which did not ask for it" in said[2][1]
    quiet.refresh_from_db()
    quiet.move("Canceled")
    admit()
    assert Run.objects.latest("pk").gpus == [0], "the probe saw it before its end"


def test_processors_and_memory_add_up_to_what_the_machine_has(target, gpus, a_run, admit):
    give(target, slots=9, cpus=6)
    a_run("Running", resources={"cpus": 4, "memory": 30 * 2**30})
    a_run("NotStarted", resources={"cpus": 4})
    a_run("NotStarted", resources={"memory": 8 * 2**30})
    a_run("NotStarted")
    assert admit()[1:] == [
        ("Queued", "Waits for 4 processors: 2 of 6 are free; next in line."),
        ("Queued", "Waits for 8 GiB of memory: 2 GiB of 32 GiB are free; 1 run ahead in line."),
        ("Preparing", ""),
    ]


def test_a_machine_that_shrank_is_told_with_the_way_out(target, gpus, a_run, admit):
    a_run("Queued", resources={"gpus": 2})
    give(target, health=Target.objects.get(pk=target.pk).health | {"gpus": [{"index": 0, "processes": []}]})
    assert admit()[0][1] == "It asks for 2 GPUs, and local has 1 now. Move it to another target, or cancel it."


def test_a_user_s_limit_holds_back_that_user_alone(target, a_run, contributor, owner, admit):
    give(target, slots=9, user_runs=1)
    a_run("Running", by=contributor)
    a_run("NotStarted", by=contributor)
    a_run("NotStarted", by=owner)
    assert admit()[1:] == [("Queued", "Carl has 1 run here, as many as one person may; next in line."), ("Preparing", "")]


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"mode": "paused"}, "Nothing starts on local: it is paused; next in line."),
        (
            {"mode": "draining", "note": "A disk is\nbeing changed."},
            "Nothing starts on local: it is being drained (A disk is being changed)",
        ),
        ({"other_host_key": "ssh-ed25519 AAAA"}, "it showed another host key than the one that was pinned, and an owner has to look at it"),
        ({"unreachable": timezone.now()}, "Nothing starts on local: it does not answer since "),
    ],
)
def test_what_a_target_does_with_runs_that_wait(target, cheap_run, admit, fields, said):
    cheap_run("NotStarted")
    give(target, **fields)
    state, reason = admit()[0]
    assert state == "Queued" and said in reason


def test_history_says_when_its_turn_usually_comes(target, cheap_run, admit):
    give(target, slots=1)
    now = timezone.now()
    for minutes in (10, 12, 14):
        done = cheap_run("Completed")
        Run.objects.filter(pk=done.pk).update(started=now - timezone.timedelta(minutes=minutes), ended=now)
    running = cheap_run("Running")
    Run.objects.filter(pk=running.pk).update(started=now - timezone.timedelta(minutes=2))
    cheap_run("NotStarted")
    cheap_run("NotStarted")
    said = [reason for state, reason in admit() if state == "Queued"]
    assert said == [
        "The only slot is taken; next in line; usually free in about 10 minutes.",
        "The only slot is taken; 1 run ahead in line; usually free in about 25 minutes.",
    ]


def test_two_finished_runs_say_nothing_yet(target, cheap_run, admit):
    give(target, slots=1)
    for state in ("Completed", "Completed", "Running", "NotStarted"):
        cheap_run(state)
    assert admit()[-1][1] == "The only slot is taken; next in line."


def test_far_back_nobody_counts(target, cheap_run, admit, monkeypatch):
    monkeypatch.setattr(admitting, "COUNTED", 1)
    monkeypatch.setattr(admitting, "FRONT", 3)
    give(target, slots=1)
    for state in ("Running", *["NotStarted"] * 5):
        cheap_run(state)
    said = [reason for _, reason in admit()][1:]
    assert said[:2] == ["The only slot is taken; next in line.", "The only slot is taken; 1 run ahead in line."]
    assert set(said[2:]) == {"Many wait for local; more than 50 runs are ahead in line."}


def test_behind_a_long_line_of_one_user_the_next_is_found(target, a_run, a_snapshot, contributor, owner, admit, monkeypatch):
    monkeypatch.setattr(admitting, "FRONT", 3)
    monkeypatch.setattr(admitting.line, "WINDOW", 2)
    snapshot = a_snapshot()
    give(target, slots=3, user_runs=1)
    a_run("Running", by=contributor, snapshot=snapshot)
    for _ in range(40):
        a_run("NotStarted", by=contributor, snapshot=snapshot)
    theirs = a_run("NotStarted", by=owner, snapshot=snapshot)
    admit()
    theirs.refresh_from_db()
    assert theirs.state == "Preparing"


def test_a_run_that_was_moved_away_meanwhile_is_left_alone(target, workspace, cheap_run, fence):
    run = cheap_run("NotStarted")
    other = Target.objects.create(workspace=workspace, name="other", reached=timezone.now())

    class SomebodyWasFaster(Fence):
        @contextmanager
        def write(self):
            Run.objects.filter(pk=run.pk).update(target=other)
            with super().write():
                yield

    Queue(target, SomebodyWasFaster(target, fence.token)).admit(target, [])
    run.refresh_from_db()
    assert (run.state, run.target) == ("NotStarted", other)
