"""One look at everything of a sweep, and what follows from it."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from runs.models import Run, State, Sweep, Trial
from runs.models.state import ACTIVE, FINAL, ON_TARGET
from runs.sweeps import ending
from runs.sweeps.sampling import Unavailable
from runs.sweeps.values import Definition

from . import closing, obstacles, reading, saying
from .book import Book
from .fence import Fence
from .growing import Grower
from .judging import Judge
from .scoring import Scorer

FROZEN = ("workspace", "experiment", "snapshot", "configuration", "environment", "submitted_by")


class Rounds:
    """What a pass knows of its sweep. `busy`: something happened in the last round, or a trial is on its target."""

    def __init__(self, sweep: Sweep, fence: Fence):
        self.sweep, self.fence, self.busy = sweep, fence, True
        self.definition = Definition.from_dict(sweep.definition)
        self.book = Book(sweep)
        self.scorer = Scorer(sweep, self.definition.primary)
        self.judge = Judge(self.book, self.definition)
        self.grower = Grower(sweep, self.book, self.definition)

    def round(self) -> bool:
        """False when the sweep is over."""
        sweep = self.sweep = self._anew()
        if sweep.run.final:
            return False
        self.book.look()
        reading.read(self.book, self.definition.objectives, self.fence)
        self.scorer.score(sweep, self.book, self.fence)
        closing.begin(sweep, self.book, self.fence)
        did = closing.end_trials(self.book, sweep.ending, self.fence) if ending.ends_trials(sweep.ending) else self._go_on(sweep)
        self.busy = did or self.book.on_target
        if closing.close(sweep, self.book, self.fence):
            return False
        saying.say(sweep, self.book, self.fence)
        return True

    def _anew(self) -> Sweep:
        """As its rows are now; what never changes is kept."""
        sweep = Sweep.objects.select_related("run__target").get(pk=self.sweep.pk)
        for name in FROZEN:
            setattr(sweep.run, name, getattr(self.sweep.run, name))
        return sweep

    def _go_on(self, sweep: Sweep) -> bool:
        stopped = self.judge.judge(self.fence)
        if sweep.paused or not self.grower.wanted(sweep) or obstacles.stands(sweep, self.fence):
            return stopped
        try:
            return self.grower.grow(sweep, self.fence) or stopped
        except Unavailable as why:  # as where what draws the points was removed from the studio
            obstacles.give_up(sweep, str(why), self.fence)
            return True


def free() -> QuerySet[Sweep]:
    """Sweeps that nobody advances."""
    return Sweep.objects.filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))


def due() -> Iterable[int]:
    """Sweeps that nobody advances and that may need it: cheap, for the clock asks every other second."""
    now = timezone.now()
    going = Run.objects.filter(trial__sweep=OuterRef("pk")).exclude(state__in=FINAL)
    unstarted = Trial.objects.filter(sweep=OuterRef("pk"), run=None)
    drawn = Trial.objects.filter(sweep=OuterRef("pk")).order_by().values("sweep").annotate(count=Count("pk")).values("count")
    active = going.order_by().values("trial__sweep").annotate(count=Count("pk")).values("count")
    sweeps = free().filter(run__state__in=ACTIVE).annotate(drawn=Coalesce(Subquery(drawn), 0), active=Coalesce(Subquery(active), 0))
    room = Q(paused=False, active__lt=F("max_concurrent"))
    more = room & (Exists(unstarted) | Q(exhausted=False, ending="", drawn__lt=F("max_total")))
    nothing = Q(active=0) & (Q(paused=False) | Q(exhausted=True) | Q(drawn__gte=F("max_total")))
    asked = ~Q(ending="") | Q(run__state=State.CANCEL_REQUESTED) | Q(deadline__lt=now)
    found = sweeps.filter(Exists(going.filter(state__in=ON_TARGET)) | more | nothing | asked)
    return list(found.values_list("pk", flat=True))
