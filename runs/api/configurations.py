from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Query, Router, Schema, Status

from runs.forms.configurations import ConfigurationForm
from runs.models import Configuration, ConfigurationVersion
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["run configurations"])


class Environment(Schema):
    """`interpreter`: the Python at `python` on the target (its own where null). `pip`: `requirements`, installed with uv."""

    kind: str = "interpreter"
    python: str | None = None
    requirements: str = ""


class Wanted(Schema):
    script: str
    target: str
    arguments: list[str] = []
    environment: Environment = Environment()
    variables: dict[str, str] = {}
    max_seconds: int | None = None
    source: str | None = None


class NewConfiguration(Wanted):
    name: str


class VersionFacts(Schema):
    name: str
    version: int
    source: str | None
    script: str
    arguments: list[str]
    target: str
    environment: dict
    variables: dict[str, str]
    max_seconds: int | None
    created_by: str | None
    created: datetime


@router.get("/configurations", response=Page[VersionFacts], summary="The run configurations, each in its newest version")
def configurations(request: Call, asked: Query[Asked]):
    found = request.auth.workspace.configurations.filter(versions__isnull=False).distinct().for_table()
    return page(found, asked, lambda configuration: _told(configuration, configuration.newest))


@router.post("/configurations", response={201: VersionFacts}, auth=contributor, summary="Make a run configuration")
def new(request: Call, wanted: NewConfiguration):
    version = _save(request, wanted, wanted.name, None)
    return Status(201, _told(version.configuration, version))


@router.get("/configurations/{name}", response=VersionFacts, summary="The newest version of a run configuration, or ?version=")
def configuration(request: Call, name: str, version: int | None = None):
    found = version_of(request, name, version)
    return _told(found.configuration, found)


@router.get("/configurations/{name}/versions", response=Page[VersionFacts], summary="All versions, newest first")
def versions(request: Call, name: str, asked: Query[Asked]):
    return page(_versions(request, name), asked, lambda version: _told(version.configuration, version))


@router.post("/configurations/{name}/versions", response={201: VersionFacts}, auth=contributor, summary="Make the next version")
def revise(request: Call, name: str, wanted: Wanted):
    version = _save(request, wanted, name, one(request.auth.workspace.configurations.filter(name=name), f"configuration {name}"))
    return Status(201, _told(version.configuration, version))


def version_of(request: Call, name: str, number: int | None = None) -> ConfigurationVersion:
    """The newest version of the configuration `name`, or the one of that number."""
    found = _versions(request, name).order_by("-number")
    if number is None:
        return one(found, f"configuration {name}")
    return one(found.filter(number=max(0, min(number, 2**31 - 1))), f"version {number} of a configuration {name}")


def _versions(request: Call, name: str):
    mine = ConfigurationVersion.objects.filter(configuration__workspace=request.auth.workspace_id, configuration__name=name)
    return mine.select_related("configuration__source", "target", "created_by")


def _save(request: Call, wanted: Wanted, name: str, configuration: Configuration | None) -> ConfigurationVersion:
    """Through the form of the page, so that the same rules hold."""
    workspace = request.auth.workspace
    fields = {
        "name": name,
        "source": _key(workspace.sources, wanted.source, "source"),
        "target": _key(workspace.targets, wanted.target, "target"),
        "script": wanted.script,
        "arguments": wanted.arguments,
        "variables": _lines(wanted.variables),
        "max_seconds": "" if wanted.max_seconds is None else str(wanted.max_seconds),
        **wanted.environment.dict(),
    }
    form = ConfigurationForm(request.auth, fields, configuration=configuration)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.save()


def _key(rows, name: str | None, what: str) -> int | None:
    if not name:
        return None
    found = rows.filter(name=name).values_list("pk", flat=True).first()
    if found is None:
        raise ValidationError({what: f"There is no {what} called {name} in this workspace."})
    return found


def _lines(variables: dict[str, str]) -> str:
    """As the form's field reads them, one a line."""
    for name, value in variables.items():
        if "\n" in value or "\r" in value or name.lstrip().startswith("#"):
            raise ValidationError({"variables": f"The variable {name} cannot be kept: a name has no “#”, and a value is one line."})
    return "\n".join(f"{name}={value}" for name, value in variables.items())


def _told(configuration: Configuration, version: ConfigurationVersion) -> dict:
    facts = ("script", "arguments", "environment", "variables", "max_seconds", "created")
    return {
        **{name: getattr(version, name) for name in facts},
        "name": configuration.name,
        "version": version.number,
        "source": configuration.source.name if configuration.source else None,
        "target": version.target.name,
        "created_by": str(version.created_by) if version.created_by else None,
    }
