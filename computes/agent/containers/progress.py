"""How far a pull or a build is: a line of setup.log and an event now and then, never one for each message of the engine."""

from __future__ import annotations

import time

EVERY = 2.0  # seconds between two events
STEP = 10  # percent between two lines of setup.log
MEGABYTE = 1_000_000


class Progress:
    """`act` is pulling or building; `image` its name for people."""

    def __init__(self, job, act: str, image: str) -> None:
        self.job, self.act, self.image = job, act, image
        self.layers: dict[str, list[int]] = {}
        self.ready: set[str] = set()
        self.told_at, self.told, self.said = 0.0, -1, 0

    def layer(self, message: dict) -> tuple | None:
        """One message of a pull: what of it is to be told, if anything."""
        name, status, detail = message.get("id"), message.get("status", ""), message.get("progressDetail") or {}
        if not name or status.startswith("Pulling from"):
            return None
        held = self.layers.setdefault(name, [0, 0])
        if status == "Downloading" and detail.get("total"):
            held[:] = [detail.get("current", 0), detail["total"]]
        if status in ("Download complete", "Pull complete", "Already exists"):
            held[0] = held[1]
        if status in ("Pull complete", "Already exists"):
            self.ready.add(name)
        return self._worth_telling(self._percent(), self._amount())

    def step(self, number: int, count: int, words: str) -> None:
        """A build began step `number` of `count`."""
        self.tell(100 * (number - 1) // max(count, 1), f"step {number} of {count}: {words}")

    def done(self) -> None:
        self.tell(100, "")

    def tell(self, percent: int, words: str) -> None:
        self.told = max(percent, self.told)
        self.job.note("image", act=self.act, name=self.image, percent=self.told, detail=words)
        if self.act == "pulling" and self.told - self.said >= STEP:  # a build's own output goes to setup.log anyway
            self.said = self.told
            self.job.say(f"  {self.told}%  {words}".rstrip())

    def _percent(self) -> int:
        """Of the bytes, where they are known; unpacking is the last tenth of each layer's way."""
        if not self.layers:
            return 0
        shares = [1.0 if name in self.ready else 0.9 * done / total if total else 0.0 for name, (done, total) in self.layers.items()]
        weights = [total or MEGABYTE for _done, total in self.layers.values()]
        return int(100 * sum(share * weight for share, weight in zip(shares, weights)) / sum(weights))

    def _amount(self) -> str:
        done, total = (sum(column) for column in zip(*self.layers.values()))
        return f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB, {len(self.ready)} of {len(self.layers)} layers"

    def _worth_telling(self, percent: int, words: str) -> tuple | None:
        percent = max(percent, self.told)  # a layer that becomes known late must not turn the bar back
        moment = time.monotonic()
        if percent == self.told or moment - self.told_at < EVERY:
            return None
        self.told_at = moment
        return percent, words
