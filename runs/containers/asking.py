"""What the supervisor asks of a run's container, when the run is started."""

from typing import Any

from django.utils.crypto import salted_hmac

from computes.models import Target
from runs import runconfig, sizes
from runs.models import ConfigurationVersion, Run
from runs.runconfig import RunconfigError, container
from runs.runconfig.container_arguments import parse

from . import allowing, registries

# Where neither a configuration nor a target names one.
DEFAULT_IMAGE = "python:3.11-slim"
SHM = "2g"  # Azure ML's default


def said(version: ConfigurationVersion | None) -> "runconfig.RunConfiguration":
    """The configuration as typed values; defaults for a build by hand, which has none, and for what fits no cast."""
    try:
        return version.document.configuration if version else runconfig.RunConfiguration()
    except RunconfigError:
        return runconfig.RunConfiguration()


def wanted(run: Run) -> bool:
    """Whether its processes run in a container on its target."""
    there = allowing.of(run.target)
    if run.target.kind == "docker":
        return True
    # Where no engine is known, what asks for one as a matter of course does without, as the linter says; what needs one is told there.
    return asks(run) if there == allowing.ALLOWED else there != allowing.NEVER and needs(run)


def asks(run: Run) -> bool:
    """Whether its environment or its configuration asks for one. An environment keeps its docker section where that is enabled alone."""
    return bool(_section(run)) or container.for_its_run(said(run.configuration))


def needs(run: Run) -> bool:
    section = _section(run)
    return asks(run) and container.is_own(section.get("baseImage") or "", section.get("baseDockerfile") or "")


def for_job(run: Run) -> dict[str, Any] | None:
    """As computes/agent/containers/__init__.py has it, or None for plain processes. The same run always gives the same."""
    if not wanted(run):
        return None
    section, options, run_level = _section(run), run.target.options, said(run.configuration)
    parsed = parse([*section.get("arguments", ()), *container.arguments(run_level)])
    return {
        **_image(run, section),
        "socket": options.get("docker_socket") or None,
        "studio": salted_hmac("runs.containers", "studio").hexdigest()[:12],
        "memory": _least(run.resources.get("memory"), parsed.memory),
        "cpus": _least(run.resources.get("cpus"), parsed.cpus),
        "shm": parsed.shm or _shm(section, run_level),
        "host_network": parsed.host_network and options.get("host_network") == allowing.OPEN,
        "arguments": parsed.asked,
        **({"rebuild": run.key} if run.overrides.get("rebuild") else {}),
    }


def image_of(section: dict, target: Target, builds: bool) -> str:
    """The image to pull: the one that is named, in its registry; the target's own where none is, or where Azure ML's stands only because
    its SDK wrote it, and an environment is to be built on top of it."""
    named = section.get("baseImage") or ""
    if not named or (builds and container.OF_AZURE.fullmatch(named)):
        return target.options.get("image") or DEFAULT_IMAGE
    address = (section.get("baseImageRegistry") or {}).get("address") or ""
    return named if not address or named.startswith(f"{address}/") else f"{address}/{named}"


def secrets(run: Run) -> dict[str, dict[str, dict[str, str]]]:
    """{"registries": {address: {"username", "password"}}}: they travel apart from all that is written down."""
    known = registries.of(run, said(run.configuration)) if wanted(run) else {}
    return {"registries": known} if known else {}


def _section(run: Run) -> dict:
    return (run.environment.definition.get("docker") if run.environment else None) or {}


def _builds(run: Run) -> bool:
    python = run.environment.definition.get("python", {}) if run.environment else {}
    return not python.get("userManagedDependencies")


def _image(run: Run, section: dict) -> dict[str, Any]:
    if section.get("baseDockerfile"):
        return {"image": None, "dockerfile": section["baseDockerfile"], "context": True}
    return {"image": image_of(section, run.target, _builds(run))}


def _shm(section: dict, configuration: "runconfig.RunConfiguration") -> int:
    try:
        return sizes.read(section.get("shmSize") or container.shm_size(configuration) or SHM)
    except ValueError:  # the linter refuses it; a run of before that is not held up
        return sizes.read(SHM)


def _least(*amounts: Any) -> Any:
    return min((amount for amount in amounts if amount), default=None)
