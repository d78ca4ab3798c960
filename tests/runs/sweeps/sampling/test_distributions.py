"""Each of the ten expressions draws what v1 says, by scipy's distributions: a hundred in a hundred thousand such draws would look worse."""

import numpy as np
import pytest
from scipy import stats

from runs.sweeps.sampling import points
from runs.sweeps.values import Parameter
from tests.runs.sweeps.sampling.made import definition

DRAWS = 3000
LEVEL = 0.001
CONTINUOUS = {
    "uniform": ((-0.5, 2.0), stats.uniform(-0.5, 2.5)),
    "loguniform": ((-6, -1), stats.loguniform(np.exp(-6), np.exp(-1))),  # bounds of the logarithm
    "normal": ((10, 3), stats.norm(10, 3)),
    "lognormal": ((0.5, 0.8), stats.lognorm(0.8, scale=np.exp(0.5))),
}
QUANTISED = {
    "quniform": ((1, 10, 3), stats.uniform(1, 9)),
    "qloguniform": ((0, 3, 2), stats.loguniform(1, np.exp(3))),
    "qnormal": ((5, 4, 2.5), stats.norm(5, 4)),
    "qlognormal": ((1, 0.7, 0.5), stats.lognorm(0.7, scale=np.e)),
}
LISTED = {"choice": ((0.1, 0.2, 0.5, 0.9, 1.5), [0.1, 0.2, 0.5, 0.9, 1.5]), "randint": ((7,), range(7))}
SPACE = tuple(Parameter(name, name, values) for name, (values, _) in (CONTINUOUS | QUANTISED | LISTED).items())


@pytest.fixture(scope="module", params=["random", "sobol"])
def draws(request):
    """{expression: what 3,000 trials are given}, all ten from one space."""
    found = points(definition(SPACE, rule=request.param), DRAWS, seed=20)
    return request.param, {each.name: np.array([point[each.name] for point in found]) for each in SPACE}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_expressions_follow_their_distribution(draws, name):
    _, expected = CONTINUOUS[name]
    assert stats.kstest(draws[1][name], expected.cdf).pvalue > LEVEL


@pytest.mark.parametrize("name", QUANTISED)
def test_quantised_expressions_round_the_draw_to_multiples_of_q(draws, name):
    values, expected = QUANTISED[name]
    q = values[-1]
    multiples = draws[1][name] / q
    assert np.allclose(multiples, multiples.round(), atol=1e-9)
    counts = range(int(multiples.min()) - 1, int(multiples.max()) + 2)
    shares = {count: expected.cdf((count + 0.5) * q) - expected.cdf((count - 0.5) * q) for count in counts}
    assert _alike(multiples.round(), shares)


@pytest.mark.parametrize("name", LISTED)
def test_every_listed_value_is_as_likely(draws, name):
    _, options = LISTED[name]
    assert set(draws[1][name]) == set(options)
    assert _alike(draws[1][name], dict.fromkeys(options, 1 / len(options)))


def test_parameters_and_trials_do_not_depend_on_each_other(draws):
    rule, drawn = draws
    table = np.array([drawn[each.name] for each in SPACE])
    ranks = stats.spearmanr(table.T).statistic
    assert np.abs(ranks - np.eye(len(SPACE))).max() < 0.08
    after = [stats.spearmanr(row[:-1], row[1:]).statistic for row in table]
    assert rule == "sobol" or np.abs(after).max() < 0.08  # of a Sobol sequence neighbours lie apart on purpose


def test_an_interval_of_every_width_gets_its_share_of_a_sobol_sequence():
    cube = tuple(Parameter(f"p{n}", "uniform", (0, 1)) for n in range(5))
    found = points(definition(cube, rule="sobol"), 64, seed=4)
    for parameter in cube:
        cells = sorted(int(point[parameter.name] * 64) for point in found)
        assert cells == list(range(64))


def _alike(values, shares) -> bool:
    """Chi-square, with what is rarer than five times taken together."""
    observed = {value: int(np.sum(np.isclose(values, value))) for value in shares}
    assert sum(observed.values()) == len(values)
    common = [value for value, share in shares.items() if share * len(values) >= 5]
    rest = 1 - sum(shares[value] for value in common)
    seen, wanted = [observed[value] for value in common], [shares[value] for value in common]
    if rest * len(values) >= 1:
        seen, wanted = [*seen, len(values) - sum(seen)], [*wanted, rest]
    expected = np.array(wanted) / sum(wanted) * sum(seen)
    return bool(stats.chisquare(seen, expected).pvalue > LEVEL)
