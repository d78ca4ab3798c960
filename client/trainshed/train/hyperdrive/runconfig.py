"""What `Experiment.submit` takes to start a sweep."""

from __future__ import annotations

from enum import Enum
from typing import Any

from ...core.script_run_config import ScriptRunConfig
from ...exceptions import HyperDriveConfigException
from .policy import EarlyTerminationPolicy
from .sampling import BayesianParameterSampling, HyperParameterSampling

MOST_MINUTES = 10_080  # a week, as v1
INSTEAD = "Say it as run_config=ScriptRunConfig(source_directory, script, compute_target=…, environment=…)."


class PrimaryMetricGoal(Enum):
    MAXIMIZE = "MAXIMIZE"
    MINIMIZE = "MINIMIZE"

    @classmethod
    def from_str(cls, goal: str) -> PrimaryMetricGoal:
        """In any case."""
        try:
            return cls[str(goal).upper()]
        except KeyError:
            raise HyperDriveConfigException(f"A goal is MAXIMIZE or MINIMIZE, and not {goal!r}.") from None


class HyperDriveConfig:
    """A script run, the space of its parameters, and what a good trial is.

    Not in v1: `max_failed_runs` ends a sweep in which so many trials failed; `objectives`, a dict of further metrics and their goals."""

    def __init__(
        self,
        hyperparameter_sampling: HyperParameterSampling,
        primary_metric_name: str,
        primary_metric_goal: PrimaryMetricGoal | str,
        max_total_runs: int,
        max_concurrent_runs: int | None = None,
        max_duration_minutes: int | None = MOST_MINUTES,
        policy: EarlyTerminationPolicy | None = None,
        estimator: Any = None,
        run_config: ScriptRunConfig | None = None,
        resume_from: Any = None,
        resume_child_runs: Any = None,
        pipeline: Any = None,
        debug_flag: Any = None,
        custom_run_id: str | None = None,
        max_failed_runs: int | None = None,
        objectives: dict[str, PrimaryMetricGoal | str] | None = None,
    ):
        _refuse(estimator=estimator, pipeline=pipeline, resume_child_runs=resume_child_runs, custom_run_id=custom_run_id)
        self.hyperparameter_sampling = _of_kind(HyperParameterSampling, hyperparameter_sampling, "hyperparameter_sampling")
        self.run_config = _of_kind(ScriptRunConfig, run_config, "run_config")
        self.policy = _of_kind(EarlyTerminationPolicy, policy, "policy") if policy is not None else None
        self.primary_metric_name, self.primary_metric_goal = primary_metric_name, _goal(primary_metric_goal)
        self.max_total_runs, self.max_concurrent_runs, self.max_failed_runs = max_total_runs, max_concurrent_runs, max_failed_runs
        self.max_duration_minutes = max_duration_minutes
        self.resume_from = _keys(resume_from)
        self.objectives = {name: _goal(goal) for name, goal in (objectives or {}).items()}
        self._check()

    def _check(self) -> None:
        learns = isinstance(self.hyperparameter_sampling, BayesianParameterSampling)
        if learns and self.policy is not None and not self.policy.WITH_BAYESIAN:
            raise HyperDriveConfigException(
                f"BayesianParameterSampling does not go with a {type(self.policy).__name__}, as in v1. Leave policy out, or take ASHAPolicy."
            )
        if not self.primary_metric_name:
            raise HyperDriveConfigException("Say which metric is compared: primary_metric_name, exactly as the script logs it.")

    def definition(self) -> dict[str, Any]:
        """The keys of an hdconfig.yml."""
        first = (self.primary_metric_name, self.primary_metric_goal)
        named = [first, *self.objectives.items()]
        compared: dict[str, Any] = {"primary_metric_name": first[0], "primary_metric_goal": first[1].value.title()}
        if self.objectives:
            compared = {"objectives": [{"name": name, "goal": goal.value.title()} for name, goal in named]}
        limits = {
            "max_total_runs": self.max_total_runs,
            "max_concurrent_runs": self.max_concurrent_runs,
            "max_duration_minutes": self.max_duration_minutes,
            "max_failed_runs": self.max_failed_runs,
        }
        return {
            "sampling": self.hyperparameter_sampling.section(),
            "policy": self.policy.section() if self.policy else {"type": "NoTerminationPolicy"},
            **compared,
            **{name: limit for name, limit in limits.items() if limit is not None},
            **({"resume_from": self.resume_from} if self.resume_from else {}),
        }

    def wanted(self) -> dict[str, Any]:
        """As POST /sweeps takes it."""
        return {**self.run_config.wanted(), "definition": self.definition()}

    def __repr__(self) -> str:
        return f"HyperDriveConfig({self.definition()!r})"


HyperDriveRunConfig = HyperDriveConfig  # its name before 1.0.2


def _of_kind(kind: type, value: Any, name: str) -> Any:
    if not isinstance(value, kind):
        raise HyperDriveConfigException(f"{name} takes a {kind.__name__}, and got a {type(value).__name__}.")
    return value


def _goal(said: PrimaryMetricGoal | str) -> PrimaryMetricGoal:
    return said if isinstance(said, PrimaryMetricGoal) else PrimaryMetricGoal.from_str(said)


def _keys(runs: Any) -> list[str]:
    """Of earlier sweeps: one or several, themselves or their keys."""
    listed = runs if isinstance(runs, (list, tuple)) else [] if runs is None else [runs]
    return [str(getattr(run, "id", run)) for run in listed]


def _refuse(**said: Any) -> None:
    ways = {
        "estimator": f"Estimators are not offered. {INSTEAD}",
        "pipeline": f"Pipelines are not offered. {INSTEAD}",
        "resume_child_runs": "Trials cannot be taken up where they ended. resume_from lets a sweep learn from an earlier one, "
        "and HyperDriveRun.retry() runs those that failed again.",
        "custom_run_id": "The studio gives a sweep its id. Leave custom_run_id out, and tag the run instead.",
    }
    for name, value in said.items():
        if value is not None:
            raise HyperDriveConfigException(ways[name])
