"""New trials: points that are drawn, into rows that stay; then their runs."""

from runs import wake
from runs.models import Run, Sweep, Trial
from runs.sweeps import attempts, observing
from runs.sweeps.sampling import Sampler
from runs.sweeps.values import Definition, Observation, space_from

from . import recording
from .book import Book
from .fence import Fence

SCHEDULED = ("Scheduling job, id='{key}'", "Successfully scheduled a job. Id='{key}'")


class Grower:
    """Keeps the sampler, which learns from what is new instead of from everything again."""

    def __init__(self, sweep: Sweep, book: Book, definition: Definition):
        self.book, self.definition = book, definition
        self.earlier: list[Observation] = observing.earlier(sweep)
        self.sampler: Sampler | None = None
        self.made_of: object = None

    def wanted(self, sweep: Sweep) -> bool:
        """Whether another trial may be started now."""
        more = not (sweep.exhausted or sweep.ending) and len(self.book.trials) < sweep.max_total
        return sweep.max_concurrent > self.book.running and (more or bool(self.book.waiting))

    def grow(self, sweep: Sweep, fence: Fence) -> bool:
        """Draw as many trials as there is room for, and start them. Whether it started any.

        Raises Unavailable where no point can be drawn at all."""
        room = sweep.max_concurrent - self.book.running
        self._draw(sweep, min(room - len(self.book.waiting), sweep.max_total - len(self.book.trials)), fence)
        begun = [run for trial in self.book.waiting[: max(0, room)] if (run := self._begin(sweep, trial, fence))]
        if begun:
            with fence.write():
                recording.say(sweep.run, "SCHEDULER", *(line.format(key=run.key) for run in begun for line in SCHEDULED))
                wake.target_on_commit(sweep.run.target_id)
        return bool(begun)

    def _draw(self, sweep: Sweep, count: int, fence: Fence) -> None:
        if count < 1 or sweep.exhausted or sweep.ending:
            return
        first = max(self.book.trials, default=-1) + 1
        points = self._sampler(sweep).ask(range(first, first + count), [*self.earlier, *self.book.observations()])
        drawn = [point for point in points if point is not None]
        with fence.write():
            told = [f"Successfully sampled '{len(drawn)}' jobs, they will soon be submitted to the execution target."] if drawn else []
            told += ["All jobs generated."] if len(drawn) < count else []
            recording.say(sweep.run, "GENERATOR", f"Trying to sample '{count}' jobs from the hyperparameter space", *told)
            nothing = [None] * len(self.definition.objectives)
            trials = [Trial(sweep=sweep, index=first + at, parameters=dict(point), scores=nothing) for at, point in enumerate(drawn)]
            Trial.objects.bulk_create(trials)
            if len(drawn) < count:
                Sweep.objects.filter(pk=sweep.pk, space=sweep.space).update(exhausted=True)
                sweep.exhausted = True
        for trial in trials:
            self.book.put(trial)

    def _sampler(self, sweep: Sweep) -> Sampler:
        if self.sampler is None or self.made_of != (sweep.space, self.book.revision):
            self.sampler = Sampler(self.definition, space_from(sweep.space), sweep.seed)
            self.made_of = (sweep.space, self.book.revision)
        return self.sampler

    def _begin(self, sweep: Sweep, trial: Trial, fence: Fence) -> Run | None:
        """None where somebody paused the sweep in this moment."""
        with fence.write():
            now = Trial.objects.filter(pk=trial.pk, sweep__paused=False).values_list("attempt", flat=True).first()
            if now is None:
                return None
            trial.attempt = now
            run = attempts.begin(sweep, trial)
        self.book.put(trial)
        return run
