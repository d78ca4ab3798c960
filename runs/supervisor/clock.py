"""A target's clock against the studio's: a machine tells of everything in its own time, and that may be an hour off."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from computes.values import Status

ON_ITS_WAY = 60.0  # seconds that a frame may take to be stored here


class Clock:
    """`skew`: seconds that the target's clock is ahead of ours."""

    def __init__(self, skew: float = 0.0):
        self.skew = skew

    def compare(self, began: float, told: Iterable[Status]) -> None:
        """What it showed in an answer to a question of `began`: at some moment between then and now. What fits that is kept as it is."""
        shown, now = next((status.time for status in told if status.time), None), time.time()
        if shown and not began <= shown - self.skew <= now:
            self.skew = shown - (began + now) / 2

    def heard(self, shown: float) -> None:
        """What it showed when it sent what has just arrived. Looks say it better; this comes before the first of them."""
        now = time.time()
        if shown and not now - ON_ITS_WAY <= shown - self.skew <= now + 1:
            self.skew = shown - now

    def moment(self, told) -> datetime | None:
        """A time that the target told (unix seconds) in ours. None where it is no time: the clock of this moment counts then."""
        if not isinstance(told, (int, float)) or isinstance(told, bool) or not 0 < told - self.skew < 2**33:
            return None
        return datetime.fromtimestamp(told - self.skew, UTC)


OURS = Clock()
