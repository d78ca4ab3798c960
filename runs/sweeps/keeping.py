"""A trial's parameters, kept as a run configuration."""

from django.core.exceptions import ValidationError

from runs.models import Configuration, ConfigurationVersion, Run
from runs.models.source import validate_name
from runs.runconfig import Document, RunconfigError
from studio.models import User


def save_configuration(run: Run, by: User, name: str | None = None) -> ConfigurationVersion:
    """What this trial ran, its parameters among the arguments: the next version of its own configuration, or of the one called `name`.

    ValidationError, with a sentence, where that cannot be."""
    version = run.configuration
    if run.purpose != Run.Purpose.TRIAL or version is None:
        raise ValidationError(f"{run} is no trial of a sweep: it has no parameters to keep.")
    try:
        document = Document.read(version.text)
        _put(document, run)
        configuration = _called(run, name) if name else version.configuration
        origin = {"kind": "sweep", "of": str(version), "run": run.key}
        return configuration.revise(by, document.text, version.companions, origin)
    except RunconfigError as refusal:
        raise ValidationError(f"The configuration {version} cannot be written with these arguments: {refusal}") from None


def _put(document: Document, run: Run) -> None:
    if run.overrides.get("script"):
        document.set("script", run.overrides["script"])
        document.unset("command")
    command = run.configuration.command if run.configuration and not run.overrides.get("script") else None
    if not command:
        return document.set("arguments", list(run.arguments))
    if isinstance(command, list):
        return document.set("command", [*command, *run.arguments])
    raise ValidationError("Its configuration starts a command line: write the parameters into that by hand.")


def _called(run: Run, name: str) -> Configuration:
    validate_name(name)
    source = run.snapshot.source if run.snapshot else None
    return Configuration.objects.get_or_create(workspace=run.workspace, name=name, defaults={"source": source})[0]
