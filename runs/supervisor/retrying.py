"""A run that was lost because its machine was restarted, submitted again by itself: as often as its target allows, and never for another cause."""

from typing import Any

from computes.models import Mode
from runs import data, provenance, wake
from runs.models import Run
from studio.models import Member

from . import of_sweeps

# What an agent tells of an end that was its machine's. Not "agent killed": that may have been the kernel, for want of memory.
CAUSES = ("machine restarted", "agent stopped")
# What the new run has of the lost one; all of it was frozen when that was submitted.
SAME: tuple[str, ...] = ("name", "description", "snapshot", "configuration", "environment", "target", "arguments", "submitted_by")
SAME += ("overrides", "priority", "resources", "tags", "data")
ADVICE = "Re-run it."


def again(run: Run, cause: str) -> str:
    """Inside the transaction that ends the run, so once. What became of it, as a sentence; nothing where the cause is another."""
    if cause not in CAUSES or run.purpose not in (Run.Purpose.SCRIPT, Run.Purpose.TRIAL):
        return ""
    most = run.target.retries + 1
    if most == 1:
        return ADVICE
    if run.attempt >= most:
        return f"This was attempt {run.attempt} of {most}, the last that is made by itself. {ADVICE}"
    if why_not := _obstacle(run):
        return f"It was not submitted again by itself: {why_not}. {ADVICE}"
    new = of_sweeps.submit_again(run) if run.purpose == Run.Purpose.TRIAL else _submit(run)
    if new is None:  # its sweep is over, or tries it again by itself
        return ""
    new.note("retry", f"Submitted by itself, as {run} was lost: {cause} (attempt {new.attempt} of {most})", run=run.key, cause=cause)
    wake.target_on_commit(new.target_id)
    return f"It was submitted again by itself as {new} (attempt {new.attempt} of {most})."


def _submit(run: Run) -> Run:
    same: dict[str, Any] = {name: getattr(run, name) for name in SAME}
    own: dict[str, Any] = {"rerun_of": run, "attempt": run.attempt + 1, "submission": f"retry-{run.pk}"}
    if run.snapshot and run.configuration:  # as every script has
        own["properties"] = provenance.properties(run.snapshot, run.configuration)
    new = Run.create(run.experiment, **same, **own)
    new.datasets.add(*data.read_by(new))
    return new


def _obstacle(run: Run) -> str:
    """Why whoever submitted it could not submit it now."""
    member = Member.objects.filter(workspace=run.workspace_id, user=run.submitted_by_id, user__is_active=True).first()
    if member is None or not member.may("contributor"):
        return "whoever submitted it may not submit runs here any more"
    if run.target.mode == Mode.DRAINING:
        return f"{run.target} takes no runs at the moment"
    return "" if run.target.usable_by(member) else f"{member.user} may not use {run.target} any more"
