"""Run configurations, as the text they are; the fields that are read from it come along, and may be sent instead of a text."""

from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Field, Query, Router, Schema, Status

from runs.configuring.knowing import known
from runs.forms.configurations import ConfigurationForm
from runs.forms.plain import PlainForm
from runs.models import Configuration, ConfigurationVersion
from runs.runconfig import Document, Finding, RunconfigError, lint
from runs.runconfig.nodes import plain
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["run configurations"])
MOST = 256 * 1024


class Environment(Schema):
    """`interpreter`: the Python at `python` on the target (its own where null). `pip`: `requirements`, installed with uv."""

    kind: str = "interpreter"
    python: str | None = None
    requirements: str = ""


class Wanted(Schema):
    """Either `text`, a run configuration as Azure ML wrote them, with the files that it names in `companions`; or fields."""

    text: str | None = Field(None, max_length=MOST)
    companions: dict[str, str] = Field({}, description="The files that the text names, by path.")
    script: str = "train.py"
    target: str = "local"
    arguments: list[str] = []
    environment: Environment = Environment()
    variables: dict[str, str] = {}
    max_seconds: int | None = None
    source: str | None = None


class NewConfiguration(Wanted):
    name: str


class Checked(Schema):
    text: str = Field(max_length=MOST)
    companions: dict[str, str] = {}


class Found(Schema):
    level: str = Field(description="error: it cannot run; warning: something is ignored or altered here; hint.")
    message: str
    line: int | None
    column: int | None
    path: str


class Findings(Schema):
    runs: bool = Field(description="Whether there is no error among them.")
    findings: list[Found]


class VersionFacts(Schema):
    name: str
    version: int
    source: str | None
    text: str
    companions: dict[str, str]
    origin: dict
    trouble: str = Field(description="Why it cannot run, whatever it is submitted with; empty when it can.")
    script: str
    arguments: list[str]
    target: str
    environment: dict | str = Field(description="The section as the text says it, or the path of the file that holds it.")
    variables: dict[str, str]
    max_seconds: int | None
    created_by: str | None
    created: datetime


@router.get("/configurations", response=Page[VersionFacts], summary="The run configurations, each in its newest version")
def configurations(request: Call, asked: Query[Asked]):
    found = request.auth.workspace.configurations.filter(versions__isnull=False).distinct().for_table()
    return page(found, asked, lambda configuration: told_version(configuration, configuration.newest))


@router.post("/configurations", response={201: VersionFacts}, auth=contributor, summary="Make a run configuration")
def new(request: Call, wanted: NewConfiguration):
    version = _save(request, wanted, wanted.name, None)
    return Status(201, told_version(version.configuration, version))


@router.post("/configurations/lint", response=Findings, summary="What would be said of a text: nothing is kept")
def check(request: Call, wanted: Checked):
    findings = _findings(request, wanted.text)
    return {"runs": all(each.level != "error" for each in findings), "findings": [each._asdict() for each in findings]}


@router.get("/configurations/{name}", response=VersionFacts, summary="The newest version of a run configuration, or ?version=")
def configuration(request: Call, name: str, version: int | None = None):
    found = version_of(request, name, version)
    return told_version(found.configuration, found)


@router.get("/configurations/{name}/versions", response=Page[VersionFacts], summary="All versions, newest first")
def versions(request: Call, name: str, asked: Query[Asked]):
    return page(_versions(request, name), asked, lambda version: told_version(version.configuration, version))


@router.post("/configurations/{name}/versions", response={201: VersionFacts}, auth=contributor, summary="Make the next version")
def revise(request: Call, name: str, wanted: Wanted):
    version = _save(request, wanted, name, one(request.auth.workspace.configurations.filter(name=name), f"configuration {name}"))
    return Status(201, told_version(version.configuration, version))


def version_of(request: Call, name: str, number: int | None = None) -> ConfigurationVersion:
    """The newest version of the configuration `name`, or the one of that number."""
    found = _versions(request, name).order_by("-number")
    if number is None:
        return one(found, f"configuration {name}")
    return one(found.filter(number=max(0, min(number, 2**31 - 1))), f"version {number} of a configuration {name}")


def _versions(request: Call, name: str):
    mine = ConfigurationVersion.objects.filter(configuration__workspace=request.auth.workspace_id, configuration__name=name)
    return mine.select_related("configuration__source", "configuration__workspace", "target", "created_by")


def _findings(request: Call, text: str) -> list[Finding]:
    try:
        return lint(Document.read(text), known(request.auth.workspace))
    except RunconfigError as error:
        return [Finding("error", error.sentence, error.line, error.column)]


def _save(request: Call, wanted: Wanted, name: str, configuration: Configuration | None) -> ConfigurationVersion:
    """Through the form of the page, so that the same rules hold of names."""
    workspace = request.auth.workspace
    text = _drafted(request, wanted) if wanted.text is None else wanted.text
    form = ConfigurationForm(
        request.auth, {"name": name, "source": _key(workspace.sources, wanted.source, "source")}, configuration=configuration
    )
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    try:
        Document.read(text)
        return form.save().revise(request.auth.user, text, wanted.companions, {"kind": "api"})
    except RunconfigError as error:
        raise ValidationError({"text": str(error)}) from None


def _drafted(request: Call, wanted: Wanted) -> str:
    """The text that says what these fields say."""
    fields = {
        "target": _key(request.auth.workspace.targets, wanted.target, "target"),
        "script": wanted.script,
        "arguments": wanted.arguments,
        "variables": _lines(wanted.variables),
        "max_seconds": "" if wanted.max_seconds is None else str(wanted.max_seconds),
        **wanted.environment.dict(),
    }
    form = PlainForm(request.auth, fields)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.text()


def _lines(variables: dict[str, str]) -> str:
    """As the form's field reads them, one a line."""
    for name, value in variables.items():
        if "\n" in value or "\r" in value or name.lstrip().startswith("#"):
            raise ValidationError({"variables": f"The variable {name} cannot be kept: a name has no “#”, and a value is one line."})
    return "\n".join(f"{name}={value}" for name, value in variables.items())


def _key(rows, name: str | None, what: str) -> int | None:
    if not name:
        return None
    found = rows.filter(name=name).values_list("pk", flat=True).first()
    if found is None:
        raise ValidationError({what: f"There is no {what} called {name} in this workspace."})
    return found


def told_version(configuration: Configuration, version: ConfigurationVersion) -> dict:
    section = plain(version.document.written).get("environment") or {}
    facts = ("text", "companions", "origin", "trouble", "script", "arguments", "variables", "max_seconds", "created")
    return {
        **{name: getattr(version, name) for name in facts},
        "name": configuration.name,
        "version": version.number,
        "source": configuration.source.name if configuration.source else None,
        "target": version.target_name,
        "environment": section if isinstance(section, dict) else str(section),
        "created_by": str(version.created_by) if version.created_by else None,
    }
