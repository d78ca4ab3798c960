"""Which targets run containers."""

from computes.models import Target

ALWAYS = "always"  # a container engine: nothing else runs there
ALLOWED = "allowed"  # it has an engine
UNKNOWN = "unknown"  # no probe told yet whether it has one
MISSING = "missing"  # it has none
NEVER = "never"  # its owner wants none, or it is of another kind
OPEN, OFF = "allowed", "off"


def of(target: Target) -> str:
    if target.kind == "docker":
        return MISSING if _known(target) is False else ALWAYS
    if target.kind not in ("local", "ssh") or target.options.get("docker") == OFF:
        return NEVER
    return {True: ALLOWED, False: MISSING, None: UNKNOWN}[_known(target)]


def _known(target: Target) -> bool | None:
    return bool(target.health["docker"]) if "docker" in target.health else None
