"""Median stopping against tables worked out by hand: a trial's best against the median of all trials' means up to the interval."""

import pytest

from runs.sweeps.values import Policy
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, decided, done, stopped_at, trial

MEDIAN = Policy("median")

# interval          1           2
# reported     0.6 0.5 0.2  0.8 0.5 0.4
# means        0.6 0.5 0.2  0.7 0.5 0.3
# median          0.5          0.5
TABLE = [trial(0, 0.6, 0.8), trial(1, 0.5, 0.5), trial(2, 0.2, 0.4)]


def test_whoever_is_below_the_median_is_stopped():
    assert [stopped_at(MEDIAN, UP, TABLE, index) for index in range(3)] == [None, None, 1]
    assert stopped_at(Policy("median", delay_evaluation=2), UP, TABLE, 2) == 2  # its best 0.4 < 0.5


def test_its_best_counts_not_its_own_mean():
    rows = [done(0, 0.5, 0.5, 0.5), done(1, 0.5, 0.5, 0.5), trial(2, 0.6, 0.1, 0.1)]
    assert stopped_at(MEDIAN, UP, rows, 2) is None


# interval          1              2
# reported     1 2 3 4        3 2 1 6
# means        1 2 3 4        2 2 2 5
# median         2.5             2
@pytest.mark.parametrize(("index", "interval"), [(0, None), (1, None), (2, 1), (3, 1)])
def test_minimising_with_an_even_number_of_trials(index, interval):
    rows = [trial(0, 1, 3), trial(1, 2, 2), trial(2, 3, 1), trial(3, 4, 6)]
    assert stopped_at(MEDIAN, DOWN, rows, index) == interval
    if index == 2:
        assert stopped_at(MEDIAN, DOWN, rows, index, after=1) is None  # at 2 its best is 1
    if index == 3:
        assert stopped_at(MEDIAN, DOWN, rows, index, after=1) == 2  # its best 4 > 2


def test_only_trials_that_reached_the_interval_have_an_average_there():
    rows = [done(0, 0.9), done(1, 0.9), done(2, 0.3, 0.3), trial(3, 0.9, 0.2)]
    assert stopped_at(MEDIAN, UP, rows, 3) is None
    # Means at 2: 0.3 and 0.25; its best 0.25 < 0.275.
    assert stopped_at(MEDIAN, UP, [*rows[:3], trial(3, 0.25, 0.25)], 3, after=1) == 2


def test_a_trial_alone_and_trials_that_are_all_the_same_go_on():
    """Also where the mean of equal numbers is not that number: (0.1 + 0.1 + 0.1) / 3 > 0.1 in doubles."""
    assert stopped_at(MEDIAN, UP, [trial(0, 0.1, 0.1, 0.1)], 0) is None
    rows = [trial(index, *[0.1] * 30) for index in range(5)]
    assert [stopped_at(MEDIAN, objective, rows, 4) for objective in (UP, DOWN)] == [None, None]


def test_nan_makes_an_average_the_worst():
    rows = [done(0, NAN, 0.9), done(1, NAN, 0.9), trial(2, 0.1, 0.1)]
    assert stopped_at(MEDIAN, UP, rows, 2) is None  # two of the three averages are no numbers: neither is their median
    assert stopped_at(MEDIAN, UP, [done(0, NAN, 0.9), trial(2, 0.1, 0.1)], 2) is None
    assert stopped_at(MEDIAN, UP, [done(0, 0.2), done(1, 0.3), trial(2, NAN)], 2) == 1
    assert stopped_at(MEDIAN, DOWN, [done(0, 0.2), done(1, 0.3), trial(2, NAN)], 2) == 1


def test_infinite_values_break_nothing():
    rows = [done(0, float("inf"), float("-inf")), done(1, 1.0, 1.0), trial(2, 0.5, 0.5)]
    assert stopped_at(MEDIAN, UP, rows, 2, after=1) is None  # averages at 2: no number, 1, 0.5


def test_the_recommended_conservative_setting():
    """Interval 1, delay 5: whatever happens in the first four intervals is forgiven."""
    policy = Policy("median", evaluation_interval=1, delay_evaluation=5)
    rows = [done(0, *[0.8] * 6), done(1, *[0.6] * 6), trial(2, 0.1, 0.1, 0.1, 0.1, 0.5, 0.9)]
    assert stopped_at(policy, UP, rows, 2) == 5  # 0.5 < 0.6, the middle of 0.8, 0.6 and 0.18
    assert stopped_at(policy, UP, [*rows[:2], trial(2, 0.1, 0.1, 0.1, 0.1, 0.6)], 2) is None


def test_what_is_said():
    said = decided(Policy("median", delay_evaluation=2), UP, TABLE, 2)
    assert said.text == "Stopped at interval 2: 0.4 below 0.5, the median of 3 averages over 2 intervals (MedianStopping)"
    assert decided(MEDIAN, UP, TABLE, 2).text.endswith("the median of 3 averages over 1 interval (MedianStopping)")
