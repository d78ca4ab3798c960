"""What our folders take on this machine's disk, by what they are for, and which jobs and agents are there. Without `count` only these."""

from __future__ import annotations

import os

from .. import agents, parts
from ..containers import unused
from ..weighing import Weight


def answer(ask: dict, rest) -> dict:
    root = ask["root"]
    return {
        "bytes": _bytes(root, ask.get("docker_socket")) if ask.get("count", True) else {},
        "jobs": [job.id for job in parts.jobs(root)],
        "agents": [{"hash": os.path.basename(path), "own": path == agents.OWN} for path in agents.everyone(root)],
    }


def _bytes(root: str, socket: str | None) -> dict:
    found = {name: Weight(paths).taken for name, paths in parts.of(root).items()}
    images = unused.weigh(root, socket)
    return {**found, **({} if images is None else {"images": images})}
