from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from ninja import Field, Query, Router, Schema, Status

from computes.models import Target
from runs import environments
from runs.environments import building, overview, section
from runs.environments import conda as condas
from runs.environments.requirements import read_lines
from runs.environments.writing import conda_text
from runs.models import Environment, EnvironmentVersion
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["environments"])


class EnvironmentName(Schema):
    name: str
    version: int | None = Field(None, description="The newest version's number.")
    curated: bool
    registered: bool = Field(description="False: a run brought it along.")
    created: datetime


class EnvironmentFacts(Schema):
    """One frozen version. `definition` is Azure ML's `environment` section with its conda dependencies inside."""

    name: str
    version: int
    curated: bool
    definition: dict[str, Any]
    conda: str = Field(description="Its conda file as text; empty where it has none.")
    key: str = Field(description="The same for all that are built alike; empty where nothing is built.")
    created: datetime
    created_by: str | None


class NewEnvironment(Schema):
    """Say what it is in one of three ways: `definition`, the text of a conda file, or that of a requirements file."""

    name: str
    definition: dict[str, Any] | None = None
    conda: str | None = None
    requirements: str | None = None
    python: str = Field("", description="With requirements: a version such as 3.12.")
    files: dict[str, str] = Field({}, description="Files that it refers to (conda file, -r, -c), by their path.")


class BuildFacts(Schema):
    target: str
    state: str = Field(description="none, building, ready, failed, removing or removed")
    reason: str = ""
    seconds: float | None = None
    size: int | None = None
    built: datetime | None = None
    used: datetime | None = None
    uses: int = 0
    packages: str = Field("", description="The exact list of what is installed.")
    run: str | None = Field(None, description="The run whose setup.log tells of the newest build.")


class Wish(Schema):
    target: str
    version: int | None = None
    anew: bool = Field(False, description="Build it although it is there.")
    submission: str = Field("", max_length=64, description="Two wishes with the same one are one.")


@router.get("/environments", response=Page[EnvironmentName], summary="The environments, newest first")
def listed(request: Call, asked: Query[Asked], registered: bool | None = None):
    workspace = request.auth.workspace
    found = Environment.objects.visible_in(workspace)
    found = found if registered is None else found.filter(registered=registered)
    return page(found.for_table(workspace), asked, _named)


@router.post("/environments", response={201: EnvironmentFacts}, auth=contributor, summary="Register an environment")
def register(request: Call, wanted: NewEnvironment):
    """The same definition again gives the same version; a changed one the next."""
    tree = section.of_tree(_tree(wanted))
    frozen = environments.definition(tree, wanted.files, lambda path: None)
    return Status(201, _told(environments.register(request.auth.workspace, wanted.name, frozen, request.auth.user)))


@router.get("/environments/{name}", response=EnvironmentFacts, summary="One version; the newest unless `version` names one")
def found(request: Call, name: str, version: int | None = None):
    return _told(_find(request, name, version))


@router.get("/environments/{name}/versions", response=Page[EnvironmentFacts], summary="Its versions, newest first")
def versions(request: Call, name: str, asked: Query[Asked]):
    environment = _find(request, name).environment
    return page(environment.versions.select_related("environment", "created_by"), asked, _told)


@router.get("/environments/{name}/builds", response=list[BuildFacts], summary="How it is built on each target")
def builds(request: Call, name: str, version: int | None = None):
    return [_told_place(each) for each in overview.places(request.auth.workspace, _find(request, name, version))]


@router.post("/environments/{name}/builds", response={202: BuildFacts}, auth=contributor, summary="Build it on a target now")
def build(request: Call, name: str, wish: Wish):
    version, target = _find(request, name, wish.version), _target(request, wish.target)
    building.build(request.auth, version, target, wish.submission or building.identity(), wish.anew)
    return Status(202, _told_place(overview.place(request.auth.workspace, version, target)))


@router.delete("/environments/{name}/builds/{target}", response={202: BuildFacts}, auth=contributor, summary="Remove it from a target")
def remove(request: Call, name: str, target: str, version: int | None = None):
    version_, target_ = _find(request, name, version), _target(request, target)
    building.refuse_removal(request.auth, target_)
    place = overview.place(request.auth.workspace, version_, target_)
    if place.build is None or place.build.state == "removed":
        raise Http404(f"{version_} is not built on {target_}.")
    if not building.remove(place.build):
        raise ValidationError(f"{version_} stays on {target_}: a run uses it or builds it now. Wait for its end, or cancel it.")
    return Status(202, _told_place(overview.place(request.auth.workspace, version_, target_)))


def _tree(wanted: NewEnvironment) -> dict:
    if sum(each is not None for each in (wanted.definition, wanted.conda, wanted.requirements)) != 1:
        raise ValidationError("Say what the environment is by one of definition, conda and requirements.")
    if wanted.definition is not None:
        return wanted.definition
    if wanted.conda is not None:
        return {"python": {"condaDependencies": condas.read(wanted.conda).tree}}
    python = f"python={wanted.python}" if wanted.python else "python"
    return {"python": {"condaDependencies": {"dependencies": [python, "pip", {"pip": read_lines(wanted.requirements or "")}]}}}


def _find(request: Call, name: str, version: int | None = None) -> EnvironmentVersion:
    try:
        return environments.find(request.auth.workspace, name, version)
    except ValidationError as refusal:
        raise Http404(refusal.messages[0]) from None


def _target(request: Call, name: str) -> Target:
    return one(request.auth.workspace.targets.filter(name=name), f"compute target {name}")


def _named(environment: Environment) -> dict:
    newest = environment.newest
    facts = {name: getattr(environment, name) for name in ("name", "curated", "registered", "created")}
    return facts | {"version": newest.number if newest else None}


def _told(version: EnvironmentVersion) -> dict:
    facts = {name: getattr(version, name) for name in ("definition", "key", "created")}
    by = version.created_by
    named = {"name": version.environment.name, "version": version.number, "curated": version.environment.curated}
    return {**facts, **named, "conda": conda_text(version), "created_by": str(by) if by else None}


def _told_place(place: overview.Place) -> dict:
    build, run = place.build, place.log
    told = {"target": place.target.name, "state": build.shown if build else "none", "run": run.key if run else None}
    names = ("reason", "seconds", "size", "built", "used", "uses", "packages")
    return told | ({name: getattr(build, name) for name in names} if build else {})
