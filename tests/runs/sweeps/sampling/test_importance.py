"""Importances name what decides about the score, and say by how many trials."""

import math

import pytest

from runs.sweeps.sampling import importances, points
from runs.sweeps.values import Condition, Goal, Objective, Parameter, Standing
from tests.runs.sweeps.sampling.made import MIXED, SCORE, definition, seen


@pytest.fixture(scope="module")
def found():
    return points(definition(), 80, 3)


def test_the_parameter_that_decides_has_the_largest_share(found):
    known = [seen(n, point, -abs(math.log(point["lr"]) + 3) + point["width"] / 1000) for n, point in enumerate(found)]
    known += [seen(80, found[0], standing=Standing.FAILED), seen(81, found[0], 3.0, standing=Standing.ACTIVE), seen(82, found[0], None)]
    known[3] = seen(3, found[3], *known[3].scores, standing=Standing.STOPPED)
    answer = importances(MIXED, SCORE, known)
    assert (answer.method, answer.trials) == ("PED-ANOVA", 80)
    assert next(iter(answer.shares)) == "lr" and answer.shares["lr"] > 0.5
    assert sum(answer.shares.values()) == pytest.approx(1) and set(answer.shares) == {each.name for each in MIXED}


def test_each_objective_has_its_own(found):
    known = [seen(n, point, point["lr"], float(point["width"])) for n, point in enumerate(found)]
    seconds = Objective("seconds", Goal.MINIMIZE)
    assert next(iter(importances(MIXED, SCORE, known).shares)) == "lr"
    assert next(iter(importances(MIXED, seconds, known, position=1).shares)) == "width"
    assert importances(MIXED, seconds, known, position=2).trials == 0


def test_a_parameter_that_is_not_always_there_has_a_share():
    space = (Parameter("a", "choice", (1, 2)), Parameter("b", "uniform", (0, 1), Condition("a", (2,))))
    known = [seen(n, point, point.get("b", 0.0)) for n, point in enumerate(points(definition(space), 60, 1))]
    assert set(importances(space, SCORE, known).shares) == {"a", "b"}


def test_too_few_trials_or_equal_scores_tell_nothing(found):
    few = importances(MIXED, SCORE, [seen(n, found[n], float(n)) for n in range(9)])
    assert (few.trials, few.shares) == (9, {})
    same = importances(MIXED, SCORE, [seen(n, point, 0.5) for n, point in enumerate(found)])
    assert (same.trials, same.shares) == (80, {})
    assert importances(MIXED, SCORE, []).shares == {}
