"""What the engine is asked to create: https://docs.docker.com/engine/api/v1.41/#tag/Container/operation/ContainerCreate"""

from __future__ import annotations

from . import surroundings

JOB, ROOT, STUDIO = "trainshed.job", "trainshed.root", "trainshed.studio"
# The process holds its log itself: the engine's own stream may break, lag or be lost, and no line with it.
RUN = 'umask "$1"; exec >>"$2" 2>&1; shift 2; if [ "$1" = python ] && ! command -v python >/dev/null; then shift; set -- python3 "$@"; fi; exec "$@"'
PIDS = 4096
VISIBLE = "NVIDIA_VISIBLE_DEVICES"
OWN_LOG = {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "1"}}


def labels(job, wanted: dict) -> dict[str, str]:
    """By which a container is found again, by whoever asks later. The root tells two studios on one machine apart."""
    return {JOB: job.id, ROOT: job.root, STUDIO: wanted.get("studio") or ""}


def of_run(job, wanted: dict, machine, image: str, argv: list[str], cwd: str, umask: int) -> dict:
    """Without its environment variables, mounts and gpus."""
    words = ["/bin/sh", "-c", RUN, "sh", f"{umask:03o}", job("rank-0.log"), *argv]
    return _order(job, wanted, machine, image, words, cwd)


def of_builder(job, wanted: dict, machine, image: str, words: list[str]) -> dict:
    return _order(job, {**wanted, "arguments": {}}, machine, image, words, job.path)


def with_gpus(order: dict, gpus: list[int] | None, everything: bool) -> dict:
    """The GPUs of these indexes; all of them where none were assigned and the engine gives any."""
    if gpus:
        asked = {"Driver": "", "DeviceIDs": [str(index) for index in gpus], "Capabilities": [["gpu"]]}
    elif gpus is None and everything:
        asked = {"Driver": "", "Count": -1, "Capabilities": [["gpu"]]}
    else:
        return order if gpus is None else _without_gpus(order)
    return {**order, "HostConfig": {**order["HostConfig"], "DeviceRequests": [asked]}}


def _without_gpus(order: dict) -> dict:
    """Where nvidia's is the engine's default runtime, a variable gives all of them, and images of CUDA have it."""
    others = [line for line in order["Env"] if line.partition("=")[0] != VISIBLE]
    return {**order, "Env": [*others, f"{VISIBLE}=void"]}


def _order(job, wanted: dict, machine, image: str, words: list[str], cwd: str) -> dict:
    further = wanted.get("arguments") or {}
    return {
        "Image": image,
        "Entrypoint": [""],  # none, whatever the image's is
        "Cmd": words,
        "WorkingDir": cwd,
        "User": machine.user,
        "Labels": labels(job, wanted),
        "Hostname": "" if wanted.get("host_network") else job.id[:63],
        "Env": list(further.get("Env") or []),
        "HostConfig": {**_limits(wanted), **_walls(wanted, machine), **(further.get("HostConfig") or {})},
    }


def _walls(wanted: dict, machine) -> dict:
    walls = {
        "Init": True,
        "SecurityOpt": ["no-new-privileges"],
        "NetworkMode": "host" if wanted.get("host_network") else "bridge",
        "GroupAdd": machine.groups,
        "LogConfig": OWN_LOG,
        "Mounts": surroundings.mounts(),
    }
    return {**walls, "UsernsMode": "host"} if machine.remapped else walls


def _limits(wanted: dict) -> dict:
    limits: dict = {"PidsLimit": wanted.get("pids") or PIDS}
    if wanted.get("memory"):
        limits.update(Memory=int(wanted["memory"]), MemorySwap=int(wanted["memory"]))  # the same: no swap beside it
    if wanted.get("cpus"):
        limits["NanoCpus"] = int(float(wanted["cpus"]) * 1e9)
    if wanted.get("shm"):
        limits["ShmSize"] = int(wanted["shm"])
    return limits
