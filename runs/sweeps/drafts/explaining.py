"""What an expression draws, in words beside its row: bounds of logarithms as the numbers they stand for."""

import math
from dataclasses import dataclass
from typing import Any

from .rows import Row, RowError, item

SHOWN = 6  # of a row of values


@dataclass(frozen=True)
class Expression:
    name: str
    group: str
    takes: str  # what stands in its values, as a placeholder


OPTIONS, WHOLE, EVEN, LOGARITHM, MEAN = "One of several", "A whole number", "Evenly between", "Evenly in the logarithm", "Around a mean"
EXPRESSIONS = (
    Expression("choice", OPTIONS, "16, 32, 64"),
    Expression("randint", WHOLE, "upper"),
    Expression("uniform", EVEN, "low, high"),
    Expression("quniform", EVEN, "low, high, step"),
    Expression("loguniform", LOGARITHM, "ln low, ln high"),
    Expression("qloguniform", LOGARITHM, "ln low, ln high, step"),
    Expression("normal", MEAN, "mean, deviation"),
    Expression("qnormal", MEAN, "mean, deviation, step"),
    Expression("lognormal", MEAN, "ln mean, deviation"),
    Expression("qlognormal", MEAN, "ln mean, deviation, step"),
)


def explained(row: Row) -> str:
    """A sentence, or nothing where the row stands for nothing that can be drawn."""
    try:
        values = item(row)["values"]
    except RowError:
        return ""
    if row.expression == "choice":
        return _options(values)
    numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    takes = next((each.takes.count(",") + 1 for each in EXPRESSIONS if each.name == row.expression), None)
    if takes is None or len(numbers) != len(values) or len(values) != takes:
        return ""
    try:
        return _WORDS[row.expression.removeprefix("q")](*numbers[:2]) + _steps(row.expression, numbers)
    except (ArithmeticError, ValueError):
        return ""


def _options(values: list[Any]) -> str:
    options = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return f"{len(options)} option{'' if len(options) == 1 else 's'}, each as likely." if options else ""


def _steps(expression: str, numbers: list[float]) -> str:
    """quniform among others may begin with the letter alone: `q` is the step of those that have one."""
    return f", rounded to multiples of {_number(numbers[2])}." if expression.startswith("q") and len(numbers) > 2 else "."


def _randint(upper: float) -> str:
    last = int(upper) - 1
    numbers = ", ".join(map(str, range(min(last + 1, SHOWN)))) + (f", … {last}" if last >= SHOWN else "")
    return f"A whole number from 0 to {last}: {numbers}" if last >= 0 else "Nothing is below"


def _uniform(low: float, high: float) -> str:
    return f"From {_number(low)} to {_number(high)}, evenly"


def _loguniform(low: float, high: float) -> str:
    return f"From e^{_number(low)} = {_number(math.exp(low))} to e^{_number(high)} = {_number(math.exp(high))}, evenly in the logarithm"


def _normal(mean: float, deviation: float) -> str:
    return f"Around {_number(mean)}: 95 of 100 from {_number(mean - 2 * deviation)} to {_number(mean + 2 * deviation)}"


def _lognormal(mean: float, deviation: float) -> str:
    low, middle, high = (_number(math.exp(mean + times * deviation)) for times in (-2, 0, 2))
    return f"Around e^{_number(mean)} = {middle}: 95 of 100 from {low} to {high}"


def _number(value: float) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


_WORDS: dict[str, Any] = {
    "randint": _randint,
    "uniform": _uniform,
    "loguniform": _loguniform,
    "normal": _normal,
    "lognormal": _lognormal,
}
