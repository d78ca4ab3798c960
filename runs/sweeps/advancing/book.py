"""All trials of a sweep in memory, as its rows have them: read whole once, then only those that may have changed."""

from runs.models import State, Sweep, Trial
from runs.models.state import FINAL, HOLDING
from runs.sweeps import observing
from runs.sweeps.values import Observation


class Book:
    """`trials` by index; `fresh` are those of which news may have come since they were taken last, with their runs."""

    def __init__(self, sweep: Sweep):
        self.sweep = sweep
        self.trials: dict[int, Trial] = {}
        self.known: dict[int, Observation] = {}
        self.fresh: dict[int, Trial] = {}
        self.revision = 0  # grows when something that was known counts no more
        self._take(self._rows())

    def look(self) -> None:
        """Read those that go on, and those that did so when they were looked at last."""
        going = [trial.pk for trial in self.open]
        still = self._rows().exclude(run__state__in=FINAL)
        self._take(list(still) + list(self._rows().filter(pk__in=going, run__state__in=FINAL)))

    def take_fresh(self) -> list[Trial]:
        found, self.fresh = list(self.fresh.values()), {}
        return found

    def put(self, trial: Trial) -> None:
        """A trial that was changed here."""
        self.trials[trial.index] = trial
        self.known.pop(trial.index, None)

    @property
    def open(self) -> list[Trial]:
        """Those that are not over, or not started yet, in their order."""
        return [trial for _, trial in sorted(self.trials.items()) if trial.run is None or not trial.run.final]

    @property
    def waiting(self) -> list[Trial]:
        """Those that have no run yet."""
        return [trial for trial in self.open if trial.run is None]

    @property
    def running(self) -> int:
        """How many count as running at a time: of one that is finalizing only files are left."""
        return sum(trial.run is not None and trial.run.state != State.FINALIZING for trial in self.open)

    @property
    def on_target(self) -> bool:
        return any(trial.run is not None and trial.run.state in HOLDING | {State.FINALIZING} for trial in self.open)

    @property
    def failed(self) -> list[Trial]:
        return [trial for trial in self.trials.values() if trial.run and trial.run.state == State.FAILED]

    def observations(self) -> list[Observation]:
        for index, trial in self.trials.items():
            if index not in self.known:
                self.known[index] = observing.observation(trial)
        return [self.known[index] for index in sorted(self.known)]

    def _rows(self):
        return self.sweep.trials.select_related("run")

    def _take(self, trials) -> None:
        for trial in trials:
            self.fresh[trial.index] = trial
            before = self.trials.get(trial.index)
            if before and before.attempt != trial.attempt:
                self.revision += 1
            self.put(trial)
