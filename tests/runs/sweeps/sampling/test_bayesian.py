"""Bayesian: it starts at random, learns from what ended, and says the same whether it was kept or made anew."""

import math
from importlib.util import find_spec

import numpy as np
import pytest

from runs.sweeps.sampling import Sampler, Unavailable, available, bayesian, points
from runs.sweeps.values import Condition, Definition, Goal, Objective, Parameter, Standing
from tests.runs.sweeps.sampling.made import MIXED, SCORE, definition, seen

TPE = definition(kind="bayesian", total=60)
NESTED = (
    Parameter("kind", "choice", ("linear", "tree")),
    Parameter("lr", "loguniform", (-7, 0), Condition("kind", ("linear",))),
    Parameter("depth", "quniform", (1, 20, 1), Condition("kind", ("tree",))),
    Parameter("seed", "normal", (0, 1)),
)
LOSSES = (Objective("loss", Goal.MINIMIZE), Objective("seconds", Goal.MINIMIZE))


def score(point) -> float:
    """Best 0, at lr e^-3, width 64, adam."""
    return -abs(math.log(point["lr"]) + 3) - abs(point["width"] - 64) / 64 - (point["optimizer"] == "sgd")


def swept(defined: Definition, judge, count: int, seed: int = 1) -> list:
    """What is known after so many trials, one after another."""
    sampler, known = Sampler(defined, defined.space, seed), []
    for index in range(count):
        (point,) = sampler.ask([index], known)
        known.append(seen(index, point, *judge(point)))
    return known


@pytest.fixture(scope="module")
def known():
    return swept(TPE, lambda point: [score(point)], 30)


@pytest.mark.parametrize("sampler", sorted(available()))
def test_it_finds_better_points_than_the_same_budget_at_random(sampler):
    defined = definition(kind="bayesian", total=45, sampler=sampler)
    learned = [each.scores[0] for each in swept(defined, lambda point: [score(point)], 45)]
    drawn = [score(point) for point in points(definition(), 45, 1)]
    assert np.mean(learned[-15:]) > np.mean(drawn[-15:]) + 1
    assert max(learned) > max(drawn)


@pytest.mark.parametrize("sampler", sorted(available()))
def test_it_is_random_until_enough_trials_have_ended(sampler, known):
    defined = definition(kind="bayesian", total=60, sampler=sampler)
    going = [seen(each.index, each.parameters, standing=Standing.ACTIVE) for each in known]
    drawn = points(definition(), 31, 1)[30]
    assert Sampler(defined, MIXED, 1).ask([30], known[:9]) == [drawn]
    assert Sampler(defined, MIXED, 1).ask([30], going) == [drawn]
    assert Sampler(defined, MIXED, 1).ask([30], known[:10]) != [drawn]


def test_a_small_sweep_starts_to_learn_earlier():
    assert [bayesian.startup(total) for total in (1, 6, 9, 15, 30, 1000)] == [2, 2, 3, 5, 10, 10]


@pytest.mark.parametrize("sampler", sorted(available()))
def test_kept_or_made_anew_it_says_the_same(sampler, known):
    defined = definition(kind="bayesian", total=60, sampler=sampler)
    kept = Sampler(defined, MIXED, 3)
    kept.ask([20], known[:20])
    kept.ask([25, 26], known[:25])
    assert kept.ask([30, 31], known) == Sampler(defined, MIXED, 3).ask([30, 31], known)


def test_what_runs_is_not_tried_again(known):
    """Of a batch, each point knows of the ones before it."""
    batch = Sampler(TPE, MIXED, 1).ask(range(30, 38), known)
    assert len({tuple(point.items()) for point in batch}) == 8


def test_a_point_that_was_never_written_down_is_forgotten(known):
    kept = Sampler(TPE, MIXED, 1)
    kept.ask([30, 31, 32], known)
    assert kept.ask([30], known) == Sampler(TPE, MIXED, 1).ask([30], known)


def test_a_trial_that_is_tried_again_counts_once(known):
    failed = [*known[:-1], seen(29, known[-1].parameters, standing=Standing.FAILED)]
    going = [*known[:-1], seen(29, known[-1].parameters, standing=Standing.ACTIVE)]
    kept = Sampler(TPE, MIXED, 1)
    for each in (failed, going, known):
        kept.ask([40], each)
    assert kept.ask([30], known) == Sampler(TPE, MIXED, 1).ask([30], known)


def test_only_what_changed_is_learned(known):
    kept = Sampler(TPE, MIXED, 1)
    kept.ask([30], known)
    study = kept._way.study.optuna
    point = {"lr": 0.05, "width": 64, "optimizer": "adam", "noise": 1.0}
    kept.ask([31], [*known, seen(30, study.trials and kept._way.study._learned[30][0], -0.4), seen(35, point, -0.2)])
    assert kept._way.study.optuna is study


