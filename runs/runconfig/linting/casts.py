"""Values that do not fit their field, and those that fit otherwise than they look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .. import casts
from ..nodes import Written
from ..shape import Shape, whole_shape
from ..values import Finding
from .subject import Path, Subject


def unfit(subject: Subject) -> Iterator[Finding]:
    for misfit in subject.misfits:
        yield subject.finding("error", misfit.sentence, *misfit.path)


def surprising(subject: Subject) -> Iterator[Finding]:
    for path, value, cast in _scalars(subject.document.written, whole_shape(), ()):
        name = path[-1]
        if cast is casts.flag and isinstance(value, str) and value.lower() in ("false", "no", "off", "0"):
            message = f'{name}: "{value}" in quotes counts as true, as it did in Azure ML. Write {name}: false.'
            yield subject.finding("warning", message, *path)
        elif cast is casts.flag and isinstance(value, str):
            yield subject.finding("hint", f'{name}: "{value}" is a text and counts as true; write true or false.', *path)
        elif cast is casts.whole and isinstance(value, Written) and isinstance(value.value, float) and not value.value.is_integer():
            yield subject.finding("warning", f"{name}: {value.text} is cut to {int(value.value)}; write a whole number.", *path)


def empty_sections(subject: Subject) -> Iterator[Finding]:
    """An empty section is null, which switches it off rather than leaving its defaults."""
    for path in (("environment",), ("environment", "python"), ("history",)):
        if subject.says(path) and subject.written(path) is None:
            name = ".".join(path)
            yield subject.finding(
                "warning", f"{name} is left empty, which is not the same as its defaults. Remove the key, or fill it in.", *path
            )


def _scalars(tree: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """(path, value, cast) of each single value that a section's own field holds."""
    if not isinstance(tree, dict):
        return
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _scalars(value, shape.below(key), (*path, key))
        elif shape.model and key in shape.fields:
            yield (*path, key), value, _cast(shape.model, key)


def _cast(model: type[BaseModel], key: str) -> Any:
    info = next(info for name, info in model.model_fields.items() if (info.alias or name) == key)
    return next((getattr(each, "func", None) for each in info.metadata if hasattr(each, "func")), None)
