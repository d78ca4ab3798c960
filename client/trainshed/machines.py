"""From a machine's address to a compute target that takes runs: what the command line and v1's names both do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .connection import StudioError
from .sdk import Studio
from .targets import Errand, Target

Believe = Callable[[str, str, str], bool]  # of a machine that shows this fingerprint of this algorithm: is it that one?
Seen = Callable[[Errand], object]


def registered(studio: Studio, name: str, kind: str, wanted: dict[str, Any], replace: bool = False) -> Target:
    """The target of this name, reached as `wanted` says. A draft that an earlier try left, and one that was detached, are gone on with;
    `replace`: one that takes runs as well."""
    try:
        found = studio.target(name)
    except StudioError as error:
        if error.status != 404:
            raise
        return studio.register(name, kind, **wanted)
    if found.kind == kind and (found.mode == "draft" or replace or (found.mode == "retired" and _same_machine(found, wanted))):
        return found.update(**wanted)
    if found.mode == "retired":
        raise StudioError(f"{name} was the name of another machine, and runs in the history mean that one. Choose another name.")
    raise StudioError(f"There is a compute target {name} already. Change it: trainshed computetarget update {name} …")


def checked(target: Target, believe: Believe, seen: Seen = lambda errand: None) -> tuple[Target, Errand]:
    """The target after its check, and how that went. StudioError where `believe` does not believe a host key that was shown."""
    errand = target.ask("check").wait(seen)
    while shown := target.offered_host_key():
        if not believe(shown["machine"], shown["fingerprint"], shown["algorithm"]):
            raise StudioError(f"The host key {shown['fingerprint']} of {shown['machine']} was not confirmed.")
        errand = target.trust(shown["fingerprint"]).wait(seen)
    now = target.refresh()
    if now.mode == "retired" and errand.answer.get("green"):
        now = now.set_mode("open")
    return now, errand


def trouble(errand: Errand) -> str:
    """Why the check did not pass, in a sentence."""
    failed = next((step for step in errand.steps if step["state"] == "failed"), None)
    return f"{failed['title'] or failed['name']}: {failed['detail']}" if failed else errand.trouble or "The check did not pass."


def _same_machine(target: Target, wanted: dict[str, Any]) -> bool:
    return target.options.get("host") == wanted.get("options", {}).get("host")
