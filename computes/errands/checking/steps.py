"""Which steps the check of a target has, in their order."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from computes.registering.addresses import place

from . import agent, disk, docker, folder, git, gpus, host_key, packages, python, reach, sign_in, uv
from .visit import Finding, Visit


class Step(NamedTuple):
    """`needed`: runs cannot do without it; when it fails, what comes after it is skipped."""

    name: str
    title: str
    look: Callable[[Visit], Finding]
    needed: bool = True


THERE = [
    Step("python", "Python 3.8 or later", python.look),
    Step("folder", "Folder", folder.look),
    Step("disk", "Disk", disk.look),
    Step("agent", "Agent", agent.look),
    Step("git", "git", git.look, needed=False),
    Step("uv", "uv", uv.look, needed=False),
    Step("packages", "Package index", packages.look, needed=False),
]


def steps_of(visit: Visit) -> list[Step]:
    return [*_way(visit), *THERE, *_containers(visit), Step("gpus", "GPUs", gpus.look, needed=False)]


def _way(visit: Visit) -> list[Step]:
    """To the machine, over each host on the way, and in."""
    steps = []
    for number, hop in enumerate(visit.hops):
        last = number == len(visit.hops) - 1
        ending, whose = ("", "") if last else (f" {number + 1}", f" of {place(hop)}")
        steps.append(Step(f"reach{ending}", f"Reach {place(hop)}", partial(reach.look, number=number)))
        steps.append(Step(f"host key{ending}", f"Host key{whose}", partial(host_key.look, number=number)))
    return [*steps, Step("sign-in", "Sign-in", sign_in.look)] if steps else []


def _containers(visit: Visit) -> list[Step]:
    """An engine is needed where runs are nothing else, or somebody said so; elsewhere it may be there."""
    wanted = "allowed" if visit.target.kind == "docker" else visit.target.options.get("docker")
    if wanted == "allowed":
        return [Step("docker", "Docker", docker.look)]
    return [] if wanted == "off" else [Step("docker", "Docker", docker.look_if_any, needed=False)]
