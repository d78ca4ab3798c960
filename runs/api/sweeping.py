"""What programs do with sweeps: submit them, pause them, let them have more. Each is what a button of the page does."""

import secrets
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from ninja import Field, Schema, Status

from runs.api.configurations import VersionFacts, told_version
from runs.api.finding import a_sweep
from runs.api.previews import Defined, definition_of, notes, worded
from runs.api.submissions import NewSubmission, files_wanted, frozen, said, snapshot_of, text_of, warnings
from runs.api.sweeps import SweepFacts, one_sweep, router
from runs.models import Run, Sweep
from runs.sweeps import acting, azure, keeping, submitting
from runs.sweeps.definition import read, read_values, tree
from runs.sweeps.values import Definition, Parameter
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one


class NewSweep(NewSubmission, Defined):
    """A submission, each trial's, and the definition of the sweep: `hdconfig` or `definition`."""


class SubmittedSweep(SweepFacts):
    warnings: list[str] = Field(description="What the run configuration says and is passed over or altered here, with line and column.")
    notes: list[str] = Field(description="The same of the definition.")


class Change(Schema):
    """What is null stays as it is."""

    paused: bool | None = None
    max_concurrent_runs: int | None = Field(None, ge=1, le=1_000, description="How many trials go on at once; none that goes on is ended.")


class Extension(Schema):
    """How much more it gets; a sweep that is over goes on. `space`, as `parameter_space` of an hdconfig.yml, or the one of `hdconfig`, is
    the whole new one."""

    trials: int | None = Field(None, ge=1, le=100_000)
    minutes: int | None = Field(None, ge=1, le=1_000_000)
    space: list[dict[str, Any]] | None = Field(None, max_length=1_000)
    hdconfig: str | None = Field(None, max_length=1_000_000)


class Retry(Schema):
    which: Literal["failed", "missing", "both"] = "failed"


class Retried(Schema):
    trials: int


class Kept(Schema):
    name: str | None = Field(None, max_length=100, description="The next version of the sweep's own configuration where null.")
    trial: int | None = Field(None, ge=0, le=2**31 - 1, description="Its index; the best where null.")


@router.get("/sweeps/{key}/hyperdrive-tags", response=dict[str, str], auth=reader, summary="The tags that HyperDrive gave a parent run")
def hyperdrive_tags(request: Call, key: str):
    """The definition in its wire form, and the parameters of each trial under the key of its run."""
    return azure.tags(a_sweep(request, key))


@router.post(
    "/sweeps", response={201: SubmittedSweep}, auth=contributor, summary="Submit a sweep: a folder's script, and a space to search"
)
def submit(request: Call, wanted: NewSweep):
    definition, findings = definition_of(wanted)
    snapshot = snapshot_of(request, wanted)
    if snapshot is None:
        text_of(wanted)  # what cannot be read is refused before its files are sent
        return files_wanted()
    with transaction.atomic():  # a text whose sweep is refused is not kept
        version = frozen(request, wanted, snapshot.source)
        key = wanted.submission or secrets.token_urlsafe(16)
        text = wanted.hdconfig or ""
        run = submitting.submit(request.auth, wanted.experiment, snapshot, version, definition, key, text, **said(request, wanted))
    told = {"warnings": warnings(version, snapshot), "notes": notes(findings, wanted)}
    return Status(201, {**one_sweep(request, run.key), **told})


@router.patch(
    "/sweeps/{key}", response=SweepFacts, auth=contributor, summary="Pause a sweep, let it go on, or change how many trials go on"
)
def change(request: Call, key: str, wanted: Change):
    run, by = a_sweep(request, key).run, request.auth.user
    with transaction.atomic():
        if wanted.max_concurrent_runs is not None:
            acting.set_concurrency(run, wanted.max_concurrent_runs, by)
        if wanted.paused is not None:
            (acting.pause if wanted.paused else acting.resume)(run, by)
    return one_sweep(request, key)


@router.post("/sweeps/{key}/extensions", response={201: SweepFacts}, auth=contributor, summary="Give a sweep more trials, time or space")
def extend(request: Call, key: str, wanted: Extension):
    sweep = a_sweep(request, key)
    acting.extend(sweep.run, request.auth.user, wanted.trials, _space(sweep, wanted), wanted.minutes)
    return Status(201, one_sweep(request, key))


@router.post("/sweeps/{key}/retries", response={201: Retried}, auth=contributor, summary="Try trials again that failed or are missing")
def retry(request: Call, key: str, wanted: Retry):
    return Status(201, {"trials": acting.retry(a_sweep(request, key).run, request.auth.user, wanted.which)})


@router.post(
    "/sweeps/{key}/configurations", response={201: VersionFacts}, auth=contributor, summary="Keep the best trial as a run configuration"
)
def keep(request: Call, key: str, wanted: Kept):
    version = keeping.save_configuration(_trial_run(a_sweep(request, key), wanted.trial), request.auth.user, wanted.name)
    return Status(201, told_version(version.configuration, version))


def _trial_run(sweep: Sweep, index: int | None) -> Run:
    if index is None:
        if sweep.best is None:
            raise ValidationError("None of its trials has logged the primary metric yet: there is no best one.")
        return sweep.best
    found = one(sweep.trials.select_related("run").filter(index=index), f"trial {index} of {sweep.run.key}").run
    if found is None:
        raise ValidationError(f"Trial {index} has no run yet.")
    return found


def _space(sweep: Sweep, wanted: Extension) -> tuple[Parameter, ...] | None:
    if wanted.hdconfig is not None:
        reading = read(wanted.hdconfig)
    elif wanted.space is not None:
        whole = tree(Definition.from_dict(sweep.definition))
        reading = read_values({**whole, "sampling": {**whole["sampling"], "parameter_space": wanted.space}})
    else:
        return None
    if reading.definition is None:
        raise ValidationError([worded(finding, wanted.hdconfig) for finding in reading.findings if finding.level == "error"])
    return reading.definition.space
