"""Truncation selection against tables worked out by hand: of n trials at an interval the lowest n * percentage / 100 are stopped."""

import pytest

from runs.sweeps.values import Policy
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, decided, done, stopped_at, trial

FIFTH = Policy("truncation", truncation_percentage=20)


def row(*values: float, finished: int = 0):
    """One interval: trial n reported the n-th of these; the first `finished` of them are over."""
    return [(done if index < finished else trial)(index, value) for index, value in enumerate(values)]


def survivors(policy, objective, rows) -> list[int]:
    return [each.index for each in rows if stopped_at(policy, objective, rows, each.index) is None]


@pytest.mark.parametrize(
    ("percentage", "count", "stopped"),
    [(20, 10, 2), (20, 9, 1), (20, 5, 1), (20, 4, 0), (1, 99, 0), (1, 100, 1), (50, 3, 1), (99, 3, 2), (99, 100, 99)],
)
def test_the_lowest_share_is_stopped_rounded_down(percentage, count, stopped):
    rows = row(*range(count))
    policy = Policy("truncation", truncation_percentage=percentage)
    assert survivors(policy, UP, rows) == list(range(stopped, count))
    assert survivors(policy, DOWN, rows) == list(range(count - stopped))


def test_whoever_ties_with_one_that_stays_stays():
    assert survivors(FIFTH, UP, row(1, 1, 3, 4, 5)) == [0, 1, 2, 3, 4]
    assert survivors(FIFTH, UP, row(1, 1, 3, 4, 5, 6, 7, 8, 9, 10)) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert survivors(FIFTH, UP, row(1, 2, 2, 4, 5, 6, 7, 8, 9, 10)) == list(range(1, 10))
    assert survivors(FIFTH, DOWN, row(5, 5, 5, 5, 5)) == [0, 1, 2, 3, 4]


def test_the_value_of_the_interval_counts_not_the_best_so_far():
    rows = [trial(0, 9, 1), trial(1, 2, 3), trial(2, 3, 4), trial(3, 4, 5), trial(4, 5, 6)]
    assert survivors(Policy("truncation", delay_evaluation=2, truncation_percentage=20), UP, rows) == [1, 2, 3, 4]


def test_finished_trials_count_unless_they_are_excluded():
    rows = row(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, finished=5)
    assert survivors(FIFTH, UP, rows) == list(range(10)), "the two lowest are over already"
    excluding = Policy("truncation", truncation_percentage=20, exclude_finished_jobs=True)
    assert survivors(excluding, UP, rows) == [0, 1, 2, 3, 4, 6, 7, 8, 9], "the lowest of the five that go on"


def test_a_trial_that_ends_is_excluded_from_then_on():
    from runs.sweeps.policies import Referee

    referee = Referee(Policy("truncation", truncation_percentage=50, exclude_finished_jobs=True), UP)
    assert referee.judge(trial(1, 2), 0, [trial(0, 1), trial(1, 2)])[1] is None
    assert referee.judge(trial(2, 1.5), 0, [trial(0, 1), trial(1, 2)])[1] is None  # of 1, 1.5, 2 the lowest
    assert referee.judge(trial(2, 1.5), 0, [done(0, 1), trial(1, 2)])[1].interval == 1  # of 1.5, 2 the lower


def test_only_trials_that_reached_the_interval_are_counted():
    rows = [trial(0, 5, 1), trial(1, 5, 2), trial(2, 5, 3), trial(3, 5, 4), trial(4, 5), trial(5, 5)]
    assert survivors(FIFTH, UP, rows) == [0, 1, 2, 3, 4, 5], "a fifth of four is nobody"


def test_nan_is_the_lowest():
    assert survivors(FIFTH, UP, row(NAN, 1, 2, 3, 4)) == [1, 2, 3, 4]
    assert survivors(FIFTH, DOWN, row(4, 3, 2, 1, NAN)) == [0, 1, 2, 3]
    assert survivors(FIFTH, DOWN, row(NAN, NAN, 2, 1, 3)) == [0, 1, 2, 3, 4], "they tie"


def test_what_is_said():
    said = decided(FIFTH, UP, row(1, 2, 3, 4, 5), 0)
    assert said.text == "Stopped at interval 1: 1 below 2, among the worst 1 of 5 trials (20 %) (TruncationSelection)"
    assert (said.value, said.limit) == (1, 2)
    said = decided(FIFTH, DOWN, row(NAN, 2, 3, 4, 5), 0)
    assert said.text.startswith("Stopped at interval 1: NaN, which is worse than 5, among the worst 1 of 5 trials")
