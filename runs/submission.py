"""From what a person chose to a run. Pages, API and re-runs all submit through here."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from computes.models import Target
from runs import containers, data, environments, provenance, sourcing, targeting, wake
from runs import resources as asking
from runs.configuring.knowing import known
from runs.models import ConfigurationVersion, Experiment, Run, Snapshot
from runs.models.tag import refuse
from runs.overrides import NOTHING, Overrides, document_of, target_of
from runs.runconfig import RunconfigError, lint
from studio.models import Member


def problems(member: Member, snapshot: Snapshot, version: ConfigurationVersion, overrides: Overrides = NOTHING) -> list[str]:
    """Why this would not run for this member, in sentences; empty when nothing is known to be in the way."""
    workspace = snapshot.source.workspace
    try:
        document = document_of(version, overrides)
        configuration = document.configuration
    except RunconfigError as refusal:  # a value that fits no cast, or was said at submit and cannot be written
        return [str(refusal)]
    errors = [finding for finding in lint(document, known(workspace, snapshot, version.companions)) if finding.level == "error"]
    found = [finding.message for finding in errors if finding.path not in ("script", "target")]
    # What the linter refuses may not be readable at all; data is looked for in what is.
    found = found or data.problems(workspace, configuration)
    return [
        *_of_script(snapshot, overrides.script or version.script),
        *_of_target(member, target_of(workspace, version, overrides), version, overrides),
        *found,
        *containers.problems(workspace, target_of(workspace, version, overrides), configuration, overrides.environment),
    ]


def _of_script(snapshot: Snapshot, script: str) -> list[str]:
    if not script or sourcing.has_file(snapshot, script):
        return []
    return [f"There is no {script} in {snapshot}. Correct the script's name in the configuration, or add the file to the source."]


def _of_target(member: Member, target: Target | None, version: ConfigurationVersion, overrides: Overrides) -> list[str]:
    if target is None:
        return [
            f"There is no compute target {version.target_name} in this workspace. Choose another for this run, or edit the configuration."
        ]
    return targeting.refusals(member, target, overrides.asked(version))


def submit(
    member: Member,
    experiment: str,
    snapshot: Snapshot,
    version: ConfigurationVersion,
    submission: str,
    arguments: list[str] | None = None,
    name: str = "",
    rerun_of: Run | None = None,
    *,
    script: str | None = None,
    target: Target | None = None,
    environment: str | None = None,
    tags: Mapping[str, str | None] | None = None,
    priority: int | None = None,
    resources: Mapping[str, Any] | None = None,
) -> Run:
    """Submit, and wake the target's supervisor. The same `submission` key again gives the run of the first time.

    `resources`, as people write them, go over the configuration's. ValidationError, with a sentence for each problem, when it would not run."""
    if earlier := Run.objects.filter(workspace=member.workspace, submission=submission).first():
        return earlier
    overrides = said(script, arguments, target, environment, priority, resources)
    if found := problems(member, snapshot, version, overrides):
        raise ValidationError(found)
    refuse(tags or {})
    fields = facts(member, snapshot, version, overrides, name)
    try:
        with transaction.atomic():
            kept = Experiment.named(member.workspace, experiment)
            run = Run.create(kept, submission=submission, tags=dict(tags or {}), rerun_of=rerun_of, **fields)
            run.datasets.add(*data.read_by(run))
            wake.target_on_commit(run.target_id)
            return run
    except IntegrityError:
        return Run.objects.get(workspace=member.workspace, submission=submission)


def said(
    script: str | None = None,
    arguments: list[str] | None = None,
    target: Target | None = None,
    environment: str | None = None,
    priority: int | None = None,
    resources: Mapping[str, Any] | None = None,
) -> Overrides:
    """What somebody says at submit, as `submit` takes it. ValidationError where the resources cannot be read."""
    try:
        asked = asking.read(resources or {})
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from None
    return Overrides(script or None, arguments, target, environment or None, priority, asked)


def facts(member: Member, snapshot: Snapshot, version: ConfigurationVersion, overrides: Overrides, name: str) -> dict:
    """The facts of the run's row. ValidationError when its environment cannot be had."""
    frozen = environments.for_run(member.workspace, version, snapshot, member.user, override=overrides.environment)
    return {
        "snapshot": snapshot,
        "configuration": version,
        "data": data.frozen(member.workspace, version.document.configuration),
        "environment": frozen,
        "target": target_of(member.workspace, version, overrides),
        "arguments": version.arguments if overrides.arguments is None else overrides.arguments,
        "overrides": overrides.kept(version),
        "priority": version.priority if overrides.priority is None else overrides.priority,
        "resources": overrides.asked(version),
        "name": (name or version.job_name)[:100],
        "properties": provenance.properties(snapshot, version),
        "submitted_by": member.user,
    }


def rerun(member: Member, run: Run, submission: str) -> Run:
    """The same code, configuration, overrides and arguments once more: of a sweep another one, of a trial a run of its own."""
    if run.purpose not in (*Run.SUBMITTED, Run.Purpose.TRIAL):
        raise ValidationError(f"{run} lives in another run: it cannot be run again by itself. Run that one again.")
    if run.purpose == Run.Purpose.SWEEP:
        from runs.sweeps import repeating  # which submits as this module does

        return repeating.again(member, run, submission)
    return submit(member, run.experiment.name, run.snapshot, run.configuration, submission, **said_of(run))


def said_of(run: Run) -> dict[str, Any]:
    """What was said at submit of a run, to submit the same once more."""
    overridden = {name: run.overrides.get(name) for name in ("script", "environment", "resources")}
    kept = {"arguments": run.arguments, "name": run.name, "target": run.target, "tags": run.tags, "priority": run.priority}
    return {**kept, **overridden, "rerun_of": run}


def cancel(member: Member, run: Run) -> bool:
    """Ask for a run to be cancelled. False when it is over or was asked before; who drives it does the rest."""
    with transaction.atomic():
        asked = run.cancel(by=member.user)
        if asked and run.purpose == Run.Purpose.SWEEP:
            wake.sweep_on_commit(run.pk)
        elif asked:
            wake.target_on_commit(run.target_id)
    return asked
