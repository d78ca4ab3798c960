"""Random and Sobol: the same point for the same seed and index, whenever and wherever it is asked for."""

import pytest
from scipy.stats import qmc

from runs.sweeps.sampling import Sampler, points, size
from runs.sweeps.sampling.seeds import seed_of, start
from runs.sweeps.values import Condition, Parameter
from tests.runs.sweeps.sampling.made import MIXED, definition, seen

NESTED = (
    Parameter("momentum", "uniform", (0, 1), Condition("optimizer", ("sgd",))),
    Parameter("optimizer", "choice", ("adam", "sgd")),
    Parameter("nesterov", "choice", (True, False), Condition("optimizer", ("sgd",))),
    Parameter("lookahead", "randint", (5,), Condition("nesterov", (True,))),
)


@pytest.fixture(params=["random", "sobol"])
def rule(request):
    return request.param


def test_a_point_depends_on_seed_and_index_alone(rule):
    sampler = Sampler(definition(rule=rule), MIXED, 5)
    together = sampler.ask(range(6), [])
    others = [seen(n, point, 0.5) for n, point in enumerate(together[:4])]
    assert Sampler(definition(rule=rule), MIXED, 5).ask([5, 4], others) == [together[5], together[4]]
    assert points(definition(rule=rule), 6, 5) == together
    assert points(definition(rule=rule), 6, 6) != together


def test_the_order_of_the_parameters_changes_no_value(rule):
    assert points(definition(MIXED[::-1], rule=rule), 3, 1) == points(definition(MIXED, rule=rule), 3, 1)
    assert list(points(definition(MIXED[::-1], rule=rule), 1, 1)[0]) == [each.name for each in MIXED[::-1]]


def test_no_two_trials_share_a_seed():
    assert len({seed_of(3, index) for index in range(20_000)}) == 20_000
    assert start(-(2**62)) != start(2**62 - 1)  # whatever a bigint holds is a seed


def test_sobol_is_scipys_scrambled_sequence():
    plane = (Parameter("a", "uniform", (0, 1)), Parameter("b", "uniform", (0, 1)))
    wanted = qmc.Sobol(2, scramble=True, seed=start(9)).random(8)
    assert [tuple(point.values()) for point in points(definition(plane, rule="sobol"), 8, 9)] == [tuple(row) for row in wanted.tolist()]


def test_a_parameter_whose_condition_is_not_met_is_not_there(rule):
    found = points(definition(NESTED, rule=rule), 64, 2)
    for point in found:
        assert ("momentum" in point) == ("nesterov" in point) == (point["optimizer"] == "sgd")
        assert ("lookahead" in point) == (point.get("nesterov") is True)
        assert list(point) == [each.name for each in NESTED if each.name in point]  # as they were defined
    assert {len(point) for point in found} == {1, 3, 4}


def test_a_preview_of_bayesian_is_what_it_starts_with():
    assert points(definition(kind="bayesian"), 4, 8) == points(definition(), 4, 8)
    assert points(definition(kind="bayesian"), 4, 8) == Sampler(definition(kind="bayesian"), MIXED, 8).ask(range(4), [])


def test_only_choices_can_be_counted():
    assert size(MIXED) is None
    assert size((Parameter("a", "choice", (1, 2, 3)), Parameter("b", "choice", ("x", "y")))) == 6
