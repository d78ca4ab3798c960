"""Runs that wait are moved, cancelled and brought forward."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from computes.models import Target
from runs import moving, tasks
from runs.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(workspace):
    return Target.objects.create(workspace=workspace, name="gpu-box", kind="local", reached=timezone.now())


def test_a_run_that_waits_is_moved(target, other, a_run, contributor):
    run, stays = a_run("Queued", by=contributor, reason="All 2 slots are taken."), a_run("Queued")
    moved = moving.move_waiting(target, other, contributor, [run.key])
    run.refresh_from_db()
    assert moved.runs == [run] and moved.refused == []
    assert (run.target, run.state, run.reason, run.overrides["target"]) == (other, "Queued", "Moved here from local.", "gpu-box")
    assert [(event.kind, event.text, event.by) for event in run.events.all()][-1] == ("moved", "from local to gpu-box", contributor.user)
    stays.refresh_from_db()
    assert stays.target == target


def test_all_that_waits_is_moved_and_nothing_else(target, other, a_run, owner):
    running, waiting = a_run("Running"), [a_run("Queued"), a_run("NotStarted")]
    assert [run.pk for run in moving.move_waiting(target, other, owner).runs] == [run.pk for run in waiting]
    assert list(Run.objects.filter(target=target)) == [running]


def test_moved_back_it_says_nothing_of_its_target(target, other, a_run, owner):
    run = a_run("Queued")
    moving.move_waiting(target, other, owner)
    moving.move_waiting(other, target, owner)
    run.refresh_from_db()
    assert (run.target, run.overrides) == (target, {})


def test_what_could_not_be_submitted_there_stays_and_says_why(target, other, a_run, owner):
    big, small = a_run("Queued", resources={"gpus": 4}, overrides={"resources": {"gpus": 4}}), a_run("Queued")
    Target.objects.filter(pk=other.pk).update(health={"cpus": 4, "gpus": [{"index": 0}]})
    other.refresh_from_db()
    moved = moving.move_waiting(target, other, owner)
    assert moved.runs == [small]
    assert moved.refused == [(big, "This run asks for 4 GPUs, and gpu-box has 1 GPU. Ask for less, or choose another target.")]


def test_where_somebody_may_not_submit_they_move_nothing_to(target, other, a_run, contributor):
    Target.objects.filter(pk=other.pk).update(everybody=False)
    other.refresh_from_db()
    run = a_run("Queued")
    assert "you may not send runs to it" in moving.move_waiting(target, other, contributor).refused[0][1]
    run.refresh_from_db()
    assert run.target == target


def test_it_waits_there_already(target, owner):
    with pytest.raises(ValidationError, match="They wait for local already"):
        moving.move_waiting(target, target, owner)


def test_what_was_done_to_all_of_them_is_in_the_target_s_log(target, other, a_run, owner):
    a_run("Queued"), a_run("Queued", resources={"gpus": 4}, overrides={"resources": {"gpus": 4}})
    Target.objects.filter(pk=other.pk).update(health={"cpus": 4, "gpus": []})
    tasks.move_waiting(target.pk, other.pk, owner.pk)
    tasks.cancel_waiting(target.pk, owner.pk)
    said = [act.text for act in target.acts.all()][::-1]
    refusal = "This run asks for 4 GPUs, and gpu-box has none. Ask for less, or choose another target."
    assert said == [f"moved 1 run that waited to gpu-box; 1 run could not: {refusal}", "cancelled 1 run that waited"]


def test_all_that_waits_is_cancelled_with_its_history(target, a_run, owner):
    running, waiting = a_run("Running"), [a_run("Queued"), a_run("NotStarted")]
    assert moving.cancel_waiting(target, owner) == 2
    for run in waiting:
        before = run.state
        run.refresh_from_db()
        assert (run.state, run.processes_left, run.ended is not None) == ("Canceled", 0, True)
        last = run.events.last()
        assert (last.before, last.after, last.by) == (before, "Canceled", owner.user)
    running.refresh_from_db()
    assert running.state == "Running"


def test_a_priority_is_changed_while_it_waits_and_never_after(target, a_run, owner):
    waiting, running = a_run("Queued"), a_run("Running")
    assert moving.prioritise(waiting, 7, owner) and not moving.prioritise(running, 7, owner)
    waiting.refresh_from_db()
    assert waiting.priority == 7 and waiting.events.last().text == "from 0 to 7"


def test_thousands_are_moved_and_cancelled_in_few_statements(target, other, a_run, a_snapshot, owner, django_assert_max_num_queries):
    model = a_run("Queued")
    rows = [
        Run(**{field.attname: getattr(model, field.attname) for field in Run._meta.fields if not field.primary_key}) for _ in range(600)
    ]
    for number, row in enumerate(rows):
        row.key, row.number, row.submission = f"{model.key[:-8]}{number:08x}", number + 1000, f"s{number}"
    Run.objects.bulk_create(rows)
    with django_assert_max_num_queries(90):
        assert len(moving.move_waiting(target, other, owner).runs) == 601
    with django_assert_max_num_queries(60):
        assert moving.cancel_waiting(other, owner) == 601
