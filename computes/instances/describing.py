from typing import Any

from computes.models import Instance
from studio.templatetags import words

APPLICATION = "JupyterLab"


def describe(instance: Instance) -> dict[str, Any]:
    """What Azure ML's `ComputeInstance.get_status()` gives: state, errors, last_operation and who has it, in its words."""
    target = instance.target
    return {
        "name": target.name,
        "state": instance.state,
        "errors": [instance.trouble] if instance.trouble else [],
        "lastOperation": instance.last_operation,
        "createdBy": str(target.created_by or ""),
        "createdOn": target.created.isoformat(),
        "assignedUser": str(target.owner or ""),
        "vmSize": size(instance),
        "applications": [{"displayName": APPLICATION, "endpointUri": lab_path(instance)}],
        "sshSettings": {"sshPublicAccess": "Disabled"},
    }


def size(instance: Instance) -> str:
    """What it has, as short as a size of virtual machines: 2 cpus, 4 GB, gpu 0."""
    parts = [
        f"{instance.cpus:g} cpus" if instance.cpus else "",
        words.size(instance.memory) if instance.memory else "",
        f"gpu {','.join(map(str, instance.gpus))}" if instance.gpus else "",
    ]
    return ", ".join(filter(None, parts)) or "all that its host has"


def lab_path(instance: Instance) -> str:
    """Where the studio's proxy shows its JupyterLab."""
    return f"/w/{instance.target.workspace.slug}/computes/{instance.target.name}/lab/"
