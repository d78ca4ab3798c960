"""A run's states: which may follow which, and that each move is made once, by one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from runs.models import Run, State
from runs.models.state import ACTIVE, FINAL, ON_TARGET, may_follow

pytestmark = pytest.mark.django_db

ANYTIME = {State.FAILED, State.CANCELED, State.NOT_RESPONDING}
# Beside those that may come at any time.
MAY = {
    State.NOT_STARTED: {"Queued", "Starting", "Provisioning", "Preparing", "Running", "Finalizing", "CancelRequested"},
    State.QUEUED: {"Starting", "Provisioning", "Preparing", "Running", "Finalizing", "CancelRequested"},
    State.STARTING: {"Provisioning", "Preparing", "Running", "Finalizing", "CancelRequested"},
    State.PROVISIONING: {"Preparing", "Running", "Finalizing", "CancelRequested"},
    State.PREPARING: {"Running", "Finalizing", "CancelRequested"},
    State.RUNNING: {"Finalizing", "Completed", "CancelRequested"},
    State.FINALIZING: {"Completed"},
    State.CANCEL_REQUESTED: {"Finalizing"},
    State.NOT_RESPONDING: set(State) - FINAL - {State.NOT_RESPONDING},
}


@pytest.mark.parametrize("before", sorted(ACTIVE))
def test_the_table_of_moves(before):
    assert {after for after in State if may_follow(before, after)} == (MAY[before] | ANYTIME) - {before}


@pytest.mark.parametrize("before", sorted(FINAL))
def test_what_is_over_stays_over(before):
    assert not [after for after in State if may_follow(before, after)]


def test_a_move_is_written_with_its_event_and_its_reason(a_run, owner):
    run = a_run("Preparing")
    assert run.move(State.RUNNING, "it began", by=owner.user, exit_code=None)
    event = run.events.last()
    assert (event.kind, event.before, event.after, event.text, event.by) == ("state", "Preparing", "Running", "it began", owner.user)
    stored = Run.objects.get(pk=run.pk)
    assert (stored.state, stored.reason, stored.since, stored.started) == ("Running", "it began", run.since, run.since)


def test_of_two_who_saw_the_same_state_one_is_first(a_run):
    run = a_run("Running")
    first, second = Run.objects.get(pk=run.pk), Run.objects.get(pk=run.pk)
    assert first.move(State.FINALIZING)
    assert not second.move(State.FINALIZING) and second.state == "Running"
    assert list(run.events.filter(after="Finalizing").values_list("before", flat=True)) == ["Running"]


def test_a_wish_to_cancel_is_not_lost_when_the_run_moves_in_that_moment(a_run):
    run = a_run("Preparing")
    on_the_page = Run.objects.get(pk=run.pk)
    assert run.move(State.RUNNING)
    assert on_the_page.cancel()
    assert list(run.events.filter(after="CancelRequested").values_list("before", flat=True)) == ["Running"]


def test_a_wish_to_cancel_that_comes_too_late_changes_nothing(a_run):
    run = a_run("Running")
    on_the_page = Run.objects.get(pk=run.pk)
    assert run.move(State.FINALIZING)
    assert not on_the_page.cancel() and on_the_page.state == "Finalizing"


def test_a_move_that_the_table_forbids_writes_nothing(a_run):
    run = a_run("Completed")
    count = run.events.count()
    assert not run.move(State.RUNNING)
    assert not run.cancel()
    assert (run.events.count(), Run.objects.get(pk=run.pk).state) == (count, "Completed")


def test_a_move_is_never_before_the_last_nor_in_the_future(a_run):
    run = a_run("Preparing")
    since = run.since
    assert run.move(State.RUNNING, at=since - timedelta(hours=1)) and run.since == since
    assert run.move(State.FINALIZING, at=timezone.now() + timedelta(hours=1)) and run.since <= timezone.now()
    assert run.ended == run.since


def test_when_it_ended_is_when_its_script_did(a_run):
    run = a_run("Running")
    assert run.move(State.FINALIZING)
    ended = run.ended
    assert run.move(State.COMPLETED)
    assert (run.ended, Run.objects.get(pk=run.pk).ended) == (ended, ended) and run.since > ended


def test_a_run_that_comes_back_into_sight_started_when_it_started(a_run):
    run = a_run("Running")
    started = run.started
    assert run.move(State.NOT_RESPONDING) and run.move(State.RUNNING)
    assert run.started == started


def test_why_it_waits_is_written_only_where_it_waits(a_run):
    run = a_run("Queued")
    asleep = Run.objects.get(pk=run.pk)
    assert run.cancel()
    asleep.wait_for("All slots are taken")
    assert Run.objects.get(pk=run.pk).reason == ""


def test_the_database_itself_knows_the_states(a_run):
    run = a_run("Running")
    for fields in ({"state": "Sleeping"}, {"state": "Completed", "ended": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(**fields)


def test_active_waiting_and_on_target(a_run):
    runs = {state: a_run(state) for state in ("NotStarted", "Queued", "Running", "CancelRequested", "NotResponding", "Completed", "Failed")}
    assert set(Run.objects.active()) == {runs[state] for state in runs if state not in FINAL}
    assert list(Run.objects.waiting()) == [runs["NotStarted"], runs["Queued"]]
    assert set(Run.objects.on_target()) == {run for state, run in runs.items() if state in ON_TARGET}