def test_nan_and_failures_do_no_harm(known):
    point = known[0].parameters
    odd = [
        seen(30, point, standing=Standing.FAILED),
        seen(31, point, None, reported=[math.nan, math.inf]),
        seen(32, point, None),
        seen(33, point, 0.2, standing=Standing.STOPPED),
        seen(34, point, 0.2, standing=Standing.CANCELED),
        seen(35, point, math.inf),
    ]
    assert Sampler(TPE, MIXED, 1).ask([40], known + odd)[0].keys() == point.keys()
    diverged = [seen(n, known[n].parameters, None, reported=[math.nan]) for n in range(30)]
    assert Sampler(TPE, MIXED, 1).ask([40], diverged)[0].keys() == point.keys()


def test_it_keeps_away_from_where_every_trial_diverged():
    def judge(point):
        return math.nan if point["lr"] > math.exp(-4) else -abs(math.log(point["lr"]) + 4.5)

    sampler, known = Sampler(TPE, MIXED, 2), []
    for index in range(40):
        (point,) = sampler.ask([index], known)
        value = judge(point)
        known.append(seen(index, point, None if math.isnan(value) else value, reported=[value]))
    assert sum(math.isnan(each.reported[0]) for each in known[20:]) <= 5


def test_earlier_sweeps_are_learned_from_where_their_points_fit(known):
    earlier = [seen(-1 - n, each.parameters, *each.scores) for n, each in enumerate(known)]
    strange = [
        seen(-50, {**known[0].parameters, "lr": 7.0}, 9.0),
        seen(-51, {"lr": 0.1}, 9.0),
        seen(-52, {**known[0].parameters, "x": 1}, 9.0),
    ]
    drawn = points(definition(), 1, 1)
    warm = Sampler(TPE, MIXED, 1).ask([0], earlier)
    assert warm != drawn
    assert Sampler(TPE, MIXED, 1).ask([0], earlier + strange) == warm
    assert Sampler(TPE, MIXED, 1).ask([0], strange * 5) == drawn


@pytest.mark.parametrize("sampler", sorted(available()))
def test_parameters_that_depend_on_others_are_learned(sampler):
    def judge(point):
        return [-abs(math.log(point["lr"]) + 5) if point["kind"] == "linear" else -4 - abs(point["depth"] - 7)]

    defined = definition(NESTED, kind="bayesian", total=40, sampler=sampler)
    found = [each.parameters for each in swept(defined, judge, 40)]
    assert all(("lr" in point, "depth" in point) == ((True, False) if point["kind"] == "linear" else (False, True)) for point in found)
    assert sum(point["kind"] == "linear" for point in found[-10:]) >= 7


@pytest.mark.parametrize("sampler", sorted(available()))
def test_several_objectives_are_traded_off(sampler):
    """Loss falls and time grows with the width: what is on the front lies at any width, at the best lr."""
    space = (Parameter("lr", "loguniform", (-6, 0)), Parameter("width", "uniform", (0, 1)))
    defined = definition(space, kind="bayesian", total=60, objectives=LOSSES, sampler=sampler)

    def judge(point):
        off = abs(math.log(point["lr"]) + 2)
        return [1 - point["width"] + off, point["width"] + off]

    found = [each.parameters for each in swept(defined, judge, 60)]
    off = [abs(math.log(point["lr"]) + 2) for point in found]
    assert np.mean(off[-20:]) < np.mean(off[:10]) / 2
    unscored = seen(60, found[0], 0.5, None)
    assert Sampler(defined, space, 1).ask([61], [unscored])[0].keys() == found[0].keys()


def test_what_is_not_installed_is_said_with_the_way_out(monkeypatch):
    assert available() == ({"tpe", "gp"} if find_spec("torch") else {"tpe"})
    monkeypatch.setitem(bayesian.NEEDS, "gp", ("no_such_package_anywhere",))
    assert available() == {"tpe"}
    with pytest.raises(Unavailable, match=r'"gp" needs no_such_package_anywhere.*Use "tpe"'):
        Sampler(definition(kind="bayesian", sampler="gp"), MIXED, 1)


def test_every_expression_can_be_learned():
    space = (
        *MIXED,
        Parameter("normal", "normal", (0, 1)),
        Parameter("qnormal", "qnormal", (0, 5, 2)),
        Parameter("lognormal", "lognormal", (0, 1)),
        Parameter("qloguniform", "qloguniform", (0, 3, 1)),
        Parameter("uniform", "uniform", (0, 1)),
        Parameter("randint", "randint", (9,)),
        Parameter("one", "choice", ("only",)),
    )
    defined = definition(space, kind="bayesian", total=40)
    found = swept(defined, lambda point: [score(point) - abs(point["normal"] - 1) - abs(point["randint"] - 3)], 40)
    assert SCORE.goal == "maximize"
    assert np.mean([abs(each.parameters["normal"] - 1) for each in found[-10:]]) < 0.6
    assert np.mean([abs(each.parameters["randint"] - 3) for each in found[-10:]]) < 2
