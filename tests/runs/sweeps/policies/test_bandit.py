"""Bandit against tables worked out by hand: limit = best / (1 + slack_factor) or best - slack_amount, of the same interval."""

import pytest

from runs.sweeps.values import Policy, Standing
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, decided, done, stopped_at, trial

FACTOR = Policy("bandit", slack_factor=0.2)
AMOUNT = Policy("bandit", slack_amount=0.1)

# interval            1      2      3      4
# best               0.5    0.7    0.92   0.92
# best / 1.2         0.417  0.583  0.767  0.767
LEADER = done(0, 0.5, 0.7, 0.92, 0.9)


@pytest.mark.parametrize(
    ("reported", "interval"),
    [
        ([0.45, 0.6, 0.61], 3),  # 0.61 < 0.767
        ([0.41, 0.9], 1),  # 0.41 < 0.417
        ([0.42, 0.58], 2),  # 0.58 < 0.583
        ([0.8, 0.1, 0.1, 0.1], None),  # its best counts, not its last: 0.8 >= 0.767
        ([0.45, 0.6, 0.77, 0.2], None),
    ],
)
def test_maximising_by_a_ratio(reported, interval):
    assert stopped_at(FACTOR, UP, [LEADER, trial(1, *reported)], 1) == interval


# interval            1      2      3
# best               1.0    0.8    0.5
# best * 1.2         1.2    0.96   0.6
@pytest.mark.parametrize(("reported", "interval"), [([1.2, 0.97], 2), ([1.3], 1), ([1.2, 0.96, 0.6], None), ([1.1, 0.9, 0.61], 3)])
def test_minimising_by_a_ratio(reported, interval):
    assert stopped_at(FACTOR, DOWN, [done(0, 1.0, 0.8, 0.5, 0.7), trial(1, *reported)], 1) == interval


def test_the_example_of_the_documentation():
    """Best 0.8 at interval 10, slack 0.2: below 0.8 / 1.2 = 0.667 is cancelled."""
    leader = done(0, *[0.8] * 10)
    assert stopped_at(Policy("bandit", 10, slack_factor=0.2), UP, [leader, trial(1, *[0.66] * 10)], 1) == 10
    assert stopped_at(Policy("bandit", 10, slack_factor=0.2), UP, [leader, trial(1, *[0.67] * 10)], 1) is None


def test_a_slack_of_a_tenth_cancels_below_91_percent():
    policy = Policy("bandit", slack_factor=0.1)
    assert stopped_at(policy, UP, [done(0, 1.0), trial(1, 0.909)], 1) == 1
    assert stopped_at(policy, UP, [done(0, 1.0), trial(1, 0.91)], 1) is None


@pytest.mark.parametrize(
    ("objective", "best", "reported", "interval"),
    [
        (UP, 0.5, 0.39, 1),  # below 0.5 - 0.1
        (UP, 0.5, 0.4, None),  # a tie with the limit
        (UP, -3.0, -3.2, 1),
        (UP, 0.05, -0.04, None),
        (DOWN, 0.5, 0.61, 1),  # above 0.5 + 0.1
        (DOWN, 0.5, 0.6, None),
        (DOWN, -0.5, -0.3, 1),
    ],
)
def test_by_an_amount(objective, best, reported, interval):
    assert stopped_at(AMOUNT, objective, [done(0, best), trial(1, reported)], 1) == interval


@pytest.mark.parametrize(("best", "slack", "tied"), [(0.66, 0.1, 0.6), (0.84, 0.2, 0.7), (0.33, 0.1, 0.3), (1.2, 0.2, 1.0)])
def test_a_tie_with_the_limit_goes_on_however_the_quotient_is_rounded(best, slack, tied):
    assert stopped_at(Policy("bandit", slack_factor=slack), UP, [done(0, best), trial(1, tied)], 1) is None
    assert stopped_at(Policy("bandit", slack_factor=slack), DOWN, [done(0, tied), trial(1, best)], 1) is None


@pytest.mark.parametrize(
    ("objective", "best", "reported", "interval"),
    [
        (UP, -1.0, -1.19, None),  # the limit is -1 * 1.2: the published -1 / 1.2 would stop the best trial itself
        (UP, -1.0, -1.21, 1),
        (DOWN, -1.2, -1.01, None),  # -1.2 / 1.2
        (DOWN, -1.2, -0.99, 1),
        (UP, 0.0, 0.0, None),
        (UP, 0.0, -0.1, 1),  # no ratio of 0 is anything but 0
    ],
)
def test_where_the_best_is_not_above_zero(objective, best, reported, interval):
    assert stopped_at(FACTOR, objective, [done(0, best), trial(1, reported)], 1) == interval


