"""What a policy would have done on an earlier sweep, against tables worked out by hand."""

import pytest

from runs.sweeps.policies import replay
from runs.sweeps.policies.replaying import INTERVALS
from runs.sweeps.values import Policy, Standing
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, done, trial

FACTOR = Policy("bandit", slack_factor=0.2)
# interval      1    2    3    4
TABLE = [
    done(0, 0.5, 0.6, 0.9, 0.9),
    done(1, 0.5, 0.4, 0.4, 0.4),  # its best 0.5 is not below 0.6 / 1.2, but below 0.9 / 1.2 at 3
    done(2, 0.3, 0.4, 0.9, 1.0),  # 0.3 is below 0.5 / 1.2
    done(3),  # never reported
]


def stops(found) -> list[tuple[int, int, int]]:
    return [(each.index, each.decision.interval, each.saved) for each in found.stopped]


def test_all_at_once():
    found = replay(FACTOR, UP, TABLE)
    assert stops(found) == [(1, 3, 1), (2, 1, 3)]
    assert (found.trials, found.intervals, found.saved) == (3, 12, 4)
    assert found.share == pytest.approx(4 / 12)
    assert (found.best_index, found.best, found.kept, found.best_lost) == (2, 1.0, 0.9, True)
    assert found.text == (
        "It would have stopped 2 of 3 trials and saved 33% of their intervals. The best result would have been 0.9 instead of 1."
    )


def test_one_after_the_other():
    """With one slot the worst comes first and meets nobody."""
    assert stops(replay(FACTOR, UP, [done(0, 0.1, 0.1), done(1, 0.9, 0.9), done(2, 0.1, 0.1)], slots=1)) == [(2, 1, 1)]


def test_a_slot_that_a_stopped_trial_leaves_is_given_to_the_next():
    """Two slots: 1 is stopped at once, so 2 runs beside 0 and is compared with what 0 had at 2's own intervals."""
    rows = [done(0, 0.6, 0.7, 0.8), done(1, 0.1, 0.1, 0.1), done(2, 0.55, 0.5, 0.5)]
    found = replay(FACTOR, UP, rows, slots=2)
    assert stops(found) == [(1, 1, 2), (2, 2, 1)]  # 0.55 < 0.7 / 1.2
    assert found.text.endswith("The best result is kept.")


def test_finished_trials_leave_a_truncation_that_excludes_them():
    rows = [done(0, 0.1), done(1, 0.5, 0.5), done(2, 0.4, 0.4)]
    including, excluding = (Policy("truncation", 1, 2, truncation_percentage=50, exclude_finished_jobs=each) for each in (False, True))
    assert (
        stops(replay(including, UP, rows)) == [(2, 2, 0)]
        and not replay(excluding, UP, [done(0, 0.9, 0.9), done(1, 0.1, 0.1)], slots=1).stopped
    )


def test_minimising_and_nan():
    found = replay(FACTOR, DOWN, [done(0, NAN, 0.5), done(1, 1.0, 1.0)])
    assert stops(found) == [(1, 2, 0)]
    assert (found.best_index, found.best, found.best_lost) == (0, 0.5, False)
    all_nan = replay(FACTOR, DOWN, [done(0, NAN)])
    assert (all_nan.best, all_nan.best_lost) == (None, False)


def test_trials_that_were_stopped_then_are_replayed_as_far_as_they_came():
    assert replay(FACTOR, UP, [done(0, 0.9, 0.9), trial(1, 0.1, standing=Standing.STOPPED)]).saved == 0


def test_sentences_where_there_is_nothing_to_say():
    assert replay(FACTOR, UP, []).text == "No trial of this sweep reported its primary metric, so there is nothing to replay."
    assert replay(FACTOR, UP, [done(0)]).share == 0
    assert replay(Policy("none"), UP, TABLE).text == "It would have stopped none of 3 trials."
    assert replay(FACTOR, UP, [done(0, 0.5)]).text == "It would have stopped none of 1 trial."


@pytest.mark.parametrize("kind", [Policy("asha", reduction_factor=2), Policy("hyperband", reduction_factor=2, max_resource=8)])
def test_optunas_pruners_are_replayed_too(kind):
    rows = [done(index, *[(index * 7 % 16) / 16] * 8) for index in range(16)]
    found = replay(kind, UP, rows, slots=4)
    assert 0 < len(found.stopped) < 16 and 0 < found.share < 1


def test_a_huge_sweep_is_replayed_in_part_and_says_so():
    rows = [done(index, *[0.5] * (INTERVALS // 4)) for index in range(6)]
    found = replay(Policy("bandit", 1000, slack_factor=0.1), UP, rows)
    assert (found.trials, found.left_out) == (4, 2)
    assert found.text == "It would have stopped none of the first 4 trials."
