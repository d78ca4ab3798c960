"""A definition as the tree that an hdconfig.yml holds, and as its text."""

from __future__ import annotations

from typing import Any

from runs.runconfig import emit

from ..values import Definition, Parameter, Policy, Sampling
from .objectives import GOALS
from .policy import NAMES, OWN

DEFAULT = Policy()


def write(definition: Definition) -> str:
    """An hdconfig.yml that says this; what has its default is left out."""
    said = tree(definition)
    for parameter in said["sampling"]["parameter_space"]:
        parameter["values"] = tuple(parameter["values"])  # on one line
        if "when" in parameter:
            parameter["when"]["values"] = tuple(parameter["when"]["values"])
    return emit.block(said)


def tree(definition: Definition) -> dict[str, Any]:
    """The same as JSON; read_values reads it."""
    said: dict[str, Any] = {"sampling": _sampling(definition.sampling, definition.space)}
    said["policy"] = _policy(definition.policy)
    if definition.objectives:
        said["primary_metric_name"] = definition.primary.metric
        said["primary_metric_goal"] = _goal(definition.primary.goal)
    if len(definition.objectives) > 1:
        said["objectives"] = [{"name": each.metric, "goal": _goal(each.goal)} for each in definition.objectives]
    said["max_total_runs"] = definition.max_total_runs
    said["max_concurrent_runs"] = definition.max_concurrent_runs
    said |= {key: value for key in ("max_duration_minutes", "max_failed_runs") if (value := getattr(definition, key)) is not None}
    return said | ({"resume_from": list(definition.resume_from)} if definition.resume_from else {})


def parameter_tree(parameter: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {"name": parameter.name, "expression": parameter.expression, "values": list(parameter.values)}
    if parameter.when:
        said["when"] = {"name": parameter.when.name, "values": list(parameter.when.values)}
    return said


def _sampling(sampling: Sampling, space: tuple[Parameter, ...]) -> dict[str, Any]:
    said: dict[str, Any] = {"type": sampling.kind}
    if sampling.seed is not None:
        said["seed"] = sampling.seed
    if sampling.kind == "random" and sampling.rule != "random":
        said["rule"] = sampling.rule
    if sampling.kind == "bayesian" and sampling.sampler != "tpe":
        said["sampler"] = sampling.sampler
    return said | {"parameter_space": [parameter_tree(parameter) for parameter in space]}


def _policy(policy: Policy) -> dict[str, Any]:
    name = next((name for name, kind in NAMES.items() if kind == policy.kind), policy.kind)
    own = {key: getattr(policy, key) for key in OWN.get(policy.kind, ())}
    return {"type": name} | {key: value for key, value in own.items() if value != getattr(DEFAULT, key)}


def _goal(goal: Any) -> str:
    return next((word for word, known in GOALS.items() if known == goal), str(goal))
