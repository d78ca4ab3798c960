"""The ten expressions: what their values are called, and what has to hold between them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .limits import LIMITS
from .section import bare, shown

LARGEST = math.log(1.7976931348623157e308)  # the exponent of the largest float
UNSENDABLE = re.compile("[\0\ud800-\udfff]")  # no command line takes them
WHOLE = 2**53  # beyond it not every whole number is a float


class Expression(NamedTuple):
    """`arguments`: what the values are called, in their order. `sentence` is its line in the documentation and in forms."""

    arguments: tuple[str, ...]
    sentence: str
    check: Callable[..., Iterator[str]]


def numbers(name: str, values: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """The values of every expression but choice: (as numbers, what is wrong with them)."""
    names = EXPRESSIONS[name].arguments
    if len(values) != len(names):
        return [], [f"{name} takes {_count(names)}: [{', '.join(names)}]; there {'is' if len(values) == 1 else 'are'} {len(values)}."]
    plain = [bare(value) for value in values]
    wrong = [
        f"{called} of {name} is a number, not {shown(value)}.{_quoted(value)}"
        for called, value in zip(names, plain, strict=True)
        if not _finite(value)
    ]
    return plain, wrong or list(EXPRESSIONS[name].check(*plain))


def options(values: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """The values of choice. One list in the list stands for its items, as in `choice([16, 32])`."""
    if len(values) == 1 and isinstance(values[0], (list, tuple)):
        values = values[0]
    plain = [bare(value) for value in values]
    if not plain:
        return [], ["choice needs at least one value to choose from."]
    if len(plain) > LIMITS.options:
        return [], [
            f"choice has {len(plain):,} values, and {LIMITS.options:,} are allowed; use randint or quniform for a range of numbers."
        ]
    return plain, list(_wrong_options(plain))


def _wrong_options(plain: list[Any]) -> Iterator[str]:
    for value in plain:
        if isinstance(value, (list, tuple, dict)):
            yield f"A value of choice is one word or number, not {shown(value)}; a script can take it apart if it is written as a text in quotes."
            return
        if isinstance(value, str) and (len(value) > LIMITS.text or UNSENDABLE.search(value)):
            yield f"A value of choice is a text of at most {LIMITS.text:,} characters, without NUL and half characters: no script could be given it."
            return
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not _finite(value):
            yield f"{shown(value)} is no value to choose; write a number that is finite and below 9,007,199,254,740,993, or a text in quotes."
            return


def _finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= WHOLE if isinstance(value, int) else math.isfinite(value)


def _quoted(value: Any) -> str:
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return ""
    return " Take the quotes away." if isinstance(value, str) else " It has to be finite, and a whole one at most 2^53."


def _count(names: tuple[str, ...]) -> str:
    return "one number" if len(names) == 1 else f"{('two', 'three')[len(names) - 2]} numbers"


def _randint(upper: Any) -> Iterator[str]:
    if upper <= 0 or upper != int(upper):
        yield f"upper of randint is a whole number above 0, not {shown(upper)}: it draws from 0 to upper − 1."


def _range(low: Any, high: Any) -> Iterator[str]:
    if low >= high:
        yield f"low has to be below high: {shown(low)} is not below {shown(high)}."
    elif not math.isfinite(float(high) - float(low)):
        yield "low and high are too far apart for a number of this machine; bring them closer together."


def _exponents(low: Any, high: Any) -> Iterator[str]:
    if low > high:
        yield f"low must not be above high: {shown(low)} is above {shown(high)}."
    elif high >= LARGEST:
        yield f"The bounds are exponents of e, and exp({shown(high)}) is no number any more; write the logarithm of the largest value, at most 709."


def _spread(mu: Any, sigma: Any) -> Iterator[str]:
    if sigma < 0:
        yield f"sigma, the standard deviation, is 0 or more, not {shown(sigma)}."
    elif not math.isfinite(float(mu) + 40.0 * float(sigma)):
        yield "mu and sigma are too large for a number of this machine."


def _log_spread(mu: Any, sigma: Any) -> Iterator[str]:
    yield from _spread(mu, sigma)
    # Nine standard deviations: what a float between 0 and 1 can reach is 8.3 away.
    if sigma >= 0 and mu + 9 * sigma >= LARGEST:
        yield (f"mu and sigma are of the logarithm, and exp({shown(mu)} + 9 · {shown(sigma)}) is no number any more; write smaller ones.")


def _quantised(check: Callable[..., Iterator[str]]) -> Callable[..., Iterator[str]]:
    def both(one: Any, other: Any, q: Any) -> Iterator[str]:
        yield from check(one, other)
        if q <= 0:
            yield f"q, the step, is above 0, not {shown(q)}."

    return both


_LOW_HIGH, _MU_SIGMA = ("low", "high"), ("mu", "sigma")

EXPRESSIONS: dict[str, Expression] = {
    "choice": Expression((), "one of the values, each as likely", lambda: iter(())),
    "randint": Expression(("upper",), "a whole number from 0 to upper − 1", _randint),
    "uniform": Expression(_LOW_HIGH, "a number between low and high", _range),
    "quniform": Expression((*_LOW_HIGH, "q"), "round(uniform(low, high) / q) · q", _quantised(_range)),
    "loguniform": Expression(_LOW_HIGH, "exp(uniform(low, high)): low and high are exponents of e", _exponents),
    "qloguniform": Expression(
        (*_LOW_HIGH, "q"), "round(exp(uniform(low, high)) / q) · q: low and high are exponents of e", _quantised(_exponents)
    ),
    "normal": Expression(_MU_SIGMA, "a number of the normal distribution with mean mu and standard deviation sigma", _spread),
    "qnormal": Expression((*_MU_SIGMA, "q"), "round(normal(mu, sigma) / q) · q", _quantised(_spread)),
    "lognormal": Expression(_MU_SIGMA, "exp(normal(mu, sigma))", _log_spread),
    "qlognormal": Expression((*_MU_SIGMA, "q"), "round(exp(normal(mu, sigma)) / q) · q", _quantised(_log_spread)),
}
