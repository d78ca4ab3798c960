"""Who may start now: a pure function of the line and the room.

In the order of the line, whoever finds all that it asks for starts. Another may pass one that waits only if it asks for nothing of which
that one has too little, and leaves enough of all else that it asks for: whoever is passed could start at once, were what it lacks there.
So small runs never starve a big one. Held back by a limit of its own user, or by asking for more than there is, a run blocks nobody."""

from collections import Counter
from collections.abc import Iterable

from .values import Asker, Decision, Room, Start, Wait, Why


def decide(line: Iterable[Asker], room: Room) -> Decision:
    """What becomes of each run that waits, in the order of the line."""
    clerk, decision = Clerk(room), Decision()
    for asker in sorted(line, key=lambda each: each.place):
        decision.add(clerk.look_at(asker))
    return decision


class Clerk:
    """Goes along the line once, and remembers what is given away and what is kept for those who were told to wait."""

    def __init__(self, room: Room):
        self.room = room
        self.capacity, self.free, self.gpus = room.capacity, room.free, room.free_gpus
        self.short: set[str] = set()  # kinds of which somebody ahead has too little
        self.kept: Counter[str] = Counter()  # of the other kinds: the most that somebody ahead asks for
        self.runs = Counter(holder.asked.user for holder in room.holders)
        self.gpus_of = Counter[int | None]()
        for holder in room.holders:
            self.gpus_of[holder.asked.user] += holder.asked.gpus
        self.ahead = 0

    @property
    def over(self) -> bool:
        """Whether nobody further back can start."""
        return bool(self.room.closed) or "slots" in self.short or (self.free["slots"] or 0) <= self.kept["slots"]

    def look_at(self, asker: Asker) -> Start | Wait:
        held = self._held_back(asker)
        taken, kept = self._too_little(asker)
        if held is None and not taken and not kept:
            return self._give(asker)
        if held is None:
            self._keep(asker, taken | kept)
        self.ahead += 1
        return Wait(asker, self.ahead - 1, held or Why.LACKS, frozenset(taken), frozenset(kept))

    def at_limit(self) -> tuple[set[int], dict[int, int]]:
        """The users who can have no further run here, and how many GPUs each of the others can still have."""
        room = self.room
        full = {user for user, count in self.runs.items() if user is not None and room.user_runs is not None and count >= room.user_runs}
        if room.user_gpus is None:
            return full, {}
        return full, {user: max(0, room.user_gpus - count) for user, count in self.gpus_of.items() if user is not None and count}

    def _held_back(self, asker: Asker) -> Why | None:
        """Why it waits whatever others do; such a run blocks nobody."""
        if self.room.closed:
            return Why.CLOSED
        for kind, amount in asker.amounts.items():
            if (most := self.capacity[kind]) is not None and amount > most:
                return Why.BEYOND
        if any(self.capacity[kind] is None for kind in asker.amounts):
            return Why.UNKNOWN
        return self._limit(asker)

    def _limit(self, asker: Asker) -> Why | None:
        if asker.user is None:
            return None
        if self.room.user_runs is not None and self.runs[asker.user] >= self.room.user_runs:
            return Why.USER_RUNS
        if asker.gpus and self.room.user_gpus is not None and self.gpus_of[asker.user] + asker.gpus > self.room.user_gpus:
            return Why.USER_GPUS
        return None

    def _too_little(self, asker: Asker) -> tuple[set[str], set[str]]:
        taken, kept = set(), set()
        for kind, amount in asker.amounts.items():
            free = self.free[kind] or 0
            if free < amount:
                taken.add(kind)
            elif kind in self.short or free - self.kept[kind] < amount:
                kept.add(kind)
        return taken, kept

    def _keep(self, asker: Asker, lacking: set[str]) -> None:
        self.short |= lacking
        for kind, amount in asker.amounts.items():
            if kind not in lacking:
                self.kept[kind] = max(self.kept[kind], amount)

    def _give(self, asker: Asker) -> Start:
        for kind, amount in asker.amounts.items():
            self.free[kind] = (self.free[kind] or 0) - amount
        mine, self.gpus = tuple(self.gpus[: asker.gpus]), self.gpus[asker.gpus :]
        self.runs[asker.user] += 1
        self.gpus_of[asker.user] += asker.gpus
        return Start(asker, mine)
