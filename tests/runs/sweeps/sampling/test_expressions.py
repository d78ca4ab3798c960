"""What a draw is exactly, at the ends of its range and as an argument of a script; and the way back, which samplers that learn need."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from runs.sweeps.sampling.expressions import expression
from runs.sweeps.values import Parameter

UNITS = some.floats(1e-9, 1 - 1e-9)  # beyond, a share of all draws is too near 0 or 1 to say which value it is
ALL = {
    "choice": ("a", 1, 1.0, True, None, "1"),
    "randint": (12,),
    "uniform": (-3, 5),
    "quniform": (1, 10, 3),
    "loguniform": (-8, 2),
    "qloguniform": (-1, 3, 0.5),
    "normal": (1, 2),
    "qnormal": (0, 3, 2),
    "lognormal": (0, 1),
    "qlognormal": (0, 1, 0.25),
}


def drawn(name, values, unit):
    return expression(Parameter("p", name, values)).at(unit)


@pytest.mark.parametrize(
    ("name", "values", "unit", "value"),
    [
        ("choice", ("a", "b", "c"), 0.0, "a"),
        ("choice", ("a", "b", "c"), 0.34, "b"),
        ("choice", ("a", "b", "c"), 1 - 1e-16, "c"),
        ("randint", (4,), 0.0, 0),
        ("randint", (4,), 1 - 1e-16, 3),
        ("uniform", (2, 4), 0.25, 2.5),
        ("loguniform", (0, 2), 0.5, math.e),
        ("normal", (7, 0), 0.2, 7.0),
        ("normal", (7, 2), 0.5, 7.0),
        ("lognormal", (1, 3), 0.5, math.e),
        ("quniform", (1, 10, 3), 0.0, 0),  # round(1 / 3) * 3: below the lower bound, as v1 rounds
        ("quniform", (0, 1, 0.1), 0.3, 0.3),  # not 0.30000000000000004
        ("qloguniform", (0, 4, 10), 0.5, 10),
        ("qnormal", (5, 0, 2), 0.5, 4),  # round halves to even
        ("qlognormal", (0, 0, 0.25), 0.5, 1.0),
        ("loguniform", (700, 900), 0.9, 1.7e308),  # as large as a float can be, not an error
    ],
)
def test_a_draw(name, values, unit, value):
    got = drawn(name, values, unit)
    assert type(got) is type(value)
    assert got == (value if isinstance(value, str) else pytest.approx(value, rel=1e-12))


def test_a_whole_q_gives_whole_numbers_and_another_gives_floats():
    assert str(drawn("quniform", (16, 64, 16), 0.4)) == "32"
    assert str(drawn("quniform", (16, 64, 16.0), 0.4)) == "32.0"


@pytest.mark.parametrize("name", ["normal", "lognormal", "qnormal", "qlognormal"])
def test_the_ends_of_unbounded_expressions_are_finite(name):
    assert all(math.isfinite(drawn(name, ALL[name], unit)) for unit in (0.0, 1e-300, 1 - 1e-16, 1.0))


@pytest.mark.parametrize("name", ALL)
@settings(deadline=None)
@given(unit=UNITS)
def test_what_is_drawn_finds_its_way_back(name, unit):
    one = expression(Parameter("p", name, ALL[name]))
    value = one.at(unit)
    inner = one.inner(value)
    assert inner is not None
    assert one.distribution()._contains(one.distribution().to_internal_repr(inner))
    back = one.outer(inner)
    assert type(back) is type(value)
    assert back == pytest.approx(value, rel=1e-6, abs=1e-6) if isinstance(value, float) else back == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("choice", 2),
        ("choice", False),
        ("randint", 12),
        ("randint", 1.5),
        ("randint", True),
        ("uniform", 5.1),
        ("uniform", "1"),
        ("uniform", None),
        ("uniform", math.nan),
        ("quniform", 12),
        ("loguniform", 8.0),
        ("loguniform", 0.0),
        ("lognormal", -1.0),
        ("normal", 1e9),
    ],
)
def test_what_is_never_drawn_has_no_place(name, value):
    assert expression(Parameter("p", name, ALL[name])).inner(value) is None
