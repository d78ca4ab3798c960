import secrets
from datetime import datetime
from typing import Any

from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from runs import submission
from runs.api.configurations import version_of
from runs.api.finding import a_run, a_source
from runs.models import ConfigurationVersion, Metric, Run, Snapshot
from runs.models.state import ACTIVE
from studio.api.authentication import Call, contributor, reader
from studio.api.errors import answer
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["runs"])
Value = float | str | None  # a string is NaN, Infinity or -Infinity, for which JSON has no number


class RunFacts(Schema):
    key: str
    experiment: str
    number: int
    name: str
    description: str
    purpose: str = Field(
        description="script, sweep, trial (of a sweep), child (a part of another run's script) or build (of an environment)."
    )
    parent: str | None = Field(description="The run that a child run lives in, or the sweep of a trial.")
    state: str
    since: datetime
    reason: str
    last_seen: str | None = Field(
        description="Of a run that is NotResponding: its state when its target was last reached, which is `since`."
    )
    final: bool
    source: str | None = Field(description="Null, as snapshot and configuration, for the build of an environment.")
    snapshot: int | None
    commit: str | None
    configuration: str | None
    version: int | None
    script: str
    arguments: list[str]
    target: str
    environment: str | None = Field(description="As name:version; null for runs from before environments had names.")
    overrides: dict[str, Any] = Field(description="What was said at submit instead of what the configuration says.")
    priority: int
    resources: dict[str, Any] = Field(
        description="What it asks of its target: `cpus`, `memory` in bytes, `gpus`; what is not asked for is left out."
    )
    gpus: list[int] | None = Field(description="The GPUs of its target that are, or were, its own: their indexes.")
    submitted_by: str | None
    rerun_of: str | None
    attempt: int = Field(description="More than 1 where it was submitted by itself, because `rerun_of` was lost with its machine.")
    created: datetime
    started: datetime | None
    ended: datetime | None
    seconds: float | None
    exit_code: int | None
    signal: int | None
    processes_ended: int | None
    processes_left: int | None
    parameters: dict[str, Any] = Field(description="What the script logged with `log_params`, and of a trial its point.")
    tags: dict[str, str | None]
    properties: dict[str, Any]
    metrics: dict[str, Value] = Field(description="The last value of each metric; in lists of the first four.")
    page: str = Field(description="The path of the run's page.")


class RunsAsked(Asked):
    experiment: str | None = None
    state: str | None = Field(None, description="A state such as Running, or `active` for all that are not over.")
    mine: bool = False
    target: str | None = None
    tag: list[str] = Field([], description="`name` or `name=value`; given again, all of them.")


class Resources(Schema):
    """What a run asks of its target; null is not asked for."""

    cpus: float | None = None
    memory: str | int | None = Field(None, description="Such as `512m` or `8g`; a number is bytes.")
    gpus: int | None = Field(None, description="How many are the run's alone; 0 hides all of them from it.")


class NewRun(Schema):
    """`snapshot` is a number of the source's, its newest where null; the source is the configuration's own where null.

    `submission` is any text that the caller makes up: the same again gives the run of the first time, never a second one."""

    experiment: str
    configuration: str
    version: int | None = None
    source: str | None = None
    snapshot: int | None = None
    arguments: list[str] | None = Field(None, description="For this run alone; the configuration's own where null.")
    script: str | None = Field(None, max_length=500, description="Another file of the source, for this run alone.")
    target: str | None = Field(None, description="Another compute target, for this run alone.")
    environment: str | None = Field(
        None, max_length=300, description="A registered environment, as `name` or `name:version`, for this run alone."
    )
    tags: dict[str, str | None] = {}
    priority: int | None = Field(None, ge=-1000, le=1000, description="Higher leaves the target's queue first.")
    resources: Resources | None = Field(None, description="Over those of the configuration, for this run alone.")
    name: str = Field("", max_length=100)
    submission: str = Field("", max_length=64)


class Again(Schema):
    submission: str = Field("", max_length=64)


class Cancellation(Schema):
    asked: bool = Field(description="False when the run was over, or somebody had asked before.")
    state: str


class Change(Schema):
    tags: dict[str, str | None] = Field({}, description="Set; null is a tag without a value.")
    remove: list[str] = Field([], description="Tags to take away.")


@router.get("/runs", response=Page[RunFacts], summary="The runs, newest first")
def runs(request: Call, asked: Query[RunsAsked]):
    found = listed(request.auth.workspace.runs.submitted())
    if asked.experiment is not None:
        found = found.filter(experiment__name=asked.experiment)
    if asked.state is not None:
        found = found.filter(state__in=ACTIVE if asked.state == "active" else [asked.state])
    if asked.mine:
        found = found.filter(submitted_by=request.auth.user)
    if asked.target is not None:
        found = found.filter(target__name=asked.target)
    for tag in asked.tag:
        found = found.tagged(request.auth.workspace, tag)
    return page(found, asked, lambda run: told_run(request, run, run.shown_metrics))


