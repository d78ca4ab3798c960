"""Compute targets as v1 names them: found, listed, attached, created and waited for."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from ..exceptions import ComputeTargetException, refused_as
from ..targets import Errand, Target
from .notebook import facts_table

__all__ = ["ComputeTarget", "ComputeTargetException"]

NOT_SUCCESSFUL = (
    "Compute object provisioning polling reached non-successful terminal state, current provisioning state: {}\n"
    "Provisioning operation error:\n{}"
)


# `list` is a method below, as in v1.
Sentences = list[str]
Steps = list[dict[str, Any]]


class ComputeTarget:
    """The target of this name, as the class of its kind. ComputeTargetException where the workspace has none."""

    workspace: Any
    _target: Target
    _compute_type = ""
    _kinds: ClassVar[dict[str, type[ComputeTarget]]] = {}
    _errand: Errand | None = None  # the worker's part of attaching it

    def __init_subclass__(cls) -> None:
        ComputeTarget._kinds[cls._compute_type] = cls

    def __new__(cls, workspace: Any, name: str) -> ComputeTarget:
        with refused_as(ComputeTargetException):
            found = workspace.studio.target(name)
        if found.mode == "retired":
            raise ComputeTargetException(f"ComputeTargetNotFound: {name} was detached. Attach it again to send runs to it.", 404)
        return cls._of(workspace, found)

    def __init__(self, workspace: Any, name: str):
        self.workspace = workspace

    @classmethod
    def _of(cls, workspace: Any, target: Target) -> ComputeTarget:
        kind = cls._kinds.get(target.compute_type, ComputeTarget) if cls is ComputeTarget else cls
        made = object.__new__(kind)
        made.workspace, made._target = workspace, target
        return made

    @staticmethod
    def list(workspace: Any) -> list[ComputeTarget]:
        with refused_as(ComputeTargetException):
            return [ComputeTarget._of(workspace, target) for target in workspace.studio.targets()]

    @staticmethod
    def create(workspace: Any, name: str, provisioning_configuration: Any) -> ComputeTarget:
        """Begin to make what `ComputeInstance.provisioning_configuration` describes; `wait_for_completion` waits for it."""
        return _begun(workspace, name, provisioning_configuration)

    @staticmethod
    def attach(workspace: Any, name: str, attach_configuration: Any) -> ComputeTarget:
        """Begin to take in what `RemoteCompute.attach_configuration` describes; `wait_for_completion` waits for its check."""
        return _begun(workspace, name, attach_configuration)

    # -- what it is --------------------------------------------------------------------------------------------------

    name = property(lambda self: self._target.name)
    type = property(lambda self: self._target.compute_type or self._target.kind)
    description = property(lambda self: self._target.description)
    location = property(lambda self: self.workspace.location)
    tags = property(lambda self: {})

    @property
    def provisioning_state(self) -> str:
        if self._target.mode in ("draft", "retired") and self._errand is not None and self._errand.over:
            return "Failed"
        return self._target.provisioning_state

    @property
    def provisioning_errors(self) -> Sentences | None:
        """Sentences, or None where all is well."""
        failed = [f"{step['title']}: {step['detail']} {step['way_out']}" for step in self._steps() if step["state"] == "failed"]
        if self._target.mode in ("draft", "retired") and failed:
            return failed
        trouble = self._target.trouble or (self._errand.trouble if self._errand else "")
        return [trouble] if trouble else None

    def get_status(self) -> Any:
        return self.provisioning_state

    status = property(lambda self: self.get_status())

    def refresh_state(self) -> None:
        with refused_as(ComputeTargetException):
            self._target = self._target.refresh()

    def wait_for_completion(self, show_output: bool = False, is_delete_operation: bool = False, **_: Any) -> None:
        """Until it is attached and tested. ComputeTargetException where that failed; it says at what."""
        _print(self.provisioning_state, show_output)
        with refused_as(ComputeTargetException):
            if self._errand is None and self._target.mode == "draft":
                self._errand = self._target.ask("check")
            if self._errand is not None:
                self._errand = self._errand.wait(lambda _: _print(".", show_output))
            self._target = self._target.refresh()
        state = self.provisioning_state
        _print(f"\n{state}\n", show_output)
        print(f'Provisioning operation finished, operation "{state}"')
        if state == "Failed":
            raise ComputeTargetException(NOT_SUCCESSFUL.format(state, "\n".join(self.provisioning_errors or ["It does not answer."])))

    # -- leaving -----------------------------------------------------------------------------------------------------

    def detach(self) -> None:
        """Take it out of the workspace; the machine stays as it is, and its runs in the history."""
        with refused_as(ComputeTargetException):
            self._target.detach()

    def delete(self) -> None:
        raise ComputeTargetException(f"Delete is not supported for {type(self).__name__} object. Try to use detach instead.")

    def serialize(self) -> dict[str, Any]:
        target = self._target
        return {
            "id": target.url,
            "name": target.name,
            "tags": {},
            "description": target.description,
            "location": self.location,
            "computeLocation": self.location,
            "computeType": self.type,
            "provisioningState": self.provisioning_state,
            "provisioningErrors": self.provisioning_errors,
            "createdOn": target.created and target.created.isoformat(),
            "modifiedOn": None,
            "resourceId": None,
            "isAttachedCompute": target.kind != "instance",
            "properties": {"slots": target.slots, "mode": target.mode, **self._properties()},
        }

    def _properties(self) -> dict[str, Any]:
        return {}

    def _steps(self) -> Steps:
        return self._errand.steps if self._errand else []

    def __repr__(self) -> str:
        return f"{type(self).__name__}(workspace={self.workspace.name}, name={self.name}, type={self.type})"

    def _repr_html_(self) -> str:
        facts = {"Name": self.name, "Type": self.type, "State": self.provisioning_state, "Slots": self._target.slots}
        return facts_table(facts, (self._target.url, "Open in Trainshed") if self._target.page else None)


def _begun(workspace: Any, name: str, configuration: Any) -> ComputeTarget:
    begin = getattr(configuration, "_begin", None)
    if begin is None:
        raise ComputeTargetException(
            f"{type(configuration).__name__} describes no compute target. "
            "Use RemoteCompute.attach_configuration(…) or ComputeInstance.provisioning_configuration(…)."
        )
    with refused_as(ComputeTargetException):
        return begin(workspace, name)


def _print(text: str, show: bool) -> None:
    if show:
        sys.stdout.write(text)
        sys.stdout.flush()
