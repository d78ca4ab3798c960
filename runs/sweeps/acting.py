"""What people do with sweeps. Each act is one transaction, leaves an event, and wakes whoever advances the sweep.

ValidationError, with a sentence, where it cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from runs import wake
from runs.models import Run, State, Sweep
from runs.sweeps import definition, ending, retrying
from runs.sweeps.advancing import obstacles
from runs.sweeps.values import Definition, Parameter
from studio.models import User

MOST_CONCURRENT, MOST_TRIALS = 100, 2_000
MOST_MINUTES = 7 * 24 * 60


def pause(run: Run, by: User) -> None:
    """It starts no further trials; those that go on do so."""
    with _held(run, active=True) as sweep:
        if sweep.paused:
            raise ValidationError(f"{run} is paused already.")
        _change(sweep, paused=True)
        run.note("paused", "no further trials are started", by=by)


def resume(run: Run, by: User) -> None:
    with _held(run, active=True) as sweep:
        if not sweep.paused:
            raise ValidationError(f"{run} is not paused.")
        _change(sweep, paused=False)
        run.note("resumed", by=by)


def stop(run: Run, by: User) -> bool:
    """Ask for the end of all its trials. False when it is over, or was asked before; it is Canceled once they all are proved ended."""
    with transaction.atomic():
        asked = run.cancel(by=by)
        if asked:
            wake.sweep_on_commit(run.pk)
    return asked


def set_concurrency(run: Run, n: int, by: User) -> None:
    """So many trials at a time from now on. Of those that go on none is ended."""
    with _held(run, active=True) as sweep:
        if not 1 <= n <= MOST_CONCURRENT:
            raise ValidationError(f"A sweep has 1 to {MOST_CONCURRENT} trials at a time: {n} is outside of that.")
        if n != sweep.max_concurrent:
            run.note("concurrency", f"from {sweep.max_concurrent} to {n} trials at a time", by=by)
            _change(sweep, max_concurrent=n)


def extend(run: Run, by: User, trials: int | None = None, space: tuple[Parameter, ...] | None = None, minutes: int | None = None) -> None:
    """`trials` and `minutes` more than it has; `space`: the whole of it as it is from now on. One that is over goes on."""
    with _held(run) as sweep:
        said = [*_more_trials(sweep, trials, space), *_new_space(sweep, space), *_more_minutes(sweep, minutes)]
        if not said:
            raise ValidationError("Say by how many trials or minutes it is extended, or give it another space.")
        run.note("extended", ", ".join(said), by=by)
        _change(sweep, ending="")
        if run.final:
            _reopen(sweep, run, f"Extended by {by}.", by)


def retry(run: Run, by: User, which: str = "failed") -> int:
    """Try trials again: those that `failed`, those `missing` (cancelled before their end, or never started), or `both`. How many that are."""
    with _held(run) as sweep:
        if not run.final and sweep.ending == ending.UNABLE:
            raise ValidationError(f"{run} cannot go on, and ends with the trials that it has. Wait until they have ended.")
        count = retrying.again(sweep, which)
        trials = "1 trial" if count == 1 else f"{count:,} trials"
        run.note("retried", f"{trials} again", by=by)
        if run.final:
            _reopen(sweep, run, f"{trials} tried again by {by}.", by, ending.RETRIES)
    return count


@contextmanager
def _held(run: Run, active: bool = False) -> Iterator[Sweep]:
    """A transaction in which nobody else changes the sweep; `active`: it must not be over."""
    with transaction.atomic():
        # A write that changes nothing: it holds the row on PostgreSQL, as whoever advances the sweep does.
        Sweep.objects.filter(pk=run.pk).update(max_total=F("max_total"))
        sweep = Sweep.objects.get(pk=run.pk)
        run.refresh_from_db(fields=["state", "since", "reason", "started", "ended"])
        if run.state == State.CANCEL_REQUESTED or (not run.final and ending.ends_trials(sweep.ending)):
            raise ValidationError(f"{run} is being ended. Wait until its trials have ended.")
        if active and run.final:
            raise ValidationError(f"{run} is over.")
        yield sweep
        wake.sweep_on_commit(run.pk)


def _change(sweep: Sweep, **fields) -> None:
    Sweep.objects.filter(pk=sweep.pk).update(**fields)


def _more_trials(sweep: Sweep, trials: int | None, space: tuple[Parameter, ...] | None) -> list[str]:
    if trials is None:
        return []
    if sweep.exhausted and space is None:
        raise ValidationError("Every point of its space has been tried: more trials need a larger space.")
    if trials < 1 or sweep.max_total + trials > MOST_TRIALS:
        raise ValidationError(f"It has {sweep.max_total:,} trials and can have {MOST_TRIALS:,}: it cannot be extended by {trials:,}.")
    _change(sweep, max_total=sweep.max_total + trials)
    return [f"to {sweep.max_total + trials:,} trials"]


def _more_minutes(sweep: Sweep, minutes: int | None) -> list[str]:
    if minutes is None:
        return []
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(f"A sweep is extended by 1 to {MOST_MINUTES:,} minutes.")
    if sweep.deadline is None:
        raise ValidationError("It has no time limit that could be extended.")
    _change(sweep, deadline=max(sweep.deadline, timezone.now()) + timedelta(minutes=minutes))
    return [f"by {minutes:,} minutes"]


def _new_space(sweep: Sweep, space: tuple[Parameter, ...] | None) -> list[str]:
    if space is None:
        return []
    before = {each["name"] for each in sweep.space}
    if before != {each.name for each in space}:
        raise ValidationError(
            "A larger space has the same parameters, with more options or wider bounds: trials could not be compared otherwise."
        )
    asked = Definition.from_dict(sweep.definition)
    if found := definition.problems(replace(asked, space=space)):
        raise ValidationError(found)
    _change(sweep, space=replace(asked, space=space).to_dict()["space"], exhausted=False)
    return ["to another space"]


def _reopen(sweep: Sweep, run: Run, reason: str, by: User, word: str = "") -> None:
    """From its end on; with as much time, and as many failures, as it had in the beginning where those are used up."""
    if why := obstacles.lasting(sweep):
        raise ValidationError(why)
    run.reopen(by, reason)
    sweep.refresh_from_db()
    asked = Definition.from_dict(sweep.definition)
    changes: dict[str, Any] = {"ending": word, "paused": False}
    if sweep.deadline and asked.max_duration_minutes and sweep.deadline <= timezone.now():
        changes["deadline"] = timezone.now() + timedelta(minutes=asked.max_duration_minutes)
    failed = sweep.trials.filter(run__state=State.FAILED).count()
    if sweep.max_failed is not None and failed >= sweep.max_failed:
        changes["max_failed"] = failed + max(1, asked.max_failed_runs or 1)
    _change(sweep, **changes)
