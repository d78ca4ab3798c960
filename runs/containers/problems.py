"""Why a run that asks for a container would not get it on this target."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from computes.models import Target
from runs import environments
from runs.runconfig import container
from runs.runconfig.container_arguments import parse
from studio.models import Workspace

from . import allowing

if TYPE_CHECKING:
    from runs.runconfig import RunConfiguration

NO_ENGINE = "{target} has no container engine that answers: start Docker there, or let an owner correct its socket’s path (Computes, {target}, Edit)."
NO_HOST_NETWORK = "--network host is not allowed on {target}: take it out, or let an owner allow it there (Computes, {target}, Edit)."


def problems(workspace: Workspace, target: Target | None, configuration: "RunConfiguration", environment: str | None) -> list[str]:
    """In sentences. `environment`: the one named at submit, as "name" or "name:version"."""
    there = allowing.of(target) if target else allowing.NEVER
    if target is None or there == allowing.NEVER:
        return []
    frozen = _named(workspace, configuration, environment)
    if there == allowing.MISSING:
        own = container.is_own(frozen.get("baseImage") or "", frozen.get("baseDockerfile") or "")
        needed = target.kind == "docker" or own or (not environment and container.needs(configuration))
        return [NO_ENGINE.format(target=target)] if needed else []
    return _of_network(target, configuration, frozen)


def _of_network(target: Target, configuration: "RunConfiguration", frozen: dict) -> list[str]:
    written = container.section(configuration)
    words = [*frozen.get("arguments", ()), *((written and written.arguments) or ()), *container.arguments(configuration)]
    asked = parse([word for word in words if word]).host_network
    return [NO_HOST_NETWORK.format(target=target)] if asked and target.options.get("host_network") != allowing.OPEN else []


def _named(workspace: Workspace, configuration: "RunConfiguration", environment: str | None) -> dict:
    """What the environment that is referred to by its name says of a container."""
    written = configuration.environment
    name, _, version = (environment or "").partition(":")
    if not name and written is not None and not isinstance(written, str):
        name, version = written.name or "", written.version or ""
    try:
        return (environments.find(workspace, name, version).definition.get("docker") or {}) if name else {}
    except ValidationError:  # said elsewhere
        return {}
