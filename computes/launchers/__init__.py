"""Who starts a job and knows whether it lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from computes.values import Handle, Health, Job, Status


class Launcher(Protocol):
    """The contract of every launcher; tests/contract holds all of them to it.

    Order of calls. The job's code is checked out (Workdir.checkout), then `submit`. Write down that you are about to submit
    before you do: the handle can be had again by submitting the same job again. `poll` and `cancel` take handles that `submit`
    of this kind of launcher returned, in any process, at any time later.

    Repetition. Every verb may be repeated and called at the same time from several processes. `submit` of an id that was
    started returns the same handle and starts nothing, also when that job is long over. To submit a *different* job under
    a used id is a mistake of the caller.

    Failure. All verbs raise only ComputeError, transient when the target could not be reached: then nothing is known,
    and in particular a submit may or may not have happened (repeat it). `poll` never raises for the sake of one job: what cannot
    be read is a Status with phase "unknown" and the reason. A status that is `final` never changes again, save that a `lost` job
    may still have processes ended by `cancel`.

    A launcher builds commands and reads answers: it keeps no state of jobs, starts no threads, never sleeps.
    """

    def submit(self, job: Job) -> Handle:
        """Start it, and return once it will run (or end) whatever becomes of us."""
        ...

    def poll(self, handles: Mapping[str, Handle]) -> dict[str, Status]:
        """The status of each, by job id, all in one round trip."""
        ...

    def cancel(self, handle: Handle, force: bool = False, grace: float = 10) -> None:
        """Ask it to end: a signal, `grace` seconds, then kill; with `force` kill at once, also in the midst of an earlier grace.
        Only a request: poll tells what came of it. Of a job that is over: nothing happens."""
        ...

    def probe(self) -> Health:
        """What the target has and how busy it is."""
        ...
