"""Which trial is the best so far."""

from collections.abc import Iterable

from runs.models import Sweep, Trial
from runs.sweeps.values import Goal, Objective

from . import recording
from .book import Book
from .fence import Fence


class Scorer:
    """Remembers what it wrote last, so that a round without news writes nothing."""

    def __init__(self, sweep: Sweep, objective: Objective):
        self.objective = objective
        self.told: tuple[int | None, float | None] = (sweep.best_id, None)
        self.best: Trial | None = None
        self.revision = -1

    def score(self, sweep: Sweep, book: Book, fence: Fence) -> None:
        """Keep the best with the sweep, and log it, whenever it is another or became better."""
        best = self._best(book)
        now = (best.run_id, best.score) if best else (None, None)
        if now == self.told:
            return
        with fence.write():
            Sweep.objects.filter(pk=sweep.pk).update(best=now[0])
            if best and self.told != (best.run_id, None):
                recording.best(sweep, self.objective, best)
            sweep.run.ring()
        self.told, sweep.best_id = now, now[0]

    def _best(self, book: Book) -> Trial | None:
        changed = book.take_changed()
        if self.revision != book.revision:
            changed, self.best, self.revision = list(book.trials.values()), None, book.revision
        if changed:
            known = [book.trials[self.best.index]] if self.best else []
            self.best = best_of([*known, *changed], self.objective)
        return self.best


def best_of(trials: Iterable[Trial], objective: Objective) -> Trial | None:
    """The first of those with the best score."""
    sign = 1 if objective.goal == Goal.MINIMIZE else -1
    scored = [(sign * trial.score, trial.index, trial) for trial in trials if trial.run_id and trial.score is not None]
    return min(scored, default=(0, 0, None))[2]
