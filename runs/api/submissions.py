"""One call from a folder and a run configuration's text to a run: what `trainshed run submit-script` and the SDK send."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from runs import sourcing, submission
from runs.api.configurations import MOST, version_of
from runs.api.finding import a_source
from runs.api.runs import Resources, RunFacts, one_run
from runs.api.snapshots import FileEntry, GitFacts
from runs.configuring.knowing import known
from runs.models import Configuration, ConfigurationVersion, Run, Snapshot, Source
from runs.models.source import validate_name
from runs.runconfig import Document, RunconfigError, lint
from studio.api.authentication import Call, contributor
from studio.api.errors import answer
from studio.api.finding import one

router = Router(auth=contributor, tags=["runs"])

CONDA_FIELD, CONDA_FILE = "environment.python.condaDependenciesFile", "conda_dependencies.yml"


class Folder(Schema):
    """The files of a folder, by the name that git gives all of them together. `files` are needed only when the studio answers 409."""

    tree: str = Field("", pattern="^([0-9a-f]{40})?$")
    files: dict[str, FileEntry] | None = None
    git: GitFacts | None = None


class NewSubmission(Schema):
    """`runconfig` is the text of a run configuration, kept as the next version of `configuration` of this source; without it,
    `configuration` names one that the studio has. `script` replaces script and arguments, for this run alone."""

    experiment: str
    source: str | None = Field(None, description="Made when there is none of this name; the configuration's own where null.")
    snapshot: int | Folder | None = Field(None, description="Its number or its files; the newest of the source where null.")
    configuration: str
    runconfig: str | None = Field(None, max_length=MOST)
    companions: dict[str, str] = Field({}, description="The files that the text names, by path.")
    conda: str | None = Field(None, max_length=MOST, description="A conda file in the place of the configuration's own.")
    script: str | None = None
    arguments: list[str] | None = None
    target: str | None = None
    environment: str | None = Field(None, description="A registered environment, as `name` or `name:version`.")
    tags: dict[str, str | None] = {}
    priority: int | None = Field(None, ge=-1000, le=1000, description="Higher leaves the target's queue first.")
    resources: Resources | None = Field(None, description="Over those of the configuration, for this run alone.")
    name: str = Field("", max_length=100)
    submission: str = Field("", max_length=64, description="Any text; the same again gives the same run, never a second one.")


class Submitted(RunFacts):
    warnings: list[str] = Field(description="What the configuration says and is passed over or altered here, with line and column.")


@router.post("/submissions", response={201: Submitted}, summary="Submit a folder's script under a run configuration's text")
def submit(request: Call, wanted: NewSubmission):
    snapshot = snapshot_of(request, wanted)
    if snapshot is None:
        text_of(wanted)  # what cannot be read is refused before its files are sent
        return files_wanted()
    with transaction.atomic():  # a text whose run is refused is not kept
        version = frozen(request, wanted, snapshot.source)
        run = _run(request, wanted, snapshot, version)
    return Status(201, {**one_run(request, run.key), "warnings": warnings(version, snapshot)})


def files_wanted() -> HttpResponse:
    return answer(409, "The studio does not hold these files: send those it lacks, then this again with `files`.", {"needs": "files"})


def _run(request: Call, wanted: NewSubmission, snapshot: Snapshot, version: ConfigurationVersion) -> Run:
    key = wanted.submission or secrets.token_urlsafe(16)
    return submission.submit(request.auth, wanted.experiment, snapshot, version, key, **said(request, wanted))


def said(request: Call, wanted: NewSubmission) -> dict[str, Any]:
    """What counts for this run alone, as `submission.submit` takes it."""
    targets = request.auth.workspace.targets
    return {
        "arguments": [] if wanted.script is not None and wanted.arguments is None else wanted.arguments,
        "script": wanted.script,
        "target": one(targets.filter(name=wanted.target), f"compute target {wanted.target}") if wanted.target else None,
        "environment": wanted.environment,
        "tags": wanted.tags,
        "priority": wanted.priority,
        "resources": wanted.resources.dict() if wanted.resources else None,
        "name": wanted.name,
    }


def warnings(version: ConfigurationVersion, snapshot: Snapshot) -> list[str]:
    findings = lint(version.document, known(snapshot.source.workspace, snapshot, version.companions))
    places = {finding: f"{finding.line}:{finding.column}: " if finding.line else "" for finding in findings if finding.level == "warning"}
    return [place + finding.message for finding, place in places.items()]


def snapshot_of(request: Call, wanted: NewSubmission) -> Snapshot | None:
    """What is run; None when the studio needs the files of a folder to say it."""
    if isinstance(wanted.snapshot, Folder):
        return _taken(request, _uploads(request, wanted.source), wanted.snapshot)
    source = _source(request, wanted)
    snapshots = source.snapshots.select_related("source").order_by("-number")
    if wanted.snapshot is not None:
        return one(snapshots.filter(number=max(0, min(wanted.snapshot, 2**31 - 1))), f"snapshot {wanted.snapshot} of {source}")
    return one(snapshots, f"snapshot of {source}")


def _taken(request: Call, source: Source, folder: Folder) -> Snapshot | None:
    told = folder.git.dict() if folder.git else {}
    git = {name: value for name, value in told.items() if value != ""}
    if folder.files is not None:
        files = {path: (entry.mode, entry.sha) for path, entry in folder.files.items()}
        return sourcing.take_manifest(source, files, request.auth.user, git)
    return sourcing.take_again(source, folder.tree, request.auth.user, git) if folder.tree else None


def _source(request: Call, wanted: NewSubmission) -> Source:
    if wanted.source is not None:
        return a_source(request, wanted.source)
    if wanted.runconfig is None and (own := version_of(request, wanted.configuration).configuration.source):
        return own
    raise ValidationError("There are no files to run: name a source, or send the files of a folder.")


def _uploads(request: Call, name: str | None) -> Source:
    """The source of uploads of this name, made when there is none."""
    mine = {"workspace": request.auth.workspace, "name": name or ""}
    source = Source.objects.filter(**mine).first()
    if source is None:
        validate_name(name or "")
        source, _ = Source.objects.get_or_create(**mine, defaults={"kind": Source.Kind.UPLOAD, "created_by": request.auth.user})
    if source.kind != Source.Kind.UPLOAD:
        raise ValidationError(f"The source {source} is a linked repository. Give this folder another source's name.")
    return source


def frozen(request: Call, wanted: NewSubmission, source: Source) -> ConfigurationVersion:
    """The version that the text is kept as, or that of the name. Inside a transaction: what is refused afterwards is not kept."""
    if wanted.runconfig is None:
        return version_of(request, wanted.configuration)
    companions = wanted.companions | ({CONDA_FILE: wanted.conda} if wanted.conda is not None else {})
    configuration = _configuration(request, source, wanted.configuration)
    newest = configuration.latest
    if newest and wanted.conda is None and newest.says(wanted.runconfig, companions):
        return newest  # without reading it again: that takes longer than all the rest
    text = text_of(wanted)
    origin: dict[str, Any] = {"kind": "file", "file": wanted.configuration, "source": source.name}
    with _sentences(wanted):
        return configuration.revise(request.auth.user, text=text, companions=companions, origin=origin)


def text_of(wanted: NewSubmission) -> str:
    """The text that is kept; empty where one of the studio's is named. ValidationError when it cannot be read."""
    if wanted.runconfig is None:
        return ""
    with _sentences(wanted):
        document = Document.read(wanted.runconfig)
        if wanted.conda is not None:
            document.unset("environment.python.condaDependencies")
            document.set(CONDA_FIELD, CONDA_FILE)
        return document.text


@contextmanager
def _sentences(wanted: NewSubmission) -> Iterator[None]:
    try:
        yield
    except RunconfigError as error:
        raise ValidationError(f"{wanted.configuration}: {error}") from None


def _configuration(request: Call, source: Source, name: str) -> Configuration:
    """The one that this source's file is kept as: a name of its own, so that a `local` of one folder is not that of another."""
    wanted = re.sub(r"[^\w .\-]+", "-", f"{source.name}-{name}")[:95].strip()
    mine = Configuration.objects.filter(workspace=request.auth.workspace)
    for kept_as in (wanted, *(f"{wanted}-{number}" for number in range(2, 100))):
        found = mine.filter(name=kept_as).first()
        if found is None:
            return Configuration.objects.get_or_create(workspace=request.auth.workspace, name=kept_as, defaults={"source": source})[0]
        if found.source_id == source.pk:
            return found
    raise ValidationError(f"There are too many run configurations called {wanted}. Rename the file.")
