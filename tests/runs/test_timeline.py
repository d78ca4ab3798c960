"""The states of a run with their durations, and the words for its end."""

from datetime import UTC, datetime, timedelta

import pytest

from runs import ending, timeline
from runs.models import Run

START = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def run(a_run):
    """Queued 10 s, prepared 2 s, ran 88 s; its events say so."""
    run = a_run("Completed")
    moves = run.events.exclude(after="").order_by("pk")
    for event, seconds in zip(moves, [0, 10, 12, 100, 101], strict=True):
        run.events.filter(pk=event.pk).update(at=at(seconds))
    return run


@pytest.mark.django_db
def test_each_state_lasted_until_the_next(run):
    spans = timeline.spans(run, run.events.all())
    assert [(span.state, span.seconds) for span in spans] == [
        ("NotStarted", 10), ("Preparing", 2), ("Running", 88), ("Finalizing", 1), ("Completed", 0),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_last_state_of_a_run_that_goes_on_is_open(a_run):
    run = a_run("Running")
    run.note("told", "something happened")
    spans = timeline.spans(run, run.events.all())
    assert (spans[-1].state, spans[-1].end, spans[-1].seconds) == ("Running", None, None)


@pytest.mark.django_db
def test_shares_fill_the_bar_and_the_shortest_is_seen(run):
    shares = timeline.shares(timeline.spans(run, run.events.all()), at(200))
    assert [span.state for span, _, _ in shares] == ["NotStarted", "Preparing", "Running", "Finalizing"]
    assert sum(width for _, _, width in shares) == pytest.approx(100, abs=0.01)
    assert min(width for _, _, width in shares) > 0.9
    assert [x for _, x, _ in shares] == sorted(x for _, x, _ in shares)


def test_a_run_of_no_length_has_a_bar_too():
    span = timeline.Span("NotStarted", START, START)
    assert timeline.shares([span], START) == [(span, 0.0, 100.0)]
    assert timeline.shares([], START) == []


@pytest.mark.parametrize(
    ("ended", "left", "words"),
    [
        (0, 0, "No process had to be ended, none is left."),
        (1, 0, "1 process was ended, none is left."),
        (12, 0, "12 processes were ended, none is left."),
        (3, 1, "3 processes were ended, 1 could not be ended: look for them on the machine."),
        (3, None, "3 processes were ended, and it is not known whether any is left."),
        (None, None, ""),
    ],
)
def test_the_end_of_processes_in_words(ended, left, words):
    assert ending.sentence(Run(state="Canceled", processes_ended=ended, processes_left=left)) == words


def test_a_run_that_goes_on_has_no_end_yet():
    assert ending.sentence(Run(state="Running", processes_ended=3, processes_left=0)) == ""


@pytest.mark.parametrize(
    ("code", "signal", "words"),
    [
        (0, None, "exit code 0"),
        (1, None, "exit code 1"),
        (None, 9, "signal 9 (SIGKILL)"),
        (None, 99, "signal 99 (unknown)"),
        (None, None, ""),
    ],
)
def test_how_a_script_ended_in_words(code, signal, words):
    assert ending.exit_words(Run(exit_code=code, signal=signal)) == words
