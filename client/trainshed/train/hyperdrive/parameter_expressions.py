"""How a parameter is drawn. Each is v1's pair of a name and a list, `["uniform", [0.01, 0.1]]`, so that it may also be written as such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...exceptions import HyperDriveConfigException

Number = float
Expression = Any  # [name, [values]]; of `when`, a dict with its condition


def choice(*options: Any) -> Expression:
    """One of these: said one by one, as one list, or as one range."""
    listed = list(options[0]) if len(options) == 1 and isinstance(options[0], (list, tuple, range)) else list(options)
    if not listed:
        raise HyperDriveConfigException("choice takes at least one option: choice(16, 32, 64).")
    return ["choice", [listed]]


def randint(upper: int) -> Expression:
    """A whole number from 0 up to, and without, `upper`."""
    if not _whole(upper) or upper <= 0:
        raise HyperDriveConfigException(f"randint takes a whole number above 0, and got {upper!r}.")
    return ["randint", [upper]]


def uniform(min_value: Number, max_value: Number) -> Expression:
    """Any number between the two, each as likely."""
    return _between("uniform", min_value, max_value)


def quniform(min_value: Number, max_value: Number, q: Number) -> Expression:
    """round(uniform(min_value, max_value) / q) · q"""
    return _between("quniform", min_value, max_value, q)


def loguniform(min_value: Number, max_value: Number) -> Expression:
    """exp(uniform(min_value, max_value)): the bounds are those of the logarithm, so loguniform(-6, -1) gives 0.0025 to 0.37."""
    return _between("loguniform", min_value, max_value, equal=True)


def qloguniform(min_value: Number, max_value: Number, q: Number) -> Expression:
    """round(exp(uniform(min_value, max_value)) / q) · q: the bounds are those of the logarithm."""
    return _between("qloguniform", min_value, max_value, q, equal=True)


def normal(mu: Number, sigma: Number) -> Expression:
    """Around `mu`, with the standard deviation `sigma`."""
    return _around("normal", mu, sigma)


def qnormal(mu: Number, sigma: Number, q: Number) -> Expression:
    """round(normal(mu, sigma) / q) · q"""
    return _around("qnormal", mu, sigma, q)


def lognormal(mu: Number, sigma: Number) -> Expression:
    """exp(normal(mu, sigma))"""
    return _around("lognormal", mu, sigma)


def qlognormal(mu: Number, sigma: Number, q: Number) -> Expression:
    """round(exp(normal(mu, sigma)) / q) · q"""
    return _around("qlognormal", mu, sigma, q)


def when(name: str, values: Iterable[Any], expression: Expression) -> Expression:
    """Not in v1: the parameter exists only where the parameter `name` has one of `values`.

    {"optimizer": choice("sgd", "adam"), "momentum": when("optimizer", ["sgd"], uniform(0, 1))}"""
    return {"expression": expression[0], "values": expression[1], "when": {"name": name, "values": list(values)}}


def _between(name: str, low: Number, high: Number, *q: Number, equal: bool = False) -> Expression:
    _numbers(name, low, high, *q)
    if low > high or (low == high and not equal):
        raise HyperDriveConfigException(f"{name} takes a lower bound and then a higher one, and got {low!r} and {high!r}.")
    return [name, [low, high, *q]]


def _around(name: str, mu: Number, sigma: Number, *q: Number) -> Expression:
    _numbers(name, mu, sigma, *q)
    if sigma < 0:
        raise HyperDriveConfigException(f"{name} takes a standard deviation of 0 or more, and got {sigma!r}.")
    return [name, [mu, sigma, *q]]


def _numbers(name: str, *values: Any) -> None:
    for value in values:
        if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
            raise HyperDriveConfigException(f"{name} takes numbers, and got {value!r}.")


def _whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)
