"""A sweep as clients of Azure ML read it: what HyperDrive wrote onto its parent run."""

import json
from typing import Any

from runs.models import Run, Sweep, Trial
from runs.sweeps import definition as definitions
from runs.sweeps.values import Definition

SUCCEEDED, NO_METRIC = "Succeeded", "MetricNotFound"


def properties(definition: Definition) -> dict[str, str]:
    """Those that its run has from the beginning."""
    resumed = {"resume_from": json.dumps(list(definition.resume_from))} if definition.resume_from else {}
    return {
        "azureml.runsource": "hyperdrive",
        "runTemplate": "HyperDrive",
        "platform": "AML",
        "primary_metric_config": json.dumps({"name": definition.primary.metric, "goal": definition.primary.goal.value}),
        **resumed,
    }


def result(best: Trial | None) -> dict[str, str]:
    """Those that it has at its end."""
    if best is None or best.run is None or best.score is None:
        return {"best_metric_status": NO_METRIC}
    return {"score": repr(best.score), "best_child_run_id": best.run.key, "best_metric_status": SUCCEEDED}


def tags(sweep: Sweep) -> dict[str, str]:
    """What HyperDrive tagged the parent with: the definition in its wire form, and the parameters of each trial under its run's id."""
    points = sweep.trials.exclude(run=None).values_list("run__key", "parameters")
    return definition_tags(sweep) | {key: json.dumps(parameters) for key, parameters in points}


def definition_tags(sweep: Sweep) -> dict[str, str]:
    """Those of the definition alone."""
    wire = definitions.to_wire(Definition.from_dict(sweep.definition))
    now = {"max_total_jobs": sweep.max_total, "max_concurrent_jobs": sweep.max_concurrent, "platform_config": _platform(sweep.run)}
    return {name: _text(value) for name, value in {**wire, **now}.items() if value is not None}


def _platform(run: Run) -> dict[str, Any]:
    return {"ServiceAddress": "", "RunDefinition": {"target": run.target.name, "script": run.script, "arguments": run.arguments}}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
