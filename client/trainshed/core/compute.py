"""v1's kinds of compute targets, and what describes a new one."""

from __future__ import annotations

import sys
from typing import Any

from ..connection import StudioError
from ..exceptions import ComputeTargetException, refused_as
from ..instances import Instance
from ..sizes import MACHINES
from .compute_configurations import (
    ComputeInstanceProvisioningConfiguration,
    NotOffered,
    RemoteComputeAttachConfiguration,
)
from .compute_target import ComputeTarget

__all__ = ["AmlCompute", "ComputeInstance", "ComputeTarget", "ComputeTargetException", "HDInsightCompute", "RemoteCompute"]

NO_CLUSTER = "The studio starts no machines by itself. Attach one that you have: RemoteCompute.attach_configuration(address=…, username=…)."
NO_SPARK = "A cluster of Spark cannot be attached yet."


class RemoteCompute(ComputeTarget):
    """A machine that is reached over SSH."""

    _compute_type = "VirtualMachine"

    address = property(lambda self: self._target.options.get("host"))
    username = property(lambda self: self._target.options.get("user"))
    ssh_port = property(lambda self: self._target.options.get("port", 22))
    vm_size = property(lambda self: None)

    @staticmethod
    def attach_configuration(username: str | None = None, *arguments: Any, **more: Any) -> RemoteComputeAttachConfiguration:
        """v1's arguments, by name: address, ssh_port, password, private_key_file, private_key_passphrase. Ours: host_key_fingerprint
        (without it the first host key that is shown is believed, and printed), jump, docker, root, python, slots, description."""
        if arguments:
            raise ComputeTargetException("Say what attach_configuration takes by name: address=…, username=…, private_key_file=….")
        return RemoteComputeAttachConfiguration(username, **more)

    def _properties(self) -> dict[str, Any]:
        account = {"username": self.username, "password": None, "publicKeyData": self._target.public_key or None, "privateKeyData": None}
        return {"address": self.address, "sshPort": self.ssh_port, "virtualMachineSize": None, "administratorAccount": account}


class ComputeInstance(ComputeTarget):
    """A machine of one person, that is started and stopped."""

    _compute_type = "ComputeInstance"

    @staticmethod
    def provisioning_configuration(vm_size: str = "", **more: Any) -> ComputeInstanceProvisioningConfiguration:
        """v1's arguments. Ours: host (a compute target with Docker), image, cpus, memory (bytes, or "8g"), gpus, idle_minutes."""
        return ComputeInstanceProvisioningConfiguration(vm_size, **more)

    @staticmethod
    def supported_vmsizes(workspace: Any, location: str | None = None) -> list[dict[str, Any]]:
        return vm_sizes()

    def get_status(self) -> ComputeInstanceStatus:
        with refused_as(ComputeTargetException):
            return ComputeInstanceStatus(self.workspace.studio.instance(self.name))

    def get(self) -> dict[str, Any]:
        return {**self.serialize(), "status": self.get_status().serialize()}

    def start(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        self._operate("start", wait_for_completion, show_output)

    def stop(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        self._operate("stop", wait_for_completion, show_output)

    def restart(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        self._operate("restart", wait_for_completion, show_output)

    def delete(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        with refused_as(ComputeTargetException):
            self.workspace.studio.instance(self.name).delete()
        if wait_for_completion:
            self.wait_for_completion(show_output, is_delete_operation=True)

    def detach(self) -> None:
        raise ComputeTargetException("Detach is not supported for ComputeInstance object. Try to use delete instead.")

    def wait_for_completion(self, show_output: bool = False, is_delete_operation: bool = False, **_: Any) -> None:
        """Until nothing is under way on it. ComputeTargetException where that ended badly."""
        shown: list[str] = []

        def seen(instance: Instance) -> None:
            if show_output:
                sys.stdout.write("." if shown[-1:] == [instance.state] else f"\n{instance.state}" if shown else instance.state)
                sys.stdout.flush()
            shown.append(instance.state)

        with refused_as(ComputeTargetException):
            now = self._there(is_delete_operation)
            now = now and now.wait(seen)
        print("\nComputeInstance wait for completion finished\n")
        if now is not None and (now.state.endswith("Failed") or now.state == "Unusable"):
            raise ComputeTargetException(f"{self.name} is {now.state}. {now.trouble}".strip())

    def _there(self, may_be_gone: bool) -> Instance | None:
        try:
            return self.workspace.studio.instance(self.name)
        except StudioError as error:
            if error.status == 404 and may_be_gone:
                return None
            raise

    def _operate(self, verb: str, wait: bool, show_output: bool) -> None:
        with refused_as(ComputeTargetException):
            getattr(self.workspace.studio.instance(self.name), verb)()
        if wait:
            self.wait_for_completion(show_output)

    def _properties(self) -> dict[str, Any]:
        return {"status": self.get_status().serialize()}


class ComputeInstanceStatus:
    """How an instance is, in v1's words."""

    def __init__(self, instance: Instance):
        self._instance = instance

    state = property(lambda self: self._instance.state)
    errors = property(lambda self: [self._instance.trouble] if self._instance.trouble else [])
    last_operation = property(lambda self: self._instance.last_operation)
    created_by_user_name = property(lambda self: self._instance.owner)
    creation_time = property(lambda self: self._instance.since)
    vm_size = property(lambda self: None)

    def serialize(self) -> dict[str, Any]:
        return {"errors": self.errors, **self._instance.status}

    def __repr__(self) -> str:
        return str(self.serialize())


class AmlCompute(ComputeTarget):
    """A cluster of nodes. None is created here; those that v1's programs name may be machines of that name."""

    _compute_type = "AmlCompute"

    @staticmethod
    def provisioning_configuration(*_: Any, **facts: Any) -> NotOffered:
        return NotOffered(NO_CLUSTER, facts)

    @staticmethod
    def supported_vmsizes(workspace: Any, location: str | None = None) -> list[dict[str, Any]]:
        return vm_sizes()


class HDInsightCompute(ComputeTarget):
    _compute_type = "HDInsight"

    @staticmethod
    def attach_configuration(*_: Any, **facts: Any) -> NotOffered:
        return NotOffered(NO_SPARK, facts)


def vm_sizes() -> list[dict[str, Any]]:
    """The sizes of Azure's machines that `vm_size` may name, as v1 listed them."""
    return [
        {"name": name, "vCPUs": size.cpus, "gpus": size.gpus, "memoryGB": float(size.gigabytes), "maxResourceVolumeMB": None}
        for name, size in MACHINES.items()
    ]
