"""The end of a sweep: why it comes, what is ended with it, and what is said of it."""

from django.db.models import Q, Sum
from django.utils import timezone

from runs import wake
from runs.models import Run, State, Sweep, Trial
from runs.models.state import FINAL
from runs.sweeps import azure, ending
from runs.sweeps.values import Definition

from . import outcomes, recording
from .book import Book
from .fence import Fence
from .scoring import best_of


def begin(sweep: Sweep, book: Book, fence: Fence) -> None:
    """Write down that it comes to its end, once there is a reason."""
    word, why = _reason(sweep, book)
    if not word or word == sweep.ending:
        return
    with fence.write():
        Sweep.objects.filter(pk=sweep.pk).update(ending=word)
        sweep.run.note("ending", why)
    sweep.ending = word


def _reason(sweep: Sweep, book: Book) -> tuple[str, str]:
    if sweep.run.state == State.CANCEL_REQUESTED:
        return ending.CANCELED, "Cancelled."
    if sweep.ending not in ("", ending.RETRIES):
        return "", ""
    failed = book.failed
    if sweep.max_failed is not None and len(failed) >= max(1, sweep.max_failed):
        return ending.FAILURES, outcomes.too_many(failed)
    if sweep.deadline and sweep.deadline <= timezone.now() and not _done(sweep, book):
        return ending.DURATION, f"Its time was over at {timezone.localtime(sweep.deadline):%H:%M on %-d %B}."
    return "", ""


def end_trials(book: Book, word: str, fence: Fence) -> bool:
    """Ask for the end of those that go on. Whether there were any."""
    ended = [trial.run for trial in book.open if trial.run and trial.run.state not in (State.CANCEL_REQUESTED, State.FINALIZING)]
    for run in ended:
        with fence.write():
            if run.cancel(reason=ending.OF_TRIALS[word]):
                wake.target_on_commit(run.target_id)
    return bool(ended)


def close(sweep: Sweep, book: Book, fence: Fence) -> bool:
    """Take its run to its end where nothing is left to do. Whether it did.

    Looked at once more inside the transaction: somebody may have extended it, or asked for a trial again, in this moment."""
    if not _done(sweep, book):
        return False
    with fence.write():
        now = Sweep.objects.select_related("run__target").get(pk=sweep.pk)
        going = Trial.objects.filter(~Q(run__state__in=FINAL), sweep=now)
        if not _finished(now, going.exclude(run=None).exists(), going.filter(run=None).exists(), now.trials.count()):
            return False
        # What was drawn and never started is drawn again should the sweep go on.
        if now.trials.filter(run=None, attempt=1).delete()[0]:
            Sweep.objects.filter(pk=sweep.pk).update(exhausted=False)
        _end(now, book)
    return True


def _done(sweep: Sweep, book: Book) -> bool:
    waiting = len(book.waiting)
    return _finished(sweep, len(book.open) > waiting, waiting > 0, len(book.trials))


def _finished(sweep: Sweep, going: bool, waiting: bool, drawn: int) -> bool:
    if going:
        return False
    if sweep.run.state == State.CANCEL_REQUESTED or sweep.ending not in ("", ending.RETRIES):
        return True
    return not waiting and (bool(sweep.ending) or sweep.exhausted or drawn >= sweep.max_total)


def _end(sweep: Sweep, book: Book) -> None:
    run, objective = sweep.run, Definition.from_dict(sweep.definition).primary
    best = best_of(book.trials.values(), objective)
    state, reason = outcomes.outcome(sweep, best, objective)
    facts = _processes(run) if state == State.CANCELED else {}
    if run.insist(state, reason, properties={**run.properties, **azure.result(best)}, **facts):
        if best:
            recording.best(sweep, objective, best, final=True)
        recording.say(run, "CONTROLLER", f"Changing Run Status from Running to {state}")


def _processes(run: Run) -> dict[str, int]:
    """What became of those of its trials that were ended: the proof that none is left."""
    found = run.children.filter(state=State.CANCELED).aggregate(
        processes_ended=Sum("processes_ended"), processes_left=Sum("processes_left")
    )
    return {name: count or 0 for name, count in found.items()}
