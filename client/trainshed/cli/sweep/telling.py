"""A sweep and a trial as programs are told of them."""

from __future__ import annotations

import json
from typing import Any

from ...sweeps import Sweep, Trial
from ..run.naming import compatible as compatible_run
from ..showing import facts


def compatible(sweep: Sweep) -> dict[str, Any]:
    """Its facts, and those of Azure ML's names that scripts read."""
    return {**compatible_run(sweep), "runType": "hyperdrive"}


def trial_facts(trial: Trial) -> dict[str, Any]:
    """Its facts, and those of v1's `get_children_sorted_by_primary_metric`."""
    v1 = {
        "run_id": trial.key,
        "hyperparameters": json.dumps(trial.parameters),
        "best_primary_metric": trial.score,
        "status": trial.state,
    }
    return {**{name: value for name, value in facts(trial).items() if name not in ("arguments", "reported")}, **v1}
