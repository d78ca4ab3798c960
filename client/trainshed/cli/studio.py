"""What every command has in common: the studio it talks to, and its errors as one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ..connection import StudioError
from ..sdk import Studio

OFTEN = {401: "Log in again: trainshed login URL --token TOKEN", 403: "Ask an owner of the workspace for a larger role."}


def with_studio(command: Callable) -> Callable:
    """The command gets the studio of the login as its first argument; what goes wrong ends it with a sentence."""

    @wraps(command)
    def called(*args: Any, **options: Any) -> Any:
        with refusals():
            return command(Studio(), *args, **options)

    return called


class refusals:
    """Turns what the studio refuses, and what this machine cannot do, into click's way of ending a command."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, KeyboardInterrupt):
            click.echo("\nStopped.", err=True)
            raise SystemExit(130) from None
        if isinstance(error, StudioError):
            hint = f"\n{OFTEN[error.status]}" if error.status in OFTEN and OFTEN[error.status] not in str(error) else ""
            raise click.ClickException(f"{error}{hint}") from None
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise click.ClickException(f"{error.strerror}: {error.filename}" if error.filename else str(error)) from None
