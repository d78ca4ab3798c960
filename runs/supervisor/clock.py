"""A target's clock against the studio's: a machine tells of everything in its own time, and that may be an hour off."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from computes.values import Status

# Below this, what a round trip takes cannot be told from a difference; a run's moves are kept in order anyway.
SAME = 1.0


class Clock:
    """`skew`: seconds that the target's clock is ahead of ours."""

    def __init__(self, skew: float = 0.0):
        self._set(skew)

    def compare(self, began: float, told: Iterable[Status]) -> None:
        """What it showed in an answer to a question of `began`; half-way between the two, as far as anybody can know."""
        if shown := next((status.time for status in told if status.time), None):
            self._set(shown - (began + time.time()) / 2)

    def _set(self, skew: float) -> None:
        self.skew = skew if abs(skew) >= SAME else 0.0

    def moment(self, told) -> datetime | None:
        """A time that the target told (unix seconds) in ours. None where it is no time: the clock of this moment counts then."""
        if not isinstance(told, (int, float)) or isinstance(told, bool) or not 0 < told - self.skew < 2**33:
            return None
        return datetime.fromtimestamp(told - self.skew, UTC)


OURS = Clock()
