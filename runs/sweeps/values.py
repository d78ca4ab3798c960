"""What a sweep is, as plain values: the definition that people write, and what its trials showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

Value = str | int | float | bool | None
Point = Mapping[str, Value]  # a value for each parameter, by its name as defined


class Goal(StrEnum):
    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


@dataclass(frozen=True)
class Condition:
    """A parameter that exists only where another has one of these values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Parameter:
    """`expression` is one of the ten names of the specification, `values` its arguments as they were written:
    ("loguniform", (-6, -1)) draws exp(U(-6, -1)); of ("choice", ...) they are the options."""

    name: str
    expression: str
    values: tuple[Any, ...]
    when: Condition | None = None


@dataclass(frozen=True)
class Objective:
    """What is compared: the best value that a trial logged for `metric`. The first objective of a sweep is its primary metric."""

    metric: str
    goal: Goal


@dataclass(frozen=True)
class Sampling:
    """`kind`: random, grid or bayesian. `rule`: of random, "random" or "sobol". `sampler`: of bayesian, "tpe" or "gp"."""

    kind: str = "random"
    seed: int | None = None
    rule: str = "random"
    sampler: str = "tpe"


@dataclass(frozen=True)
class Policy:
    """`kind`: none, bandit, median, truncation (of v1); asha, hyperband (beyond it). The other fields belong to some of them alone."""

    kind: str = "none"
    evaluation_interval: int = 1
    delay_evaluation: int = 0
    slack_factor: float | None = None
    slack_amount: float | None = None
    truncation_percentage: int | None = None
    exclude_finished_jobs: bool = False
    reduction_factor: int = 4  # of asha and hyperband
    min_resource: int = 1  # intervals
    max_resource: int | None = None  # intervals, of hyperband


@dataclass(frozen=True)
class Definition:
    """One hyperparameter sweep as it is submitted. Checked by runs.sweeps.definition; a value of this class is sound."""

    space: tuple[Parameter, ...]
    objectives: tuple[Objective, ...]
    max_total_runs: int
    max_concurrent_runs: int
    sampling: Sampling = field(default_factory=Sampling)
    policy: Policy = field(default_factory=Policy)
    max_duration_minutes: int | None = None
    max_failed_runs: int | None = None
    resume_from: tuple[str, ...] = ()  # keys of earlier sweeps

    @property
    def primary(self) -> Objective:
        return self.objectives[0]

    def to_dict(self) -> dict[str, Any]:
        """JSON, which from_dict reads."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Definition:
        own = {name: kept[name] for name in ("max_total_runs", "max_concurrent_runs", "max_duration_minutes", "max_failed_runs")}
        return cls(
            space=space_from(kept["space"]),
            objectives=tuple(Objective(each["metric"], Goal(each["goal"])) for each in kept["objectives"]),
            sampling=Sampling(**kept["sampling"]),
            policy=Policy(**kept["policy"]),
            resume_from=tuple(kept["resume_from"]),
            **own,
        )


def space_from(kept: list[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    """The parameters as Definition.to_dict, or a sweep's row, keeps them."""
    return tuple(_parameter(each) for each in kept)


def _parameter(kept: Mapping[str, Any]) -> Parameter:
    when = kept.get("when")
    condition = Condition(when["name"], tuple(when["values"])) if when else None
    return Parameter(kept["name"], kept["expression"], tuple(kept["values"]), condition)


class Standing(StrEnum):
    """What a trial is to samplers and policies."""

    ACTIVE = "active"  # it may still report
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"  # by a person, or with its sweep
    STOPPED = "stopped"  # by the policy


@dataclass(frozen=True)
class Observation:
    """What is known of one trial. `scores`: the best that it logged for each objective, None where it logged nothing.

    `reported`: float64 array of shape (intervals,): every value that it logged for the primary metric, in order; NaN as logged."""

    index: int
    parameters: Point
    standing: Standing
    scores: tuple[float | None, ...]
    reported: np.ndarray


@dataclass(frozen=True)
class Decision:
    """Why a policy ends a trial: `value` at `interval` against `limit`, and all of it in a sentence."""

    policy: str
    interval: int
    value: float
    limit: float
    text: str
