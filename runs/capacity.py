"""What a target has to give: the rule that submission, pages and the queue share."""

from dataclasses import dataclass

from computes.models import Target
from runs.resources import NAMES, Asked, words


@dataclass(frozen=True)
class Capacity:
    """What of a target is given out to runs; None is not known (yet), and refuses nobody. `gpus` are indexes."""

    cpus: float | None = None
    memory: int | None = None
    gpus: tuple[int, ...] | None = None

    @classmethod
    def of(cls, target: Target) -> "Capacity":
        health = target.health
        cpus = target.cpus if target.cpus is not None else health.get("cpus") or None
        memory = target.memory if target.memory is not None else health.get("memory_total") or None
        return cls(cpus, memory, _gpus(target.gpus, health.get("gpus", []) if health else None))

    def lacks(self, asked: Asked) -> list[str]:
        """The names of what it could not give even to a run alone on it."""
        most = {"cpus": self.cpus, "memory": self.memory, "gpus": None if self.gpus is None else len(self.gpus)}
        return [name for name in NAMES if (has := most[name]) is not None and (asked.get(name) or 0) > has]


def too_much(target: Target, asked: Asked) -> str:
    """Why this could never run there, and what to do; empty when it could."""
    capacity = Capacity.of(target)
    if names := capacity.lacks(asked):
        has = words({"cpus": capacity.cpus, "memory": capacity.memory, "gpus": len(capacity.gpus or ())}, names)
        return f"This run asks for {words(asked, names)}, and {target} has {has or 'none'}. Ask for less, or choose another target."
    if target.user_gpus is not None and (asked.get("gpus") or 0) > target.user_gpus:
        asks = words(asked, ["gpus"])
        return f"This run asks for {asks}, and one person may have {target.user_gpus} on {target}. Ask for less, or choose another target."
    return ""


def _gpus(given: list[int] | None, there: list[dict] | None) -> tuple[int, ...] | None:
    """Those that the owners give out, among those that the machine has."""
    if there is None:
        return None if given is None else tuple(sorted(given))
    found = {gpu["index"] for gpu in there}
    return tuple(sorted(found if given is None else found & set(given)))