def test_the_best_trial_and_one_alone_go_on():
    assert stopped_at(FACTOR, UP, [trial(0, 0.9, 0.1), trial(1, 0.3, 0.2)], 0) is None
    assert stopped_at(FACTOR, UP, [trial(0, -5.0)], 0) is None


def test_a_late_starter_is_compared_with_what_others_had_at_its_own_interval():
    early = done(0, 0.2, 0.4, 0.9)
    assert stopped_at(FACTOR, UP, [early, trial(7, 0.18, 0.35)], 7) is None
    assert stopped_at(FACTOR, UP, [early, trial(7, 0.18, 0.32)], 7) == 2  # 0.32 < 0.4 / 1.2


def test_whoever_has_not_reached_the_interval_does_not_count_there():
    assert stopped_at(FACTOR, UP, [done(0, 0.99), trial(1, 0.9, 0.5)], 1) is None
    assert stopped_at(FACTOR, UP, [done(0, 0.99, 0.99), trial(1, 0.9, 0.5)], 1) is None  # its best is 0.9
    assert stopped_at(FACTOR, UP, [done(0, 0.99, 1.2), trial(1, 0.9, 0.5)], 1) == 2  # 0.9 < 1.2 / 1.2


@pytest.mark.parametrize("standing", list(Standing))
def test_every_trial_that_got_that_far_counts_however_it_ended(standing):
    assert stopped_at(FACTOR, UP, [trial(0, 0.9, standing=standing), trial(1, 0.5)], 1) == 1


@pytest.mark.parametrize("standing", [each for each in Standing if each != Standing.ACTIVE])
def test_a_trial_that_is_over_is_not_stopped(standing):
    assert stopped_at(FACTOR, UP, [done(0, 0.9), trial(1, 0.1, standing=standing)], 1) is None


def test_nan_is_never_best_and_worse_than_every_number():
    assert stopped_at(FACTOR, UP, [done(0, NAN, NAN), trial(1, 0.1, 0.2)], 1) is None
    assert stopped_at(FACTOR, UP, [done(0, 0.1), trial(1, NAN)], 1) == 1
    assert stopped_at(FACTOR, DOWN, [done(0, 1e300), trial(1, NAN)], 1) == 1
    assert stopped_at(FACTOR, UP, [done(0, 0.5, 0.5), trial(1, 0.5, NAN)], 1) is None  # its best is a number
    assert stopped_at(FACTOR, UP, [done(0, NAN), trial(1, NAN)], 1) is None  # nobody is better


def test_what_is_said():
    assert (
        decided(FACTOR, UP, [LEADER, trial(1, 0.45, 0.6, 0.61)], 1).text == "Stopped at interval 3: 0.61 below 0.92 / 1.2 = 0.7667 (Bandit)"
    )
    assert decided(FACTOR, DOWN, [done(0, 0.5), trial(1, 0.75)], 1).text == "Stopped at interval 1: 0.75 above 0.5 × 1.2 = 0.6 (Bandit)"
    assert decided(FACTOR, UP, [done(0, -1), trial(1, -2)], 1).text == "Stopped at interval 1: -2 below -1 × 1.2 = -1.2 (Bandit)"
    assert decided(AMOUNT, UP, [done(0, 0.5), trial(1, 0.3)], 1).text == "Stopped at interval 1: 0.3 below 0.5 − 0.1 = 0.4 (Bandit)"
    assert decided(AMOUNT, DOWN, [done(0, 0.5), trial(1, 0.7)], 1).text == "Stopped at interval 1: 0.7 above 0.5 + 0.1 = 0.6 (Bandit)"
    nan = decided(FACTOR, UP, [done(0, 0.6), trial(1, NAN)], 1)
    assert nan.text == "Stopped at interval 1: NaN, which is worse than 0.6 / 1.2 = 0.5 (Bandit)"
    close = decided(Policy("bandit", slack_amount=0.0), UP, [done(0, 0.612345), trial(1, 0.612344)], 1)
    assert close.text == "Stopped at interval 1: 0.612344 below 0.6123 − 0 = 0.612345 (Bandit)"


def test_the_numbers_of_a_decision():
    decision = decided(FACTOR, DOWN, [done(0, 1.0, 0.5), trial(1, 1.1, 0.75)], 1)
    assert (decision.policy, decision.interval, decision.value, decision.limit) == ("Bandit", 2, 0.75, pytest.approx(0.6))
