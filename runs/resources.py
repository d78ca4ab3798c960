"""What a run asks of its target, and what a target has to give: the rule that submission, pages and the queue share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from computes.models import Target
from runs import sizes

NAMES = ("cpus", "memory", "gpus")
Asked = Mapping[str, Any]  # as Run.resources keeps it: {"cpus": number, "memory": bytes, "gpus": how many}


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
        return cls(cpus, memory, _gpus(target.gpus, health.get("gpus") if health else None))

    def lacks(self, asked: Asked) -> list[str]:
        """The names of what it could not give even to a run alone on it."""
        most = {"cpus": self.cpus, "memory": self.memory, "gpus": None if self.gpus is None else len(self.gpus)}
        return [name for name in NAMES if (has := most[name]) is not None and (asked.get(name) or 0) > has]


def _gpus(given: list[int] | None, there: list[dict] | None) -> tuple[int, ...] | None:
    """Those that the owners give out, among those that the machine has."""
    if there is None:
        return None if given is None else tuple(sorted(given))
    found = {gpu["index"] for gpu in there}
    return tuple(sorted(found if given is None else found & set(given)))


def frozen(own: Any, said: Asked | None) -> dict[str, Any]:
    """What a run asks: its configuration's section, and over it what was said at submit."""
    text = getattr(own, "memory", None)
    of_configuration = {
        "cpus": getattr(own, "cpus", None),
        "memory": sizes.read(text) if text else None,
        "gpus": getattr(own, "gpus", None),
    }
    whole = of_configuration | {name: value for name, value in (said or {}).items() if value is not None}
    return {name: whole[name] for name in NAMES if whole.get(name) is not None}


def words(asked: Asked, names: Iterable[str] = NAMES) -> str:
    """`2 processors, 8 GiB of memory and 1 GPU`; empty when nothing is asked for."""
    parts = [_words(name, asked[name]) for name in names if asked.get(name)]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _words(name: str, amount: float) -> str:
    if name == "memory":
        return f"{sizes.words(amount)} of memory"
    noun = "processor" if name == "cpus" else "GPU"
    return f"{amount:g} {noun}{'' if amount == 1 else 's'}"


def too_much(target: Target, asked: Asked) -> str:
    """Why this could never run there, and what to do; empty when it could."""
    capacity = Capacity.of(target)
    if names := capacity.lacks(asked):
        has = words({"cpus": capacity.cpus, "memory": capacity.memory, "gpus": len(capacity.gpus or ())}, names)
        return f"This run asks for {words(asked, names)}, and {target} has {has or 'none'}. Ask for less, or choose another target."
    if target.user_gpus is not None and (asked.get("gpus") or 0) > target.user_gpus:
        return (
            f"This run asks for {words(asked, ['gpus'])}, and on {target} one person may have {target.user_gpus} at once. "
            "Ask for fewer, or choose another target."
        )
    return ""