@router.post("/runs", response={201: RunFacts}, auth=contributor, summary="Submit a run")
def submit(request: Call, wanted: NewRun):
    version = version_of(request, wanted.configuration, wanted.version)
    snapshot = _snapshot(request, wanted, version)
    if snapshot is None:
        return answer(422, "There are no files to run: name a source, and upload its files or fetch its repository first.")
    key = wanted.submission or secrets.token_urlsafe(16)
    run = submission.submit(
        request.auth,
        wanted.experiment,
        snapshot,
        version,
        key,
        wanted.arguments,
        wanted.name,
        script=wanted.script,
        target=one(request.auth.workspace.targets.filter(name=wanted.target), f"compute target {wanted.target}") if wanted.target else None,
        environment=wanted.environment,
        tags=wanted.tags,
        priority=wanted.priority,
        resources=wanted.resources.dict() if wanted.resources else None,
    )
    return Status(201, one_run(request, run.key))


@router.get("/runs/{key}", response=RunFacts, summary="One run")
def run(request: Call, key: str):
    return one_run(request, key)


# Here, beside the operation that reads it: Ninja asks the first router alone that knows an address.
@router.patch("/runs/{key}", response=RunFacts, auth=contributor, summary="Tag a run")
def change(request: Call, key: str, wanted: Change):
    a_run(request, key).retag(wanted.tags, wanted.remove, by=request.auth.user)
    return one_run(request, key)


@router.post("/runs/{key}/cancellation", response={202: Cancellation}, auth=contributor, summary="Ask for the end of a run")
def cancellation(request: Call, key: str):
    run = a_run(request, key)
    asked = submission.cancel(request.auth, run)
    run.refresh_from_db(fields=["state"])
    return Status(202, {"asked": asked, "state": run.state})


@router.post("/runs/{key}/reruns", response={201: RunFacts}, auth=contributor, summary="The same code, configuration and arguments again")
def rerun(request: Call, key: str, wanted: Again):
    run = one(_whole(request).filter(key=key), f"run {key}")
    again = submission.rerun(request.auth, run, wanted.submission or secrets.token_urlsafe(16))
    return Status(201, one_run(request, again.key))


def listed(runs):
    """With all that `told_run` tells of each in a list."""
    return runs.for_table().select_related("rerun_of", "environment__environment", "parent")


def one_run(request: Call, key: str) -> dict:
    """What is told of a run of the caller's workspace."""
    run = one(_whole(request).filter(key=key), f"run {key}")
    return told_run(request, run, list(run.metrics.all()))


def _snapshot(request: Call, wanted: NewRun, version: ConfigurationVersion) -> Snapshot | None:
    source = a_source(request, wanted.source) if wanted.source else version.configuration.source
    if source is None:
        return None
    snapshots = source.snapshots.select_related("source__workspace").order_by("-number")
    if wanted.snapshot is None:
        return snapshots.first()
    return one(snapshots.filter(number=max(0, min(wanted.snapshot, 2**31 - 1))), f"snapshot {wanted.snapshot} of {source}")


def _whole(request: Call):
    related = ["experiment", "target", "submitted_by", "snapshot__source", "configuration__configuration", "rerun_of", "parent"]
    return Run.objects.filter(workspace=request.auth.workspace_id).select_related(
        *related, "configuration__target", "environment__environment"
    )


def told_run(request: Call, run: Run, metrics: list[Metric]) -> dict:
    """The facts of a run that was selected with what belongs to it."""
    own = (
        "key",
        "number",
        "name",
        "description",
        "purpose",
        "state",
        "since",
        "reason",
        "last_seen",
        "final",
        "arguments",
        "attempt",
        "created",
        "started",
        "ended",
        "seconds",
    )
    ending = ("exit_code", "signal", "processes_ended", "processes_left", "parameters", "tags", "properties")
    return {
        **{name: getattr(run, name) for name in own + ending},
        "experiment": run.experiment.name,
        **_told_code(run),
        "script": run.script,
        "target": run.target.name,
        "environment": f"{run.environment.environment}:{run.environment.number}" if run.environment else None,
        "overrides": run.overrides,
        "priority": run.priority,
        "resources": run.resources,
        "gpus": run.gpus,
        "submitted_by": str(run.submitted_by) if run.submitted_by else None,
        "rerun_of": run.rerun_of.key if run.rerun_of else None,
        "parent": run.parent.key if run.parent else None,
        "metrics": {metric.name: metric.odd or metric.last for metric in metrics},
        "page": reverse("run", args=[request.auth.workspace.slug, run.key]),
    }


def _told_code(run: Run) -> dict:
    """What it runs, and how; the build of an environment has neither."""
    snapshot, version = run.snapshot, run.configuration
    code = {"source": snapshot.source.name, "snapshot": snapshot.number, "commit": snapshot.short} if snapshot else {}
    how = {"configuration": version.configuration.name, "version": version.number} if version else {}
    return dict.fromkeys(("source", "snapshot", "commit", "configuration", "version")) | code | how
