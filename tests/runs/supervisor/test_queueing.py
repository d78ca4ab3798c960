"""Slots: first come, first served, and a sentence for everybody else."""

import pytest

from computes.models import Target
from runs.models import Run
from runs.supervisor import queueing

pytestmark = pytest.mark.django_db


def give(target, slots: int) -> None:
    Target.objects.filter(pk=target.pk).update(slots=slots)


def admit(target, fence) -> list[tuple[str, str]]:
    queueing.admit(list(Run.objects.filter(target=target).active().order_by("pk")), target, fence)
    return list(Run.objects.order_by("pk").values_list("state", "reason"))


@pytest.mark.parametrize(
    "slots, ahead, said",
    [
        (1, 0, "The only slot is taken; next in line."),
        (1, 1, "The only slot is taken; 1 run ahead in line."),
        (4, 0, "All 4 slots are taken; next in line."),
        (4, 7, "All 4 slots are taken; 7 runs ahead in line."),
        (4, 51, "Many wait for the 4 slots here; more than 50 runs are ahead in line."),
    ],
)
def test_why_a_run_waits(slots, ahead, said):
    assert queueing.sentence(slots, ahead) == said


def test_free_slots_go_to_those_who_came_first(target, a_run, fence):
    give(target, slots=2)
    for state in ("Running", "NotStarted", "NotStarted", "Queued"):
        a_run(state)
    assert admit(target, fence) == [
        ("Running", ""),
        ("Preparing", ""),
        ("Queued", "All 2 slots are taken; next in line."),
        ("Queued", "All 2 slots are taken; 1 run ahead in line."),
    ]


@pytest.mark.parametrize("holding", ["Preparing", "Running", "Finalizing", "CancelRequested", "NotResponding"])
def test_what_may_still_have_processes_there_holds_its_slot(target, a_run, fence, holding):
    give(target, slots=1)
    a_run(holding)
    a_run("NotStarted")
    assert admit(target, fence)[1][0] == "Queued"


@pytest.mark.parametrize("over", ["Completed", "Failed", "Canceled"])
def test_what_is_over_holds_none(target, a_run, fence, over):
    give(target, slots=1)
    a_run(over)
    a_run("Queued")
    assert admit(target, fence)[1][0] == "Preparing"


def test_a_sentence_is_written_only_when_it_changes(target, a_run, fence):
    give(target, slots=1)
    a_run("Running")
    a_run("NotStarted")
    first = admit(target, fence)
    since = Run.objects.latest("pk").since
    assert admit(target, fence) == first
    assert Run.objects.latest("pk").since == since
    assert Run.objects.latest("pk").events.filter(after="Queued").count() == 1


def test_fewer_slots_than_runs_that_run_stops_none(target, a_run, fence):
    give(target, slots=1)
    for _ in range(3):
        a_run("Running")
    assert {state for state, _ in admit(target, fence)} == {"Running"}
