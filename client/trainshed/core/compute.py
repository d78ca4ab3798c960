"""v1's kinds of compute targets. Each is found by its name; what describes a new one is taken, for scripts that only make it when it is missing."""

from __future__ import annotations

from typing import Any

from .compute_target import ComputeTarget, ComputeTargetException

__all__ = ["AmlCompute", "ComputeInstance", "ComputeTarget", "ComputeTargetException", "HDInsightCompute", "RemoteCompute"]


class Described(dict):
    """What a script says of a target that it wants."""


class _Kind(ComputeTarget):
    @staticmethod
    def provisioning_configuration(*_: Any, **facts: Any) -> Described:
        return Described(facts)

    @staticmethod
    def attach_configuration(*_: Any, **facts: Any) -> Described:
        return Described(facts)


class AmlCompute(_Kind):
    pass


class ComputeInstance(_Kind):
    pass


class RemoteCompute(_Kind):
    pass


class HDInsightCompute(_Kind):
    pass
