"""What is known of a sweep's trials, as samplers and policies take it."""

from runs.models import Run, State, Sweep, Trial
from runs.models.state import FINAL
from runs.sweeps.values import Definition, Observation, Standing

STANDINGS = {State.COMPLETED: Standing.COMPLETED, State.FAILED: Standing.FAILED}


def observations(sweep: Sweep) -> list[Observation]:
    """Of all trials, in their order."""
    return [observation(trial) for trial in sweep.trials.select_related("run").order_by("index")]


def observation(trial: Trial, index: int | None = None) -> Observation:
    """`index`: what it is called instead of its own, as one of an earlier sweep is."""
    scores = tuple(trial.scores)
    return Observation(trial.index if index is None else index, trial.parameters, standing(trial), scores, trial.values)


def standing(trial: Trial) -> Standing:
    """What it is to samplers and policies; reads the run of its newest attempt."""
    state = State(trial.run.state) if trial.run else State.NOT_STARTED
    if state not in FINAL:
        return Standing.ACTIVE
    stopped = Standing.STOPPED if trial.decision else Standing.CANCELED
    return STANDINGS.get(state, stopped)


def earlier(sweep: Sweep) -> list[Observation]:
    """Of the sweeps that it began with, under negative indexes: they are none of its own trials."""
    found = Trial.objects.filter(sweep__in=sweep.resumed.all()).select_related("run").order_by("sweep", "index")
    return [observation(trial, -number) for number, trial in enumerate(found, 1)]


def silent(run: Run) -> str:
    """What is to be said of a trial that completed and never logged the primary metric; empty for all others."""
    if run.state != State.COMPLETED or run.parent is None:
        return ""
    metric = Definition.from_dict(run.parent.sweep.definition).primary.metric
    if run.metrics.filter(name=metric).exists():
        return ""
    return f"It never logged {metric}, the primary metric of its sweep, so it has no result there. Log it in the script under exactly this name."
