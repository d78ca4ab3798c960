"""A definition as Azure ML's clients send it to the service, and find it in the tags of a run: `{"--lr": ["uniform", [0.01, 0.1]]}`.

What Azure ML had no word for goes along under keys of our own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..values import Definition, Parameter
from .policy import NAMES
from .reading import Reading, read_values
from .writing import tree

SAMPLINGS = {"random": "RANDOM", "grid": "GRID", "bayesian": "BayesianOptimization"}
POLICIES = {name: name.removesuffix("Policy") for name in NAMES} | {"NoTerminationPolicy": "Default"}
LIMITS = {"max_total_runs": "max_total_jobs", "max_concurrent_runs": "max_concurrent_jobs"}
SAME = ("max_duration_minutes", "max_failed_runs", "objectives", "resume_from")


def to_wire(definition: Definition) -> dict[str, Any]:
    """JSON: generator_config, policy_config, primary_metric_config and the limits; from_wire reads it."""
    said = tree(definition)
    sent: dict[str, Any] = {
        "generator_config": _generator(definition, said["sampling"]),
        "policy_config": _policy(said["policy"]),
        "primary_metric_config": {"name": definition.primary.metric, "goal": definition.primary.goal.value},
    }
    sent |= {theirs: said[ours] for ours, theirs in LIMITS.items()}
    return sent | {key: said[key] for key in SAME if key in said}


def from_wire(sent: Any) -> Reading:
    """Reads what to_wire makes, and what Azure ML's SDK sends. Findings have the paths of an hdconfig.yml. Never raises."""
    sent = sent if isinstance(sent, Mapping) else {}
    metric = _map(sent.get("primary_metric_config"))
    said = {
        "sampling": _sampling(_map(sent.get("generator_config"))),
        "policy": _policy_said(_map(sent.get("policy_config"))),
        "primary_metric_name": metric.get("name"),
        "primary_metric_goal": metric.get("goal"),
    }
    said |= {ours: sent.get(theirs) for ours, theirs in LIMITS.items()} | {key: sent.get(key) for key in SAME}
    said["resume_from"] = _keys(said["resume_from"])
    return read_values({key: value for key, value in said.items() if value is not None})


def space_to_wire(space: Iterable[Parameter]) -> dict[str, Any]:
    """{name: [expression, values]}, in which choice has its options as one list."""
    return {
        parameter.name: [parameter.expression, [list(parameter.values)] if parameter.expression == "choice" else list(parameter.values)]
        for parameter in space
    }


def space_from_wire(sent: Any) -> list[Any]:
    """A `parameter_space` as an hdconfig.yml lists it; what is no expression stays for read_values to name."""
    return [_parameter(str(name), said) for name, said in sent.items()] if isinstance(sent, Mapping) else sent


def _parameter(name: str, said: Any) -> dict[str, Any]:
    if isinstance(said, (list, tuple)) and len(said) == 2:
        return {"name": name, "expression": said[0], "values": said[1]}
    return {"name": name, "expression": said}


def _generator(definition: Definition, said: Mapping[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {"name": SAMPLINGS[definition.sampling.kind], "parameter_space": space_to_wire(definition.space)}
    if properties := {key: said[key] for key in ("seed", "rule", "sampler") if key in said}:
        sent["properties"] = properties
    conditions = {each.name: {"name": each.when.name, "values": list(each.when.values)} for each in definition.space if each.when}
    return sent | ({"conditions": conditions} if conditions else {})


def _sampling(sent: Mapping[str, Any]) -> dict[str, Any]:
    names = {theirs.lower(): ours for ours, theirs in SAMPLINGS.items()}
    name = sent.get("name")
    space = space_from_wire(sent.get("parameter_space"))
    for name_of, condition in _map(sent.get("conditions")).items():
        for item in space if isinstance(space, list) else []:
            if item["name"] == name_of:
                item["when"] = condition
    return {"type": names.get(str(name).lower(), name), "parameter_space": space, **_map(sent.get("properties"))}


def _policy(said: Mapping[str, Any]) -> dict[str, Any]:
    properties = {key: value for key, value in said.items() if key != "type"}
    if POLICIES[said["type"]] in ("Bandit", "MedianStopping", "TruncationSelection"):
        properties = {"evaluation_interval": 1, "delay_evaluation": 0} | properties
    if POLICIES[said["type"]] == "TruncationSelection":
        properties.setdefault("exclude_finished_jobs", False)
    return {"name": POLICIES[said["type"]]} | ({"properties": properties} if properties else {})


def _policy_said(sent: Mapping[str, Any]) -> dict[str, Any]:
    names = {theirs.lower(): ours for ours, theirs in POLICIES.items()}
    name = sent.get("name")
    return {"type": names.get(str(name).lower(), name), **_map(sent.get("properties"))}


def _keys(resumed: Any) -> Any:
    """Azure ML names a run by its scope and id."""
    if not isinstance(resumed, list):
        return resumed
    return [each.get("run_id") if isinstance(each, Mapping) else each for each in resumed]


def _map(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}
