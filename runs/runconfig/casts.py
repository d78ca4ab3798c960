"""The leniency of Azure ML's loader, as pydantic types: whole numbers by int(), flags by bool(), texts from any scalar."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from .nodes import Written, plain


def whole(value: Any) -> int | None:
    value = plain(value)
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("takes a whole number") from None


def fraction(value: Any) -> float | None:
    value = plain(value)
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("takes a number") from None


def flag(value: Any) -> bool | None:
    """Python's bool(), as the real loader cast: a quoted "false" is true. The linter warns of it."""
    value = plain(value)
    return None if value is None else bool(value)


def text(value: Any) -> str | None:
    """As it is spelled: a version 1.10 stays "1.10"."""
    if isinstance(value, Written):
        return value.text
    if isinstance(value, (list, dict)):
        raise ValueError("takes a text")
    return None if value is None else str(value)


def listed(value: Any) -> Any:
    if value is not None and not isinstance(value, (list, tuple)):
        raise ValueError("takes a list, with a dash before each item")
    return plain(list(value)) if value is not None else None


def texts(value: Any) -> Any:
    listed(value)
    return None if value is None else [text(item) for item in value]


def mapped(value: Any) -> Any:
    if value is not None and not isinstance(value, dict):
        raise ValueError("takes names and values, indented below it")
    return plain(value)


def variables(value: Any) -> Any:
    mapped(value)
    return None if value is None else {str(name): text(item) for name, item in value.items()}


def command(value: Any) -> Any:
    return texts(value) if isinstance(value, list) else text(value)


def _schema(*kinds: str, **more: Any) -> WithJsonSchema:
    """The kind it is written as comes first; form fields are made by that one."""
    return WithJsonSchema({"anyOf": [*({"type": kind} | (more if kind == kinds[0] else {}) for kind in kinds), {"type": "null"}]})


SCALARS = ("string", "number", "boolean")
Whole = Annotated[int | None, BeforeValidator(whole), _schema("integer")]
Fraction = Annotated[float | None, BeforeValidator(fraction), _schema("number")]
Flag = Annotated[bool | None, BeforeValidator(flag), _schema("boolean")]
Text = Annotated[str | None, BeforeValidator(text), _schema(*SCALARS)]
Anything = Annotated[Any, PlainSerializer(plain), BeforeValidator(plain)]
Items = Annotated[list[Any] | None, BeforeValidator(listed), _schema("array")]
Texts = Annotated[list[str | None] | None, BeforeValidator(texts), _schema("array", items={"type": [*SCALARS, "null"]})]
Mapped = Annotated[dict[str, Any] | None, BeforeValidator(mapped), _schema("object")]
Variables = Annotated[dict[str, str | None] | None, BeforeValidator(variables), _schema("object")]
Command = Annotated[str | list[str | None] | None, BeforeValidator(command), _schema("string", "array")]
