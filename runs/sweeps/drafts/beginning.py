"""What the page begins with: nothing yet, the sweep that it is to be like, or the one that it goes on from."""

import shlex
from dataclasses import replace

from runs import resources
from runs.choosing import Choice
from runs.models import Run, Sweep
from runs.runconfig import RunconfigError
from runs.sweeps import definition
from runs.sweeps.values import Definition

from . import rows
from .draft import Draft, begin
from .guessing import Guess

CONCURRENT = 4  # to begin with
EMPTY = """\
# What is tried: each parameter is given to the script as an argument of its name.
sampling:
  type: random
  parameter_space: []
# Which trials are stopped early.
policy:
  type: NoTerminationPolicy
# What is compared: a metric that the script logs.
primary_metric_name: {metric}
primary_metric_goal: {goal}
# How much is tried.
max_total_runs: 20
max_concurrent_runs: {concurrent}
max_duration_minutes: 10080
"""


def new(choice: Choice, guess: Guess) -> Draft:
    """A definition that lacks its parameters alone."""
    slots = choice.target.slots if choice.target else 1
    metric = rows.written([guess.metric]) if guess.metric else ""
    return begin(EMPTY.format(metric=metric, goal=guess.goal, concurrent=max(1, min(CONCURRENT, slots))))


def like(run: Run, resumed: bool) -> Draft | None:
    """What `run` was submitted as, if it is a sweep. `resumed`: to go on from what its trials showed."""
    sweep = Sweep.objects.filter(run=run).first()
    if sweep is None:
        return None
    kept = Definition.from_dict(sweep.definition)
    text = sweep.text or definition.write(kept)
    try:
        return begin(definition.edited(text, {("resume_from",): [run.key]}) if resumed else text)
    except RunconfigError:  # an anchor stands against it
        return begin(definition.write(replace(kept, resume_from=(run.key,))))


def asked(run: Run) -> dict[str, str]:
    """What one would choose on the page to run the same: see runs/choosing.py."""
    said, snapshot, version = run.overrides, run.snapshot, run.configuration
    assert snapshot and version  # builds of environments alone have none, and those are never asked for
    words = {
        "source": snapshot.source_id,
        "snapshot": snapshot.number,
        "configuration": version.configuration_id,
        "version": run.configuration_id,
        "experiment": run.experiment.name,
        "arguments": shlex.join(run.arguments),
        "script": said.get("script", ""),
        "target": run.target_id if "target" in said else "",
        "environment": said.get("environment", ""),
        "priority": said.get("priority", ""),
        "tags": "\n".join(f"{name}={value or ''}" for name, value in run.tags.items()),
        **resources.shown(said.get("resources") or {}),
    }
    return {name: str(value) for name, value in words.items()}
