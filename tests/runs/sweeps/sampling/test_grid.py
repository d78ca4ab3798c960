"""Grid: every combination once, and none twice when the space grows or an earlier sweep is gone on with."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from runs.sweeps.sampling import Sampler, grid, points, size
from runs.sweeps.values import Condition, Parameter, Standing
from tests.runs.sweeps.sampling.made import definition, seen

SMALL = (Parameter("depth", "choice", (2, 4, 8)), Parameter("trees", "choice", ("10", "50")))
WIDE = (Parameter("depth", "choice", (2, 4, 8, 16)), SMALL[1])


def asked(space, indexes, others=(), seed=1):
    return Sampler(definition(space, kind="grid"), space, seed).ask(indexes, others)


def test_every_combination_is_tried_once_and_then_there_is_none():
    found = asked(SMALL, range(8))
    assert sorted(tuple(point.values()) for point in found[:6]) == sorted(product((2, 4, 8), ("10", "50")))
    assert found[6:] == [None, None]
    assert len(points(definition(SMALL, kind="grid"), 10, 1)) == 6


def test_the_seed_shuffles_and_the_index_decides():
    assert asked(SMALL, [4, 1]) == [asked(SMALL, range(6))[4], asked(SMALL, range(6))[1]]
    assert len({str(asked(SMALL, range(6), seed=seed)) for seed in range(20)}) > 15


def test_a_larger_space_goes_on_with_what_was_not_tried():
    others = [seen(n, point, 0.5) for n, point in enumerate(asked(SMALL, range(6)))]
    found = asked(WIDE, range(6, 10), others)
    assert sorted(tuple(point.values()) for point in found[:2]) == [(16, "10"), (16, "50")]
    assert found[2:] == [None, None]


def test_what_an_earlier_sweep_has_tried_is_left_out():
    earlier = seen(-1, {"depth": 4, "trees": "50"}, standing=Standing.FAILED)
    elsewhere = seen(-2, {"depth": 5, "trees": "50"}, 0.5)  # of no point of this space
    found = asked(SMALL, range(6), [earlier, elsewhere])
    assert len([point for point in found if point]) == 5 and earlier.parameters not in found


def test_an_option_given_twice_is_one():
    twice = (Parameter("a", "choice", (1, 1, 1.0, True)),)
    assert size(twice) == 3
    assert [str(point["a"]) for point in asked(twice, range(3))] != []
    assert asked(twice, range(4))[3] is None


def test_parameters_that_do_not_exist_make_no_points_of_their_own():
    nested = (
        Parameter("optimizer", "choice", ("adam", "sgd", "lbfgs")),
        Parameter("momentum", "choice", (0.1, 0.9), Condition("optimizer", ("sgd",))),
        Parameter("nesterov", "choice", (True, False), Condition("momentum", (0.9,))),
        Parameter("beta", "choice", (1, 2, 3), Condition("optimizer", ("adam", "lbfgs"))),
    )
    assert size(nested) == 3 + 3 + (1 + 2)
    found = asked(nested, range(10))
    assert found[9] is None and len({tuple(point.items()) for point in found[:9]}) == 9
    assert {"optimizer": "sgd", "momentum": 0.1} in found and {"optimizer": "lbfgs", "beta": 2} in found


@settings(max_examples=20, deadline=None)
@given(some.lists(some.integers(1, 3), min_size=1, max_size=3), some.integers(0, 2**31), some.data())
def test_whatever_order_is_asked_in_no_point_comes_twice_and_none_is_lost(lengths, seed, data):
    space = tuple(Parameter(f"p{n}", "choice", tuple(range(length))) for n, length in enumerate(lengths))
    order = data.draw(some.permutations(range(size(space))))
    others = []
    for index in order:
        (point,) = asked(space, [index], others, seed)
        others.append(seen(index, point, 0.1))
    assert len({tuple(each.parameters.items()) for each in others}) == size(space)


def test_a_grid_too_large_to_write_down_is_drawn_without_repeats(monkeypatch):
    huge = tuple(Parameter(f"p{n}", "choice", tuple(range(10))) for n in range(12))
    assert size(huge) == 10**12
    found = asked(huge, range(500))
    assert len({tuple(point.values()) for point in found}) == 500
    assert asked(huge, [499, 3]) == [found[499], found[3]]
    monkeypatch.setattr(grid, "WRITTEN_DOWN", 3)
    assert len({tuple(point.values()) for point in asked(SMALL, range(6))}) == 6


@pytest.mark.parametrize("seed", [0, 2**62])
def test_any_seed_will_do(seed):
    assert asked(SMALL, [0], seed=seed)[0] is not None


@pytest.mark.parametrize("count", [20, 60, 200])
def test_a_grid_of_more_points_than_a_float_can_count_draws_every_option(count):
    huge = tuple(Parameter(f"p{n}", "choice", tuple(range(50))) for n in range(count))
    found = asked(huge, range(300))
    assert all(len({point[parameter.name] for point in found}) > 45 for parameter in huge)
