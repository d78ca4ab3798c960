"""All trials of a sweep in memory, as its rows have them: read whole once, then only those that may have changed."""

from collections.abc import Iterable

from runs.models import State, Sweep, Trial
from runs.models.state import FINAL, ON_TARGET
from runs.sweeps import observing
from runs.sweeps.values import Observation


class Book:
    """`trials` by index. A round costs what goes on, and nothing for the thousand that are over."""

    def __init__(self, sweep: Sweep):
        self.sweep = sweep
        self.trials: dict[int, Trial] = {}
        self.revision = 0  # grows when something that was known counts no more: a trial is tried again
        self._open: dict[int, Trial] = {}
        self._failed: dict[int, Trial] = {}
        self._known: dict[int, Observation] = {}
        self._fresh: dict[int, Trial] = {}
        self._changed: set[int] = set()
        self._take(self._rows())

    def look(self) -> None:
        """Read those that go on, and those that did so when they were looked at last."""
        going = {trial.pk for trial in self._open.values()}
        still = list(self._rows().exclude(run__state__in=FINAL))
        ended = going - {trial.pk for trial in still}
        self._take([*still, *(self._rows().filter(pk__in=ended, run__state__in=FINAL) if ended else [])])

    def put(self, trial: Trial) -> None:
        """A trial as it is now."""
        index, run = trial.index, trial.run
        self.trials[index] = trial
        _keep(self._open, trial, run is None or not run.final)
        _keep(self._failed, trial, run is not None and run.state == State.FAILED)
        self._known.pop(index, None)
        self._changed.add(index)

    def take_fresh(self) -> list[Trial]:
        """Those of which news may have come since this was asked last."""
        found, self._fresh = list(self._fresh.values()), {}
        return found

    def take_changed(self) -> list[Trial]:
        """Those that were put since this was asked last."""
        found, self._changed = [self.trials[index] for index in self._changed], set()
        return found

    @property
    def open(self) -> list[Trial]:
        """Those that are not over, or not started yet, in their order."""
        return [self._open[index] for index in sorted(self._open)]

    @property
    def waiting(self) -> list[Trial]:
        """Those that have no run yet."""
        return [trial for trial in self.open if trial.run is None]

    @property
    def running(self) -> int:
        """How many count as running at a time: of one that is finalizing only files are left."""
        return sum(trial.run is not None and trial.run.state != State.FINALIZING for trial in self._open.values())

    @property
    def on_target(self) -> bool:
        return any(trial.run is not None and trial.run.state in ON_TARGET for trial in self._open.values())

    @property
    def failed(self) -> list[Trial]:
        return list(self._failed.values())

    def observation(self, trial: Trial) -> Observation:
        if trial.index not in self._known:
            self._known[trial.index] = observing.observation(trial)
        return self._known[trial.index]

    def observations(self) -> list[Observation]:
        return [self.observation(self.trials[index]) for index in sorted(self.trials)]

    def _rows(self):
        return self.sweep.trials.select_related("run")

    def _take(self, trials: Iterable[Trial]) -> None:
        for trial in trials:
            before = self.trials.get(trial.index)
            if before and before.attempt != trial.attempt:
                self.revision += 1
            self._fresh[trial.index] = trial
            self.put(trial)


def _keep(among: dict[int, Trial], trial: Trial, belongs: bool) -> None:
    if belongs:
        among[trial.index] = trial
    else:
        among.pop(trial.index, None)
