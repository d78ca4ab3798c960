"""The ten expressions: where in a parameter's range a number of [0, 1) is, and the way back.

A number that is uniform in [0, 1) becomes a draw of the expression, exactly, by its quantile function. So one sampler of
uniform numbers, random or Sobol, draws all ten."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from runs.sweeps.values import Parameter, Value

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

TINY = 2.0**-53  # the quantiles of 0 and 1 of a normal are infinite
LARGEST = math.log(1.7e308)  # the exponential of anything above is no float


class Expression(Protocol):
    """`at` draws. The other three are for samplers that learn: they see `inner` values of `distribution()`.

    `inner` of a value that the expression never draws is None."""

    def at(self, unit: float) -> Value: ...

    def distribution(self) -> BaseDistribution: ...

    def inner(self, value: Value) -> int | float | None: ...

    def outer(self, inner: int | float) -> Value: ...


def expression(parameter: Parameter) -> Expression:
    return _EXPRESSIONS[parameter.expression](*parameter.values)


class Choice:
    """One of its options, each as likely."""

    def __init__(self, *options: Value) -> None:
        self.options = options
        self.places = {repr(option): place for place, option in enumerate(options)}  # True is not 1, and 1 is not 1.0

    def at(self, unit: float) -> Value:
        return self.options[_floor(unit, len(self.options))]

    def distribution(self) -> BaseDistribution:
        from optuna.distributions import CategoricalDistribution

        return CategoricalDistribution(range(len(self.options)))

    def inner(self, value: Value) -> int | None:
        return self.places.get(repr(value))

    def outer(self, inner: int | float) -> Value:
        return self.options[int(inner)]


@dataclass(frozen=True)
class Integer:
    """A whole number of [0, upper)."""

    upper: int

    def at(self, unit: float) -> int:
        return _floor(unit, self.upper)

    def distribution(self) -> BaseDistribution:
        from optuna.distributions import IntDistribution

        return IntDistribution(0, self.upper - 1)

    def inner(self, value: Value) -> int | None:
        return int(value) if _is_number(value) and 0 <= value < self.upper and value == int(value) else None

    def outer(self, inner: int | float) -> int:
        return int(inner)


@dataclass(frozen=True)
class Uniform:
    low: float
    high: float

    def at(self, unit: float) -> float:
        return self.low + unit * (self.high - self.low)

    def place(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5


@dataclass(frozen=True)
class Normal:
    mu: float
    sigma: float

    def at(self, unit: float) -> float:
        return self.mu + self.sigma * NormalDist().inv_cdf(min(max(unit, TINY), 1 - TINY))

    def place(self, value: float) -> float:
        return NormalDist().cdf((value - self.mu) / self.sigma) if self.sigma else 0.5


@dataclass(frozen=True)
class Real:
    """What is drawn from `base`, or its exponential, rounded to multiples of `q` where that is given."""

    base: Uniform | Normal
    exponential: bool = False
    q: int | float | None = None

    def at(self, unit: float) -> int | float:
        drawn = float(self.base.at(unit))
        drawn = math.exp(min(drawn, LARGEST)) if self.exponential else drawn
        return drawn if self.q is None else _rounded(drawn, self.q)

    def distribution(self) -> BaseDistribution:
        from optuna.distributions import FloatDistribution

        return FloatDistribution(0.0, 1.0)

    def inner(self, value: Value) -> int | float | None:
        if not _is_number(value) or not self.at(0.0) <= value <= self.at(1.0):
            return None
        if self.exponential:
            value = math.log(value) if value > 0 else -math.inf  # rounded to 0
        return min(max(self.base.place(value), 0.0), 1.0)

    def outer(self, inner: int | float) -> Value:
        return self.at(inner)


class Steps(Real):
    """quniform: few enough values to be counted, which samplers that learn make use of."""

    def distribution(self) -> BaseDistribution:
        from optuna.distributions import IntDistribution

        return IntDistribution(self._count(self.at(0.0)), self._count(self.at(1.0)))

    def inner(self, value: Value) -> int | float | None:
        return None if super().inner(value) is None else self._count(value)

    def outer(self, inner: int | float) -> Value:
        return _multiple(int(inner), self.q)

    def _count(self, value: Any) -> int:
        return round(value / self.q)


_EXPRESSIONS: dict[str, Callable[..., Expression]] = {
    "choice": Choice,
    "randint": Integer,
    "uniform": lambda low, high: Real(Uniform(low, high)),
    "quniform": lambda low, high, q: Steps(Uniform(low, high), q=q),
    "loguniform": lambda low, high: Real(Uniform(low, high), exponential=True),
    "qloguniform": lambda low, high, q: Real(Uniform(low, high), exponential=True, q=q),
    "normal": lambda mu, sigma: Real(Normal(mu, sigma)),
    "qnormal": lambda mu, sigma, q: Real(Normal(mu, sigma), q=q),
    "lognormal": lambda mu, sigma: Real(Normal(mu, sigma), exponential=True),
    "qlognormal": lambda mu, sigma, q: Real(Normal(mu, sigma), exponential=True, q=q),
}


def _floor(unit: float, count: int) -> int:
    return min(int(unit * count), count - 1)


def _rounded(drawn: float, q: int | float) -> int | float:
    count = drawn / q
    return _multiple(round(count), q) if math.isfinite(count) else drawn


def _multiple(count: int, q: Any) -> int | float:
    # 3 * 0.1 is 0.30000000000000004: nobody wants that as an argument of a script.
    return count * q if isinstance(q, int) else float(Decimal(repr(q)) * count)


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
