"""What one run's script says, a child run's as its parent's: each line to whoever keeps its kind."""

from functools import cached_property

from runs.models import Run
from runs.supervisor import parameters
from runs.supervisor.clock import OURS, Clock
from runs.supervisor.points import Series

from .labels import Labels
from .lines import Fact
from .notices import Notices
from .records import Records
from .sayings import Sayings


class Book:
    """Nothing is asked of the database for what a script never uses."""

    def __init__(self, run: Run, clock: Clock = OURS):
        self.run, self.clock = run, clock

    @cached_property
    def series(self) -> Series:
        return Series(self.run, self.clock)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.run)

    @cached_property
    def records(self) -> Records:
        return Records(self.run, self.notices)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.run, self.notices)

    @cached_property
    def sayings(self) -> Sayings:
        return Sayings(self.run)

    def points(self, lines: bytes) -> None:
        self.series.store(lines)
        parameters.store(self.run, lines)

    def write(self, fact: Fact) -> None:
        """Gathered here; `close` stores it."""
        {
            "l": lambda: self.records.grow(fact.told),
            "k": lambda: self.records.replace(fact.told),
            "i": lambda: self.records.picture(fact.told, fact.at),
            "g": lambda: self.labels.tag(fact.told),
            "d": lambda: self.labels.describe(fact.told),
            "m": lambda: self.sayings.model(fact),
            "e": lambda: self.sayings.complaint(fact),
        }[fact.mark]()

    def close(self, revision: int) -> None:
        """Inside the transaction that moves the cursor. `revision` grows with each batch of the run."""
        if "records" in self.__dict__:
            self.records.store(revision)
        if "labels" in self.__dict__:
            self.labels.store()
