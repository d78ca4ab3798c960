"""A sweep and its trials, as they were when they were asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .runs import Run
from .values import Configuration, Value, safe, told

LOOK = 1.0  # seconds between two looks at a sweep that is watched


@dataclass(frozen=True)
class Trial(Value):
    """One point of a sweep's space. `key` is that of its run, None before it has one; `score` the best that it logged for the primary
    metric; `decision` why the policy ended it."""

    index: int
    key: str | None
    attempt: int
    state: str
    reason: str
    parameters: dict
    score: float | None
    scores: list
    reports: int
    decision: dict | None
    created: datetime
    started: datetime | None
    ended: datetime | None
    seconds: float | None
    arguments: list = field(default_factory=list)
    reported: list = field(default_factory=list)

    def run(self) -> Run:
        """Its run. The trial must have one."""
        return told(Run, self.connection.get(f"/runs/{safe(self.key or '')}"), self.connection)


@dataclass(frozen=True)
class Sweep(Run):
    """A sweep's run: what all runs can (`cancel`, `rerun`, `wait`, `tag`), and what only sweeps can."""

    definition: dict = field(default_factory=dict)
    hdconfig: str = ""
    space: list = field(default_factory=list)
    objectives: list = field(default_factory=list)
    seed: int = 0
    max_total_runs: int = 0
    max_concurrent_runs: int = 0
    max_failed_runs: int | None = None
    deadline: datetime | None = None
    paused: bool = False
    exhausted: bool = False
    ending: str = ""
    trials: dict = field(default_factory=dict)
    stopped: int = 0
    best: dict | None = None
    resumed: list = field(default_factory=list)

    @property
    def place(self) -> str:
        """Its path in the API."""
        return f"/sweeps/{safe(self.key)}"

    @property
    def begun(self) -> int:
        """How many trials there are."""
        return sum(self.trials.values())

    @property
    def over(self) -> int:
        """How many of them are over."""
        return sum(self.trials.get(state, 0) for state in ("Completed", "Failed", "Canceled"))

    def refresh(self) -> Sweep:
        return told(Sweep, self.connection.get(self.place), self.connection)

    def all_trials(self, limit: int | None = None, **asked: Any) -> Iterator[Trial]:
        """The newest first; `state="Failed"` or `stopped=True` chooses."""
        return (told(Trial, facts, self.connection) for facts in self.connection.pages(f"{self.place}/trials", limit, **asked))

    def trial(self, index: int) -> Trial:
        """With every value that it reported."""
        return told(Trial, self.connection.get(f"{self.place}/trials/{index}"), self.connection)

    def ranking(self, count: int = 10) -> list[Trial]:
        """The trials with a score, the best first."""
        return [told(Trial, facts, self.connection) for facts in self.connection.get(f"{self.place}/ranking", limit=count)]

    def metrics_of_trials(self) -> dict[str, dict[str, Any]]:
        """All that each trial logged, by the key of its run."""
        return {each["key"]: each["metrics"] for each in self.connection.pages(f"{self.place}/metrics")}

    def hyperdrive_tags(self) -> dict[str, str]:
        """What HyperDrive tagged a parent with: its definition, and the parameters of each trial under its run's key."""
        return self.connection.get(f"{self.place}/hyperdrive-tags")

    def pause(self) -> Sweep:
        """No further trial starts; those that go on go on."""
        return self._changed(paused=True)

    def resume(self) -> Sweep:
        return self._changed(paused=False)

    def set_concurrency(self, count: int) -> Sweep:
        """How many trials may go on at once from now on."""
        return self._changed(max_concurrent_runs=count)

    def extend(
        self, trials: int | None = None, minutes: int | None = None, space: list[dict[str, Any]] | None = None, hdconfig: str | None = None
    ) -> Sweep:
        """So many trials and minutes more; `space` is the whole new one, as an hdconfig.yml lists it, `hdconfig` a text that holds it."""
        wanted = {"trials": trials, "minutes": minutes, "space": space, "hdconfig": hdconfig}
        return told(Sweep, self.connection.post(f"{self.place}/extensions", wanted), self.connection)

    def retry(self, which: str = "failed") -> int:
        """Start trials again that failed, are missing, or both; how many."""
        return self.connection.post(f"{self.place}/retries", {"which": which})["trials"]

    def save_best(self, name: str | None = None, trial: int | None = None) -> Configuration:
        """The best trial's arguments, or those of another, as the next version of a run configuration."""
        wanted = {"name": name, "trial": trial}
        return told(Configuration, self.connection.post(f"{self.place}/configurations", wanted), self.connection)

    def watch(self) -> Iterator[Sweep]:
        """The sweep each time that something about its trials or its state is another, until it is over."""
        seen, now = None, self
        while True:
            known = (now.state, now.reason, now.trials, now.best, now.stopped)
            if known != seen:
                yield now
                seen = known
            if now.final:
                return
            time.sleep(LOOK)
            now = now.refresh()

    def _changed(self, **changes: Any) -> Sweep:
        return told(Sweep, self.connection.patch(self.place, changes), self.connection)
