"""The runs of trials."""

from typing import Any

from runs import data, provenance
from runs.models import Run, State, Sweep, Trial
from runs.sweeps import retrying
from runs.sweeps.definition import arguments
from runs.sweeps.ending import ends_trials

# What a trial's run has of its sweep's: all of it was frozen when that was submitted.
SAME = ("snapshot", "configuration", "environment", "target", "submitted_by", "priority", "resources", "data")


def begin(sweep: Sweep, trial: Trial, **fields) -> Run:
    """The run of a trial's present attempt, made when there is none: inside a transaction, whoever asks twice gets the same."""
    before, now = trial.attempt - 1, _submission(sweep.run, trial, trial.attempt)
    run = _attempt(sweep.run, now)
    if run is None:
        own = {"rerun_of": _attempt(sweep.run, _submission(sweep.run, trial, before))} if before else {}
        run = _create(sweep.run, trial, submission=now, **{**own, **fields})
    Trial.objects.filter(pk=trial.pk, attempt=trial.attempt).update(run=run)
    trial.run = run
    return run


def _submission(parent: Run, trial: Trial, attempt: int) -> str:
    return f"{parent.key}:{trial.index}:{attempt}"


def _attempt(parent: Run, submission: str) -> Run | None:
    return Run.objects.filter(workspace=parent.workspace_id, submission=submission).first()


def _create(parent: Run, trial: Trial, **fields) -> Run:
    same: dict[str, Any] = {name: getattr(parent, name) for name in SAME}
    said = [*own_arguments(parent), *arguments(trial.parameters)]
    run = Run.create(
        parent.experiment,
        key=key(parent, trial),
        parent=parent,
        purpose=Run.Purpose.TRIAL,
        name=f"{str(parent)[:60]}, trial {trial.index}",
        arguments=said,
        overrides={**parent.overrides, "arguments": said},
        parameters=trial.parameters,
        properties=provenance.properties(parent.snapshot, parent.configuration),
        **same,
        **fields,
    )
    run.datasets.add(*data.read_by(run))
    return run


def again(lost: Run) -> Run | None:
    """The next attempt of a trial whose run was lost, inside the transaction that ended that one.

    None where the sweep comes to its end, or somebody asked for another attempt already."""
    sweep = Sweep.objects.select_related("run__experiment").filter(pk=lost.parent_id).first()
    trial = Trial.objects.filter(run=lost).first()
    if sweep is None or trial is None or sweep.run.final or sweep.run.state == State.CANCEL_REQUESTED or ends_trials(sweep.ending):
        return None
    if not retrying.forget(sweep, Trial.objects.filter(pk=trial.pk, attempt=trial.attempt)):
        return None
    trial.attempt += 1
    return begin(sweep, trial, attempt=lost.attempt + 1)


def key(parent: Run, trial: Trial) -> str:
    """As HyperDrive called it; an attempt after the first says so."""
    return f"{parent.key}_{trial.index}" + (f"_{trial.attempt}" if trial.attempt > 1 else "")


def own_arguments(parent: Run) -> list[str]:
    """Those before the parameters. A command line has its own in itself."""
    return [] if parent.configuration and parent.configuration.command and not parent.overrides.get("script") else parent.arguments
