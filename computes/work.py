"""What is known of the jobs on a target, told by whoever knows runs: computes itself knows none."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from computes.models import Target
from studio.models import User


class Task(NamedTuple):
    """What people call a job."""

    title: str
    url: str
    by: str


class Work(Protocol):
    """Jobs are named by the ids that their folders on the target have. Another studio's are in none of the answers."""

    def tasks(self, target: Target, jobs: Iterable[str]) -> dict[str, Task]:
        """What these jobs are to people."""
        ...

    def known(self, target: Target, jobs: Iterable[str]) -> set[str]:
        """Those among these that are this target's."""
        ...

    def over(self, target: Target, jobs: Iterable[str]) -> set[str]:
        """Those among these that are over, with all that they left in the studio."""
        ...

    def give_up(self, target: Target, by: User | None) -> int:
        """End the runs that are not over, although nobody knows what they do; how many those were."""
        ...

    def cancel(self, target: Target, waiting: bool) -> int:
        """Ask for the end of the runs that hold a slot there, with `waiting` also of those that wait for one; how many were asked now."""
        ...

    def ended(self, target: Target, why: str, waiting: bool) -> int:
        """The machine itself was ended, and so were the runs that held a slot there; with `waiting` none that waits will come to it."""
        ...

    def any(self, target: Target) -> bool:
        """Whether runs name it, over or not."""
        ...

    def environments_went(self, target: Target) -> None:
        """Environments were removed from the target."""
        ...

    def nothing_left(self, target: Target) -> None:
        """All that was ours was removed from the target."""
        ...


_told: list[Work] = []


def told_by(work: Work) -> None:
    """`work` answers from now on."""
    _told[:] = [work]


def on_targets() -> Work:
    return _told[0]
