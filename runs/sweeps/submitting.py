"""From a definition to a sweep's run, which starts its trials by itself. Pages, API and re-runs all submit through here."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from computes.models import Target
from runs import data, wake
from runs.models import ConfigurationVersion, Experiment, Run, Snapshot, State, Sweep
from runs.models.tag import refuse
from runs.overrides import NOTHING, Overrides
from runs.submission import facts as facts_of_run
from runs.submission import problems as problems_of_run
from runs.submission import said
from runs.sweeps import azure, resuming
from runs.sweeps.definition import collisions, write
from runs.sweeps.definition import problems as problems_of_definition
from runs.sweeps.values import Definition
from studio.models import Member

TWICE = "{flag} is a parameter of the sweep and among the arguments, too: a trial would get it twice. Take it out of one of them."


def problems(
    member: Member, snapshot: Snapshot, version: ConfigurationVersion, definition: Definition, overrides: Overrides = NOTHING
) -> list[str]:
    """Why this sweep would not run for this member, in sentences; empty when nothing is known to be in the way."""
    own = _arguments(version, overrides)
    return [
        *problems_of_definition(definition),
        *(TWICE.format(flag=flag) for flag in collisions(own, definition.space)),
        *resuming.problems(member.workspace, definition),
        *problems_of_run(member, snapshot, version, overrides),
    ]


def _arguments(version: ConfigurationVersion, overrides: Overrides) -> list[str]:
    """What a trial's script gets before its parameters."""
    if version.command and not overrides.script:
        return version.command if isinstance(version.command, list) else version.command.split()
    return version.arguments if overrides.arguments is None else overrides.arguments


def submit(
    member: Member,
    experiment: str,
    snapshot: Snapshot,
    version: ConfigurationVersion,
    definition: Definition,
    submission: str,
    text: str = "",
    *,
    arguments: list[str] | None = None,
    name: str = "",
    rerun_of: Run | None = None,
    script: str | None = None,
    target: Target | None = None,
    environment: str | None = None,
    tags: Mapping[str, str | None] | None = None,
    priority: int | None = None,
    resources: Mapping[str, Any] | None = None,
) -> Run:
    """Submit, and wake whoever advances it. The same key again gives the run of the first time.

    `text` is the hdconfig.yml that says `definition`; all else is as `submission.submit` has it, and counts for each trial.
    ValidationError, with a sentence for each problem, when it would not run."""
    if earlier := Run.objects.filter(workspace=member.workspace, submission=submission).first():
        return earlier
    overrides = said(script, arguments, target, environment, priority, resources)
    if found := problems(member, snapshot, version, definition, overrides):
        raise ValidationError(found)
    refuse(tags or {})
    facts = facts_of_run(member, snapshot, version, overrides, name)
    facts["properties"] |= azure.properties(definition)
    own = {"submission": submission, "tags": dict(tags or {}), "rerun_of": rerun_of}
    try:
        with transaction.atomic():
            return _create(Experiment.named(member.workspace, experiment), definition, text, **facts, **own)
    except IntegrityError:
        return Run.objects.get(workspace=member.workspace, submission=submission)


def _create(experiment: Experiment, definition: Definition, text: str, **facts) -> Run:
    """Its run goes on from the beginning: what waits for a slot are its trials."""
    run = Run.create(experiment, key=f"HD_{uuid4()}", purpose=Run.Purpose.SWEEP, **facts)
    run.datasets.add(*data.read_by(run))
    run.move(State.RUNNING, by=run.submitted_by)
    minutes, kept = definition.max_duration_minutes, definition.to_dict()
    sweep = Sweep.objects.create(
        run=run,
        definition=kept,
        text=text or write(definition),
        space=kept["space"],
        seed=secrets.randbits(31) if definition.sampling.seed is None else definition.sampling.seed,
        max_total=definition.max_total_runs,
        max_concurrent=definition.max_concurrent_runs,
        max_failed=definition.max_failed_runs,
        deadline=timezone.now() + timedelta(minutes=minutes) if minutes else None,
    )
    sweep.resumed.set(Sweep.objects.filter(run__workspace=experiment.workspace, run__key__in=definition.resume_from))
    wake.sweep_on_commit(run.pk)
    return run
