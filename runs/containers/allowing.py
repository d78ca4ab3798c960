"""Which targets run containers. Those that do not run what asks for one as a plain process, and the linter says so."""

from computes.models import Target

ALWAYS, ALLOWED, MISSING, NEVER = "always", "allowed", "missing", "never"
OPEN = "allowed"


def of(target: Target) -> str:
    """`always` of a container engine, `allowed` where an owner allows it, `missing` where that machine is known to have no engine, `never`."""
    if target.kind == "docker":
        return ALWAYS if _may_have_one(target) else MISSING
    if target.kind not in ("local", "ssh") or target.options.get("docker") != OPEN:
        return NEVER
    return ALLOWED if _may_have_one(target) else MISSING


def _may_have_one(target: Target) -> bool:
    """Known only once a probe of this version told of it."""
    return "docker" not in target.health or bool(target.health["docker"])
