"""What a sweep does, in words that fit a line."""

import math
from typing import Any

from runs.sweeps.values import Definition, Objective, Parameter, Policy, Sampling

RULES = {"random": "Random", "sobol": "Sobol, quasi-random"}
SAMPLERS = {"tpe": "Bayesian, TPE", "gp": "Bayesian, Gaussian process"}
POLICIES = {
    "none": "None: every trial runs to its end",
    "bandit": "Bandit",
    "median": "Median stopping",
    "truncation": "Truncation selection",
}
POLICIES |= {"asha": "ASHA", "hyperband": "Hyperband"}


def sampling(asked: Sampling, seed: int) -> str:
    if asked.kind == "grid":
        return "Grid, every combination once"
    name = SAMPLERS[asked.sampler] if asked.kind == "bayesian" else RULES[asked.rule]
    return f"{name}, seed {seed}"


def objective(asked: Objective) -> str:
    return f"{asked.goal.value} {asked.metric}"


def policy(asked: Policy) -> str:
    """Its name and what its own fields say: `Bandit, slack factor 0.2, every 2 intervals from 5 on`."""
    if asked.kind == "none":
        return POLICIES["none"]
    return ", ".join([POLICIES[asked.kind], *_own(asked), _when(asked)])


def limits(asked: Definition) -> list[str]:
    """Limits beyond the number of trials."""
    failed = asked.max_failed_runs
    return [f"at most {failed} may fail"] if failed is not None else []


def expression(parameter: Parameter) -> str:
    """As it is written: `loguniform(-6, -1)`."""
    return f"{parameter.expression}({', '.join(_written(each) for each in parameter.values)})"


def range_of(parameter: Parameter) -> str:
    """What values it gives, where its arguments don't say so by themselves: those of log forms are exponents."""
    kind, values = parameter.expression, parameter.values
    if kind in ("loguniform", "qloguniform"):
        return f"{_power(values[0])} to {_power(values[1])}"
    if kind in ("lognormal", "qlognormal"):
        return f"median {_power(values[0])}"
    return f"0 to {values[0] - 1}" if kind == "randint" else ""


def condition(parameter: Parameter) -> str:
    if parameter.when is None:
        return ""
    return f"where {parameter.when.name} is {' or '.join(_written(each) for each in parameter.when.values)}"


def _own(asked: Policy) -> list[str]:
    said = []
    if asked.slack_factor is not None:
        said.append(f"slack factor {asked.slack_factor:g}")
    if asked.slack_amount is not None:
        said.append(f"slack amount {asked.slack_amount:g}")
    if asked.truncation_percentage is not None:
        said.append(f"the worst {asked.truncation_percentage} %{', among those that go on' if asked.exclude_finished_jobs else ''}")
    if asked.kind in ("asha", "hyperband"):
        said.append(f"reduction factor {asked.reduction_factor}")
    return said


def _when(asked: Policy) -> str:
    every = "every interval" if asked.evaluation_interval == 1 else f"every {asked.evaluation_interval} intervals"
    return f"{every} from {asked.delay_evaluation} on" if asked.delay_evaluation else every


def _written(value: Any) -> str:
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _power(exponent: float) -> str:
    try:
        return f"{math.exp(exponent):.4g}"
    except OverflowError:
        return f"e^{exponent:g}"
