"""The `environment` section of a run configuration: what its text says, without what it leaves to defaults."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from runs.models import ConfigurationVersion
from runs.runconfig import Document, RunconfigError
from runs.runconfig.companions import read_environment
from runs.runconfig.nodes import plain

from .definition import places


def tree_of(version: ConfigurationVersion, read: Callable[[str], str | None]) -> dict:
    """As a camelCase tree. A section in a file of its own is looked for among the companions, then by `read`."""
    try:
        return of_document(version.document, lambda path: version.companions.get(path) or read(path))
    except RunconfigError as refusal:
        raise ValidationError(refusal.sentence) from None


def of_tree(tree: dict) -> dict:
    """A section that came as JSON, with its values as the model casts them. ValidationError for what is none."""
    try:
        return of_document(Document.of({"environment": tree}), lambda path: None)
    except RunconfigError as refusal:
        raise ValidationError(refusal.sentence) from None


def of_document(document: Document, read: Callable[[str], str | None]) -> dict:
    written = plain(document.written).get("environment")
    if isinstance(written, str):
        text = next((text for place in places(written) if (text := read(place)) is not None), None)
        if text is None:
            raise ValidationError(
                f"The environment's file {written} is not there: neither with the configuration nor among the source's files."
            )
        return read_environment(text)
    typed = document.configuration.tree().get("environment")
    return _said(written, typed) if isinstance(written, dict) else {}


def _said(written: dict, typed: dict | None) -> dict:
    """What is written, with the values that the model makes of it (`"true"` is a boolean, a version is a text)."""
    found = {}
    for name, value in written.items():
        cast = (typed or {}).get(name, value)
        found[name] = _said(value, cast) if isinstance(value, dict) and isinstance(cast, dict) else cast
    return found
