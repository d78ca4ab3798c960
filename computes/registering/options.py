"""The options of a kind, as they are kept: what was given, checked one by one."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from computes.kinds import KINDS, Field

from .addresses import checked_host, checked_jumps, checked_port, checked_user

ODD = re.compile(r"[\x00-\x1f\x7f]")
GENERATE = "generate"  # as a way to sign in: a key that the studio makes


def checked_options(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options without secrets and without what is left at its default. ValidationError by the options' names."""
    if kind not in KINDS:
        raise ValidationError({"kind": f"There is no kind of compute target called {kind}; there are {', '.join(KINDS)}."})
    fields = {field.name: field for field in KINDS[kind].fields if not field.secret}
    if unknown := sorted(set(given) - set(fields)):
        raise ValidationError(f"A compute target of kind {kind} has no option {' or '.join(unknown)}; it has {', '.join(fields)}.")
    kept, refused = {}, {}
    for name, field in fields.items():
        try:
            kept[name] = _checked(field, given)
        except ValidationError as refusal:
            refused[name] = refusal
    if refused:
        raise ValidationError(refused)
    return {name: value for name, value in kept.items() if value not in ("", [], None)}


def _checked(field: Field, given: Mapping[str, Any]) -> Any:
    value = given.get(field.name)
    if field.name == "jump":
        return checked_jumps(value or [], str(given.get("user") or ""))
    if value in ("", None) or (field.choices and value == field.default):
        return _default(field)
    choices = [known for known, _ in field.choices] + [GENERATE] * (field.name == "auth")
    if field.choices and value not in choices:
        raise ValidationError(f"Choose one of {', '.join(choices)}.")
    if not isinstance(value, str | int) or ODD.search(str(value)):
        raise ValidationError("This is a line of text.")
    return CHECKS.get(field.name, str)(str(value))


def _default(field: Field) -> Any:
    if field.required and not field.default and field.name != "root":  # without a root, this studio's own folder is it
        raise ValidationError("This is needed.")
    return CHECKS["port"](field.default) if field.name == "port" else ""


def checked_folder(text: str) -> str:
    """An absolute path, or one below the home of the user there."""
    path = text.strip().rstrip("/")
    if not path.startswith(("/", "~/")) or ".." in path.split("/"):
        raise ValidationError("Write the whole path of a folder, such as /data/trainshed or ~/.trainshed, without “..”.")
    return path


def checked_program(text: str) -> str:
    """The name of a program, or its whole path."""
    program = text.strip()
    if program.startswith("-") or ("/" in program and not program.startswith(("/", "~/"))):
        raise ValidationError("Write python3, or the whole path of an interpreter, such as /opt/python/bin/python3.")
    return program


def checked_socket(text: str) -> str:
    path = text.strip().removeprefix("unix://")
    if not path.startswith("/"):
        raise ValidationError("Write the whole path of the socket, such as /var/run/docker.sock.")
    return path


CHECKS: dict[str, Callable[[Any], Any]] = {
    "host": checked_host,
    "port": checked_port,
    "user": checked_user,
    "root": checked_folder,
    "python": checked_program,
    "docker_socket": checked_socket,
}
