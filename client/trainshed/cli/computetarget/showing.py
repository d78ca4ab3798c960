"""How a compute target reads in the terminal."""

from __future__ import annotations

from typing import Any

from ...targets import Target
from ..showing import age, show_facts, size

MODES = {"open": "open", "paused": "paused", "draining": "draining", "retired": "retired", "draft": "being set up"}


def show_target(target: Target, verbose: bool = False) -> None:
    """A fact a line; `verbose` also how it is reached and what it has beside what runs ask for."""
    shown = {**_what(target), **_has(target.health), **_limits(target)}
    show_facts(target, {**shown, **_more(target)} if verbose else shown)


def condition(target: Target) -> str:
    if target.other_host_key:
        return f"showed another host key, {target.other_host_key}: all stops"
    if target.unreachable:
        return f"does not answer since {age(target.unreachable)}: {target.trouble}"
    return f"answered {age(target.reached)}" if target.reached else "not asked yet"


def takes(target: Target) -> str:
    """What it does with runs."""
    return MODES.get(target.mode, target.mode)


def at_once(target: Target) -> str:
    return f"{target.running} of {target.slots}" + (f", {target.waiting} waiting" if target.waiting else "")


def _what(target: Target) -> dict[str, Any]:
    latency = None if target.latency is None else f"{target.latency:.0f} ms"
    return {
        "name": target.name,
        "kind": target.kind,
        "description": target.description,
        "mode": takes(target),
        "note": target.note,
        "condition": condition(target),
        "latency": latency,
        "runs": at_once(target),
        "owner": target.owner,
    }


def _has(health: dict[str, Any]) -> dict[str, Any]:
    memory, disk = health.get("memory_total"), health.get("disk_free")
    return {
        "processors": health.get("cpus"),
        "memory": memory and size(memory),
        "free disk": disk and size(disk),
        "GPUs": ", ".join(str(gpu.get("name")) for gpu in health.get("gpus") or []),
        "Python": health.get("python"),
    }


def _limits(target: Target) -> dict[str, Any]:
    return {
        "given out": _given_out(target),
        "runs of one person": target.user_runs,
        "GPUs of one person": target.user_gpus,
        "tries again": target.retries or None,
        "for": None if target.everybody else ", ".join(target.users) or "nobody",
    }


def _given_out(target: Target) -> str:
    parts = [
        f"{target.cpus:g} processors" if target.cpus is not None else "",
        size(target.memory) if target.memory is not None else "",
        f"GPUs {', '.join(map(str, target.gpus)) or 'none'}" if target.gpus is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _more(target: Target) -> dict[str, Any]:
    health = target.health
    docker = health.get("docker") or {}
    return {
        **{name: value if isinstance(value, str) else str(value) for name, value in target.options.items()},
        "secrets": ", ".join(target.secrets),
        "host key": target.host_key,
        "public key": target.public_key,
        "host name": health.get("hostname"),
        "git": health.get("git"),
        "uv": health.get("uv"),
        "Docker": docker.get("version"),
        "agent": health.get("agent"),
        "created": target.created,
        "created by": target.created_by,
        "page": target.url,
    }
