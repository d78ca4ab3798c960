"""What a program says of a compute target that it wants, and how the studio is asked for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import machines
from ..exceptions import ComputeTargetException, UserErrorException
from ..sizes import bytes_of, machine_size

if TYPE_CHECKING:
    from .compute_target import ComputeTarget

AZURE = (
    "resource_id, subscription_id, resource_group and vm_name name a machine of Azure, which is not reached from here. "
    "Say its address: address=…"
)
OURS = ("jump", "root", "python", "docker_socket")


class NotOffered:
    """A description of what cannot be made here: the script that only makes it when it is missing goes on."""

    def __init__(self, sentence: str, facts: dict[str, Any]):
        self.sentence, self.facts = sentence, facts

    def _begin(self, workspace: Any, name: str) -> ComputeTarget:
        raise ComputeTargetException(
            f"There is no compute target {name} in this workspace. {self.sentence} Its page: {workspace.page('computes/')}."
        )


class RemoteComputeAttachConfiguration:
    def __init__(
        self,
        username: str | None,
        address: str | None = None,
        ssh_port: int | str = 22,
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
        host_key_fingerprint: str | None = None,
        docker: bool | None = None,
        slots: int | None = None,
        description: str | None = None,
        **more: Any,
    ):
        self.username, self.address, self.ssh_port = username, address, ssh_port
        self.password, self.private_key_file, self.private_key_passphrase = password, private_key_file, private_key_passphrase
        self.host_key_fingerprint, self.docker = host_key_fingerprint, docker
        self.facts = {key: value for key, value in {"slots": slots, "description": description}.items() if value is not None}
        self.options = {key: more.pop(key) for key in OURS if key in more}
        self.validate_configuration(more)

    def validate_configuration(self, more: dict[str, Any] | None = None) -> None:
        more = {key: value for key, value in (more or {}).items() if value}
        if {"resource_id", "subscription_id", "resource_group", "vm_name"} & more.keys():
            raise UserErrorException(AZURE)
        if more:
            raise UserErrorException(f"attach_configuration takes no {next(iter(more))}.")
        if not self.address or not self.username:
            raise UserErrorException("Say the machine's address and the username there: address=…, username=….")
        if bool(self.password) == bool(self.private_key_file):
            raise UserErrorException("Invalid attach configuration: say one of password and private_key_file.")
        if self.private_key_file and not Path(self.private_key_file).expanduser().is_file():
            raise UserErrorException(f"There is no file {self.private_key_file}: private_key_file names the key that signs in.")

    def _begin(self, workspace: Any, name: str) -> ComputeTarget:
        from .compute import RemoteCompute

        wanted = {"options": self._options(), "secrets": self._secrets(), **self.facts}
        target = machines.registered(workspace.studio, name, "ssh", wanted, replace=True)
        target, errand = machines.checked(target, self._believes)
        made = RemoteCompute._of(workspace, target)
        made._errand = errand
        return made

    def _options(self) -> dict[str, Any]:
        options = {"host": self.address, "port": str(self.ssh_port), "user": self.username, **self.options}
        options["auth"] = "password" if self.password else "key"
        return options if self.docker is None else {**options, "docker": "allowed" if self.docker else "off"}

    def _secrets(self) -> dict[str, str]:
        if self.password:
            return {"password": self.password}
        key = Path(self.private_key_file).expanduser().read_text()
        return {"key": key, "passphrase": self.private_key_passphrase} if self.private_key_passphrase else {"key": key}

    def _believes(self, machine: str, shown: str, algorithm: str) -> bool:
        """v1 believed every machine; here the first key is believed, and told, where none was said."""
        if self.host_key_fingerprint:
            return self.host_key_fingerprint == shown
        print(f"{machine} shows the {algorithm} host key {shown}. It is believed from now on.", file=sys.stderr)
        return True


class ComputeInstanceProvisioningConfiguration:
    def __init__(
        self,
        vm_size: str = "",
        ssh_public_access: bool = False,
        admin_user_ssh_public_key: str | None = None,
        tags: dict[str, str] | None = None,
        description: str | None = None,
        host: str | None = None,
        image: str | None = None,
        cpus: float | None = None,
        memory: int | str | None = None,
        gpus: list[int] | None = None,
        idle_minutes: int | None = None,
        **more: Any,
    ):
        self.vm_size, self.tags, self.description = vm_size, tags, description
        self.facts = {"host": host, "image": image, "cpus": cpus, "memory": memory, "gpus": gpus, "idle_minutes": idle_minutes}
        self._passed_over = {"ssh_public_access": ssh_public_access, "admin_user_ssh_public_key": admin_user_ssh_public_key, "tags": tags}
        self._passed_over |= more
        self.validate_configuration()

    def validate_configuration(self) -> None:
        if self.vm_size and machine_size(self.vm_size) is None:
            raise ComputeTargetException(f"{self.vm_size} is no size known here. Say cpus, memory and gpus instead of vm_size.")
        if isinstance(self.facts["memory"], str):
            try:
                self.facts["memory"] = bytes_of(self.facts["memory"])
            except ValueError as error:
                raise ComputeTargetException(f"memory: {error}") from None

    def _begin(self, workspace: Any, name: str) -> ComputeTarget:
        from .compute import ComputeInstance

        for passed in [key for key, value in self._passed_over.items() if value]:
            print(f"{passed} is passed over: an instance is in its host's network, and is opened through the studio.", file=sys.stderr)
        workspace.studio.new_instance(name, **self._wanted())
        return ComputeInstance(workspace, name)

    def _wanted(self) -> dict[str, Any]:
        size = machine_size(self.vm_size) if self.vm_size else None
        large: dict[str, Any] = {"cpus": float(size.cpus), "memory": size.gigabytes * 2**30, "fit": True} if size else {}
        if size and size.gpus:
            large["gpus"] = list(range(size.gpus))
        said = {key: value for key, value in {**self.facts, "description": self.description}.items() if value is not None}
        return {**large, **said}
