"""Compute targets as v1 names them. They are registered on the pages of the studio; here they are found and used."""

from __future__ import annotations

from typing import Any

from ..exceptions import ComputeTargetException, refused_as
from ..values import Target, safe, told
from .notebook import facts_table

__all__ = ["ComputeTarget", "ComputeTargetException"]


class ComputeTarget:
    """The target of this name. ComputeTargetException where the workspace has none."""

    def __init__(self, workspace: Any, name: str):
        with refused_as(ComputeTargetException):
            self._target = told(Target, workspace.connection.get(f"/targets/{safe(name)}"), workspace.connection)
        self.workspace = workspace

    @property
    def name(self) -> str:
        return self._target.name

    @property
    def type(self) -> str:
        return self._target.kind

    @property
    def provisioning_state(self) -> str:
        return "Failed" if self._target.unreachable else "Succeeded"

    provisioning_errors = property(lambda self: [self._target.trouble] if self._target.trouble else None)

    def get_status(self) -> str:
        return self.provisioning_state

    status = property(get_status)

    def refresh_state(self) -> None:
        self._target = ComputeTarget(self.workspace, self.name)._target

    def wait_for_completion(self, show_output: bool = False, **_: Any) -> None:
        """It is there already: says how it is."""
        self.refresh_state()
        if show_output:
            print(f"{self.provisioning_state}: {self._target.trouble or 'it answers'}")

    @staticmethod
    def list(workspace: Any) -> list[ComputeTarget]:
        with refused_as(ComputeTargetException):
            return [ComputeTarget(workspace, facts["name"]) for facts in workspace.connection.pages("/targets")]

    @staticmethod
    def create(workspace: Any, name: str, provisioning_configuration: Any) -> ComputeTarget:
        raise ComputeTargetException(
            f"There is no compute target {name} in this workspace, and programs cannot make one: do it at {workspace.page('computes/')}."
        )

    @staticmethod
    def attach(workspace: Any, name: str, attach_configuration: Any) -> ComputeTarget:
        return ComputeTarget.create(workspace, name, attach_configuration)

    def serialize(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.type, "provisioningState": self.provisioning_state, "slots": self._target.slots}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(workspace={self.workspace.name}, name={self.name}, type={self.type})"

    def _repr_html_(self) -> str:
        return facts_table({"Name": self.name, "Type": self.type, "State": self.provisioning_state, "Slots": self._target.slots})
