"""When policies are applied, and what a referee keeps in mind: the same for all of them."""

import pytest

from runs.sweeps.policies import Referee, recorded
from runs.sweeps.policies.schedule import Schedule
from runs.sweeps.values import Decision, Policy
from tests.runs.sweeps.policies.tables import NAN, UP, done, stopped_at, trial


@pytest.mark.parametrize(
    ("every", "delay", "applied"),
    [
        (1, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (1, 5, [5, 6, 7, 8, 9, 10]),
        (2, 0, [2, 4, 6, 8, 10]),
        (2, 5, [6, 8, 10]),
        (3, 3, [3, 6, 9]),
        (3, 4, [6, 9]),
        (4, 9, []),
        (11, 0, []),
    ],
)
def test_applied_at_each_multiple_of_the_interval_from_the_delay_on(every, delay, applied):
    schedule = Schedule(every, delay)
    assert list(schedule.within(0, 10)) == applied
    assert [interval for interval in range(1, 11) if schedule.applies(interval)] == applied
    assert [schedule.count(interval) for interval in range(1, 11)] == [
        sum(each <= interval for each in applied) for interval in range(1, 11)
    ]
    assert list(schedule.within(6, 10)) == [each for each in applied if each > 6]


KINDS = [{"kind": "bandit", "slack_factor": 0.1}, {"kind": "median"}, {"kind": "truncation", "truncation_percentage": 34}]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["kind"])
@pytest.mark.parametrize(("every", "delay", "interval"), [(1, 0, 1), (1, 3, 3), (2, 0, 2), (2, 3, 4), (5, 1, 5), (7, 0, None)])
def test_the_first_decision_is_at_the_first_interval_that_counts(kind, every, delay, interval):
    policy = Policy(**kind, evaluation_interval=every, delay_evaluation=delay)
    rows = [done(0, *[0.9] * 6), done(1, *[0.8] * 6), trial(2, *[0.1] * 6)]
    assert stopped_at(policy, UP, rows, 2) == interval


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["kind"])
def test_what_was_judged_is_not_judged_again(kind):
    rows = [done(0, 0.9, 0.9, 0.9), done(1, 0.8, 0.8, 0.8), trial(2, 0.1, 0.1, 0.95)]
    policy = Policy(**kind)
    assert [stopped_at(policy, UP, rows, 2, after) for after in (0, 1, 2, 3)] == [1, 2, None, None]


def test_without_a_policy_nobody_is_stopped():
    assert Referee(Policy("none"), UP).judge(trial(1, 0.0), 0, [done(0, 1.0)]) == (1, None)


def test_a_trial_that_reported_nothing_waits():
    assert Referee(Policy("median"), UP).judge(trial(1), 0, [done(0, 1.0)]) == (0, None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["kind"])
def test_a_trial_that_is_tried_again_counts_as_it_is_now(kind):
    referee = Referee(Policy(**kind), UP)
    third = trial(2, 0.5)
    assert referee.judge(third, 0, [done(0, 0.9), done(1, 0.9)])[1]
    assert referee.judge(third, 0, [done(0, 0.9), trial(1)])[1] is not None or kind["kind"] == "truncation"
    assert referee.judge(third, 0, [trial(0), trial(1)])[1] is None
    assert referee.judge(third, 0, [done(0, 0.4, 0.6), done(1, 0.3)])[1] is None


def test_a_decision_is_kept_as_json_that_every_database_takes():
    kept = recorded(Decision("Bandit", 3, NAN, float("inf"), "Stopped"))
    assert kept == {"policy": "Bandit", "interval": 3, "value": None, "limit": None, "text": "Stopped"}
    assert recorded(Decision("Bandit", 3, 0.5, 0.7, "Stopped"))["value"] == 0.5
