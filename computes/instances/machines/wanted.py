"""What is asked of an engine for the container of an instance: https://docs.docker.com/reference/api/engine/version/v1.41/"""

from typing import Any

from docker.types import DeviceRequest, LogConfig

from computes.models import Instance

from .engine import LABEL

HOME = "/home/instance"
MOST_PROCESSES = 8192


def home_of(instance: Instance) -> str:
    """The volume that is its home: kept while the container is stopped, or made anew."""
    return f"{instance.container}-home"


def wanted(instance: Instance, variables: dict[str, str]) -> dict[str, Any]:
    """No port is published, and it has no more rights than the engine gives by itself."""
    return {
        "name": instance.container,
        "hostname": instance.target.name,
        "labels": {LABEL: instance.container},
        "entrypoint": ["sleep"],
        "command": ["infinity"],
        "init": True,  # somebody has to collect what background processes leave
        "volumes": {home_of(instance): {"bind": HOME, "mode": "rw"}},
        "working_dir": HOME,
        "environment": {"HOME": HOME, **variables},
        "security_opt": ["no-new-privileges"],
        "restart_policy": {"Name": "no"},
        "pids_limit": MOST_PROCESSES,
        "log_config": LogConfig(type=LogConfig.types.JSON, config={"max-size": "1m"}),
        **_limits(instance),
    }


def _limits(instance: Instance) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if instance.memory:
        limits.update(mem_limit=instance.memory, memswap_limit=instance.memory)
    if instance.cpus:
        limits["nano_cpus"] = int(instance.cpus * 10**9)
    if instance.gpus:
        limits["device_requests"] = [DeviceRequest(device_ids=[str(gpu) for gpu in instance.gpus], capabilities=[["gpu"]])]
    return limits
