"""What does not go together, and what could be better: said of a definition as a whole."""

from __future__ import annotations

import math

from ..sampling import available
from ..values import Definition, Parameter, Policy, Sampling
from .limits import LIMITS
from .policy import BEYOND, NAMES
from .sampling import BAYESIAN
from .section import Notes, Section
from .space import PATH

# Azure ML's own advice for bayesian sampling.
RUNS_PER_PARAMETER = 20
BEST_CONCURRENCY = 20


def refuse_together(sampling: Sampling, policy: Policy, notes: Notes) -> None:
    """Errors between sections."""
    if sampling.kind == "bayesian" and policy.kind not in ("none", *BEYOND):
        name = next(name for name, kind in NAMES.items() if kind == policy.kind)
        notes.error(
            ("policy", "type"),
            f"Bayesian sampling goes with no early termination, and this is a {name}; remove the policy, or sample at random.",
        )
    if sampling.kind == "bayesian" and sampling.sampler not in available():
        notes.error(
            ("sampling", "sampler"),
            "sampler: gp needs PyTorch, which this studio lacks; write sampler: tpe, or ask who runs it to install torch beside it.",
        )


def give(definition: Definition, whole: Section, notes: Notes) -> None:
    """Warnings and hints; the definition is sound."""
    for position, parameter in enumerate(definition.space):
        _of_parameter(parameter, position, definition.sampling, notes)
    if definition.sampling.kind == "bayesian":
        _of_bayesian(definition, whole)
    elif points := _points(definition):
        _of_few(definition, points, whole)
    if "max_concurrent_runs" not in whole and definition.max_total_runs > LIMITS.concurrent:
        whole.add("hint", "max_total_runs", f"{LIMITS.concurrent} trials at most run at a time; write max_concurrent_runs to have fewer.")


def _of_parameter(parameter: Parameter, position: int, sampling: Sampling, notes: Notes) -> None:
    path = (*PATH, position, "values")
    if parameter.expression in ("loguniform", "qloguniform") and _look_like_values(*parameter.values[:2]):
        notes.add("hint", path, _exponents(parameter))
    if sampling.kind == "bayesian" and parameter.expression not in BAYESIAN:
        place = (*PATH, position, "expression")
        notes.add(
            "hint",
            place,
            f"{parameter.expression} with bayesian sampling is not in Azure ML v1, which took choice, uniform and quniform alone.",
        )
    if sampling.kind == "grid" and _different(parameter) < len(parameter.values):
        notes.add("warning", path, f"{parameter.name} has a value twice, and a grid tries each point once; remove one of the two.")


def _different(parameter: Parameter) -> int:
    """1 and 1.0 are two options."""
    return len({repr(value) for value in parameter.values})


def _look_like_values(low: float, high: float) -> bool:
    """0.0001 to 0.1, or 16 to 512: nobody means exp() of those."""
    return low > 0 and (high <= 1 or high > 25)


def _exponents(parameter: Parameter) -> str:
    low, high = parameter.values[:2]
    drawn = f"The bounds of {parameter.expression} are exponents of e: this draws from {math.exp(low):.4g} to {math.exp(high):.4g}."
    return f"{drawn} For {low:g} to {high:g} write [{math.log(low):.4g}, {math.log(high):.4g}]."


def _of_bayesian(definition: Definition, whole: Section) -> None:
    wanted = RUNS_PER_PARAMETER * len(definition.space)
    if definition.max_total_runs < wanted:
        whole.add(
            "warning",
            "max_total_runs",
            f"Bayesian sampling learns from what it saw: {wanted:,} trials or more, {RUNS_PER_PARAMETER} for each parameter, give the best results.",
        )
    if definition.max_concurrent_runs > BEST_CONCURRENCY:
        key = "max_concurrent_runs" if "max_concurrent_runs" in whole else "max_total_runs"
        whole.add(
            "warning",
            key,
            f"Bayesian sampling learns from trials that are done: with over {BEST_CONCURRENCY} at a time, many start without what the others found.",
        )


def _points(definition: Definition) -> int:
    """How many there are; 0 where they cannot be counted easily."""
    if any(parameter.when or parameter.expression != "choice" for parameter in definition.space):
        return 0
    return math.prod(_different(parameter) for parameter in definition.space)


def _of_few(definition: Definition, points: int, whole: Section) -> None:
    total = definition.max_total_runs
    if definition.sampling.kind == "random":
        if points < total:
            message = (
                f"The space has {points:,} points, so some of the {total:,} trials will be the same; grid sampling tries each point once."
            )
            whole.add("hint", "max_total_runs", message)
    elif points < total:
        whole.add("hint", "max_total_runs", f"The grid has {points:,} points, so there will be {points:,} trials.")
    elif points > total:
        whole.add("hint", "max_total_runs", f"The grid has {points:,} points, and {total:,} of them are tried.")
