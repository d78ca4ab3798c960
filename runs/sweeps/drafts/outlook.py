"""What a draft would come to: its first points, its size, what it costs by what runs took before, and what its policy would have done."""

import math
import shlex
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Exists, OuterRef, QuerySet

from runs.choosing import Choice
from runs.models import Run, State, Sweep, Trial
from runs.sweeps import definition, observing, policies, sampling
from runs.sweeps.values import Definition, Point, Value
from studio.models import Workspace
from studio.templatetags.words import duration, number

POINTS = 10
LOOKED_AT = 20  # runs, for how long one takes
OFFERED = 20  # earlier sweeps
REPLAYED = 1000  # trials


@dataclass(frozen=True)
class Cost:
    """`each`: the median seconds of earlier runs, `known` of them; None: none has ended yet."""

    trials: int
    asked: int  # at a time
    slots: int
    each: float | None = None
    known: int = 0
    limit: float | None = None  # seconds

    @property
    def at_once(self) -> int:
        return max(1, min(self.asked, self.slots, self.trials))

    @property
    def seconds(self) -> float:
        return math.ceil(self.trials / self.at_once) * (self.each or 0)

    @property
    def within(self) -> int | None:
        """How many trials the limit leaves time for, where that is not all of them."""
        if not self.each or not self.limit or self.seconds <= self.limit:
            return None
        return int(self.limit // self.each) * self.at_once

    @property
    def words(self) -> str:
        slots = (
            f", for the target has {self.slots} slot{'' if self.slots == 1 else 's'}" if self.slots < min(self.asked, self.trials) else ""
        )
        return f"{self.trials} trial{'' if self.trials == 1 else 's'}, {self.at_once} at a time{slots}."

    @property
    def time(self) -> str:
        if self.each is None:
            return "No run of this configuration has completed yet, so there is nothing to estimate from."
        known = f"{self.known} runs" if self.known > 1 else "one run"
        whole, computing = duration(self.seconds), duration(self.trials * self.each)
        return f"About {whole}, {computing} of computing: one takes {duration(self.each)}, the median of {known} before."


@dataclass(frozen=True)
class Cell:
    """A value as the table has it; `exact` where that is not all of it."""

    words: str
    exact: str = ""


ABSENT = Cell("—", "It does not exist with these values of the others.")


@dataclass
class Outlook:
    """`trouble`: why there are no points to show, as a sentence."""

    points: list[Point] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    command: str = ""
    size: int | None = None
    cost: Cost | None = None
    trouble: str = ""
    earlier: list[Sweep] = field(default_factory=list)
    replayed: Sweep | None = None
    replay: policies.Replay | None = None

    @property
    def rows(self) -> list[list[Cell]]:
        """A point a row, a parameter a column."""
        return [[_cell(point[name]) if name in point else ABSENT for name in self.names] for point in self.points]


def _cell(value: Value) -> Cell:
    return Cell(number(value), str(value)) if isinstance(value, float) else Cell(str(value))


def of(wanted: Definition, choice: Choice, seed: int, replayed: str, workspace: Workspace) -> Outlook:
    """`replayed`: the key of the earlier sweep that the policy is tried on; empty: the newest one."""
    found = Outlook(names=[parameter.name for parameter in wanted.space], size=sampling.size(wanted.space))
    total = min(wanted.max_total_runs, found.size or wanted.max_total_runs)
    try:
        found.points = sampling.points(wanted, min(POINTS, total), seed)
    except ValueError as refusal:
        found.trouble = str(refusal)
    if found.points:
        found.command = command_line(choice, found.points[0])
    found.cost = _cost(wanted, total, choice)
    _replay(found, wanted, replayed, workspace)
    return found


def command_line(choice: Choice, point: Point) -> str:
    """Of the trial that is given this point."""
    return " ".join(part for part in (choice.command_line, shlex.join(definition.arguments(point))) if part)


def _cost(wanted: Definition, total: int, choice: Choice) -> Cost:
    limit = wanted.max_duration_minutes * 60 if wanted.max_duration_minutes else None
    slots = choice.target.slots if choice.target else 1
    took = _took(choice)
    return Cost(total, wanted.max_concurrent_runs, slots, median(took) if took else None, len(took), limit)


def _took(choice: Choice) -> list[float]:
    """Seconds of the newest completed runs of this configuration, trials of sweeps among them."""
    ended = Run.objects.jobs().filter(configuration__configuration=choice.configuration, state=State.COMPLETED, started__isnull=False)
    times = ended.order_by("-pk").values_list("started", "ended")[:LOOKED_AT]
    return [(end - start).total_seconds() for start, end in times]


def _replay(found: Outlook, wanted: Definition, key: str, workspace: Workspace) -> None:
    if wanted.policy.kind == "none":
        return
    found.earlier = list(_of_metric(workspace, wanted.primary.metric)[:OFFERED])
    found.replayed = next((sweep for sweep in found.earlier if sweep.run.key == key), None) or next(iter(found.earlier), None)
    if found.replayed:
        seen = observing.observations(found.replayed)[:REPLAYED]
        found.replay = policies.replay(wanted.policy, wanted.primary, seen, wanted.max_concurrent_runs)


def _of_metric(workspace: Workspace, metric: str) -> QuerySet[Sweep]:
    """Sweeps of which a trial reported this metric, the newest first."""
    reported = Trial.objects.filter(sweep=OuterRef("pk"), reports__gt=0)
    sweeps = Sweep.objects.filter(Exists(reported), run__workspace=workspace, definition__objectives__0__metric=metric)
    return sweeps.select_related("run__experiment").order_by("-pk")
