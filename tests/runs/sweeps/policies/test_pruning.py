"""ASHA and Hyperband against tables worked out by hand, and against Optuna itself where its own trials report the same."""

import logging

import optuna
import pytest

from runs.sweeps.policies import Referee
from runs.sweeps.values import Policy
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, done, stopped_at, trial

HALVING = Policy("asha", reduction_factor=2, min_resource=2)


def judged_in_turn(policy, objective, values) -> list[int]:
    """Of trials that report one value after the other, those that are stopped at once."""
    referee, rows, stopped = Referee(policy, objective), [], []
    for index, value in enumerate(values):
        rows.append(trial(index, value))
        if referee.judge(rows[-1], 0, rows)[1]:
            stopped.append(index)
    return stopped


def test_of_those_at_a_rung_the_best_half_goes_on():
    # of 1 the best 1, of 2 the best 1 (0.5), of 3 the best 1 (0.6), of 4 the best 2 (0.6, 0.5), of 5 the best 2, of 6 the best 3
    values = [0.5, 0.4, 0.6, 0.5, 0.4, 0.5]
    policy = Policy("asha", reduction_factor=2)
    assert judged_in_turn(policy, UP, values) == [1, 4]
    assert judged_in_turn(policy, DOWN, [-value for value in values]) == [1, 4]


def test_a_rung_is_reached_at_each_reduction_factor_fold_of_the_least_resource():
    leader = done(0, 0.9, 0.5, 0.9, 0.5, 0.9, 0.9, 0.9, 0.5)  # rungs at 2, 4 and 8
    assert stopped_at(HALVING, UP, [leader, trial(1, 0.1)], 1) is None
    assert stopped_at(HALVING, UP, [leader, trial(1, 0.1, 0.4)], 1) == 2
    assert stopped_at(HALVING, UP, [leader, trial(1, 0.1, 0.6, 0.1, 0.4)], 1) == 4
    assert stopped_at(HALVING, UP, [leader, trial(1, *[0.6] * 7, 0.4)], 1) == 8
    assert stopped_at(HALVING, UP, [leader, trial(1, *[0.6] * 7, 0.4)], 1, after=8) is None


def test_the_policys_interval_and_delay_move_a_rung_to_where_it_is_applied():
    policy = Policy("asha", evaluation_interval=3, delay_evaluation=4, reduction_factor=2)
    assert stopped_at(policy, UP, [done(0, *[0.5] * 12), trial(1, *[0.1] * 12)], 1) == 6


def test_nan_at_a_rung_is_stopped():
    referee = Referee(HALVING, UP)
    upto, decision = referee.judge(trial(0, 0.5, NAN), 0, [])
    assert (upto, decision.text) == (2, "Stopped at interval 2: NaN is no number (ASHA)")


def test_a_decision_says_which_rung_and_how_many_go_on():
    rows = [done(0, 0.9, 0.9), done(1, 0.8, 0.8), done(2, 0.7, 0.7), trial(3, 0.1, 0.1)]
    _, decision = Referee(HALVING, UP).judge(rows[3], 0, rows)
    assert decision.text == "Stopped at interval 2: 0.1 below 0.8, not among the best 2 of 4 at rung 1 (ASHA)"
    assert (decision.value, decision.limit) == (0.1, 0.8)


def test_a_new_referee_knows_of_rungs_that_were_passed_long_ago():
    rows = [done(0, *[0.9] * 4), trial(1, 0.1, 0.2, 0.3, 0.8), trial(2, 0.1, 0.95, 0.1)]
    assert stopped_at(HALVING, UP, rows, 1, after=2) == 4
    assert stopped_at(HALVING, UP, rows, 2, after=2) is None


def test_a_trial_that_is_tried_again_counts_as_it_is_now():
    referee = Referee(HALVING, UP)
    assert referee.judge(trial(1, 0.5, 0.5), 0, [done(0, 0.9, 0.9)])[1]
    assert referee.judge(trial(1, 0.5, 0.5), 0, [trial(0, 0.4, 0.4)])[1] is None


def test_hyperband_waits_for_a_completed_trial_where_nothing_says_how_long_trials_are():
    policy = Policy("hyperband", reduction_factor=2)
    rows = [trial(index, *[index / 10] * 8) for index in range(8)]
    referee = Referee(policy, DOWN)
    assert [referee.judge(each, 0, rows)[1] for each in rows] == [None] * 8
    rows[0] = done(0, *[0.0] * 8)
    assert any(referee.judge(each, 0, rows)[1] for each in rows[1:])


@pytest.mark.parametrize("objective", [UP, DOWN], ids=["maximise", "minimise"])
@pytest.mark.parametrize(
    "policy", [Policy("asha", reduction_factor=3), Policy("hyperband", reduction_factor=2, min_resource=2, max_resource=16)]
)
def test_optunas_own_trials_are_pruned_where_ours_are_stopped(policy, objective):
    """Forty trials side by side, each interval by interval."""
    curves = curves_of(40, 20)
    study = study_of(policy, objective)
    theirs = [study.ask() for _ in curves]
    referee, ours = Referee(policy, objective), {index: trial(index) for index in range(len(curves))}
    stopped: dict[int, int] = {}
    for interval in range(1, 21):
        for index in [index for index in ours if index not in stopped]:
            value = curves[index][interval - 1]
            theirs[index].report(value, interval)
            ours[index] = trial(index, *curves[index][:interval])
            _, decision = referee.judge(ours[index], interval - 1, list(ours.values()))
            assert bool(decision) == theirs[index].should_prune(), (index, interval)
            if decision:
                stopped[index] = interval
    assert len(set(stopped.values())) > 1 and len(stopped) < len(curves)


def curves_of(count: int, length: int) -> list[list[float]]:
    """Learning curves that cross each other."""
    return [[(number * 37 % count) / count + (number * 17 % 11) / (10 + interval) for interval in range(length)] for number in range(count)]


def study_of(policy: Policy, objective) -> optuna.Study:
    if policy.kind == "asha":
        pruner = optuna.pruners.SuccessiveHalvingPruner(policy.min_resource, policy.reduction_factor)
    else:
        pruner = optuna.pruners.HyperbandPruner(policy.min_resource, policy.max_resource, policy.reduction_factor)
    logging.getLogger("optuna").setLevel(logging.WARNING)
    return optuna.create_study(study_name="trainshed", direction=objective.goal.value, pruner=pruner)
