"""How long runs took here, by what the database has of those that were completed."""

import time
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from runs.models import Run
from runs.models.state import State

from . import foretelling
from .line import Row

LOOKED_AT = 500  # of the runs that were completed on a target, the newest
KEPT_SECONDS = 60.0  # before they are looked at again
MEASURED = (Run.Purpose.SCRIPT, Run.Purpose.TRIAL)


class History:
    """By configuration, and by experiment where a configuration has too few runs to say what is usual."""

    def __init__(self, target: int):
        self.target = target
        self.until = 0.0
        self.of_configuration: dict[int | None, list[float]] = {}
        self.of_experiment: dict[int, list[float]] = {}

    def usually(self, rows: Iterable[Row]) -> dict[int, float]:
        """How long those take that wait, by run, where it is known."""
        known = {row.run: foretelling.usual(self._lengths(row.configuration, row.experiment)) for row in rows}
        return {run: seconds for run, seconds in known.items() if seconds is not None}

    def left(self, held: Iterable[Run]) -> dict[int, float]:
        """How much longer those take that hold slots, by run, where it is known."""
        found = {}
        for run in held:
            made_by = run.configuration.configuration_id if run.configuration else None
            elapsed = (timezone.now() - run.started).total_seconds() if run.started else 0.0
            found[run.pk] = foretelling.remaining(self._lengths(made_by, run.experiment_id), elapsed)
        return {run: seconds for run, seconds in found.items() if seconds is not None}

    def _lengths(self, configuration: int | None, experiment: int) -> list[float]:
        if time.monotonic() >= self.until:
            self._look()
        mine = self.of_configuration.get(configuration, [])
        return mine if len(mine) >= foretelling.ENOUGH else self.of_experiment.get(experiment, [])

    def _look(self) -> None:
        self.of_configuration, self.of_experiment = defaultdict(list), defaultdict(list)
        done = Run.objects.filter(target=self.target, state=State.COMPLETED, purpose__in=MEASURED)
        # In the order of the line's index, from its end: the newest are found without a look at all others.
        newest = done.order_by("priority", "-pk").values_list("configuration__configuration", "experiment", "started", "ended")
        for made_by, experiment, started, ended in newest[:LOOKED_AT]:
            if started and ended:
                self.of_configuration[made_by].append((ended - started).total_seconds())
                self.of_experiment[experiment].append((ended - started).total_seconds())
        self.until = time.monotonic() + KEPT_SECONDS
