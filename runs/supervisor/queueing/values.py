"""What the queue looks at and what it says: plain values, so that every rule of it can be tried out without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Kinds = frozenset[str]
THOUSANDTHS = 1000  # processors are counted in these: 0.1 and 0.2 are 0.3


@dataclass(frozen=True)
class Asker:
    """A run that waits, and what it asks of its target. `user` is None where nobody is known to have submitted it."""

    run: int
    user: int | None = None
    priority: int = 0
    cpus: float = 0
    memory: int = 0
    gpus: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """The order of the line: by priority, then first come first served."""
        return -self.priority, self.run

    @property
    def amounts(self) -> dict[str, int]:
        """What it takes of each kind of resource. Whoever asks for nothing takes a slot alone."""
        asked = {"cpus": round(self.cpus * THOUSANDTHS), "memory": self.memory, "gpus": self.gpus}
        return {"slots": 1, **{kind: amount for kind, amount in asked.items() if amount > 0}}


@dataclass(frozen=True)
class Holder:
    """A run that holds a slot, with what it asked for and the GPUs that are its own."""

    asked: Asker
    gpus: tuple[int, ...] = ()


@dataclass(frozen=True)
class Room:
    """What a target gives out and who has it. None is not known; `closed` is why nothing starts there, whatever is free.

    `gpus` are the indexes that it gives out, `busy` those on which somebody is to whom they were not given."""

    slots: int
    cpus: float | None = None
    memory: int | None = None
    gpus: tuple[int, ...] | None = None
    busy: frozenset[int] = frozenset()
    holders: tuple[Holder, ...] = ()
    user_runs: int | None = None
    user_gpus: int | None = None
    closed: str = ""

    @property
    def capacity(self) -> dict[str, int | None]:
        return {
            "slots": self.slots,
            "cpus": None if self.cpus is None else round(self.cpus * THOUSANDTHS),
            "memory": self.memory,
            "gpus": None if self.gpus is None else len(self.gpus),
        }

    @property
    def free_gpus(self) -> list[int]:
        """Lowest first."""
        held = {index for holder in self.holders for index in holder.gpus}
        return [index for index in self.gpus or () if index not in held and index not in self.busy]

    @property
    def free(self) -> dict[str, int | None]:
        taken = {kind: sum(holder.asked.amounts.get(kind, 0) for holder in self.holders) for kind in self.capacity}
        left = {kind: None if most is None else most - taken[kind] for kind, most in self.capacity.items()}
        return left | ({} if self.gpus is None else {"gpus": len(self.free_gpus)})


class Why(StrEnum):
    """What holds a run back."""

    CLOSED = "closed"  # nothing starts on its target now
    BEYOND = "beyond"  # it asks for more than the target has
    UNKNOWN = "unknown"  # it is not known yet what the target has
    USER_RUNS = "user runs"  # its own user has as many runs there as one person may
    USER_GPUS = "user gpus"
    LACKS = "lacks"  # something is taken, or kept for those ahead


@dataclass(frozen=True)
class Wait:
    """Why a run waits: `taken` are the kinds of which too little is free, `kept` those of which enough is, but for runs ahead of it."""

    asked: Asker
    ahead: int
    why: Why
    taken: Kinds = frozenset()
    kept: Kinds = frozenset()


@dataclass(frozen=True)
class Start:
    asked: Asker
    gpus: tuple[int, ...] = ()


@dataclass
class Decision:
    starts: list[Start] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)

    def add(self, verdict: Start | Wait) -> None:
        if isinstance(verdict, Start):
            self.starts.append(verdict)
        else:
            self.waits.append(verdict)


@dataclass(frozen=True)
class Told:
    """Whom and what sentences name: the target, people, and who is on its GPUs, by index."""

    target: str
    people: Mapping[int, str] = field(default_factory=dict)
    on_gpus: Mapping[int, str] = field(default_factory=dict)
