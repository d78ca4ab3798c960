"""Why a sweep's run is as it is, as the reason that people read: nothing while it simply goes on."""

from runs.models import State, Sweep
from runs.models.state import WAITING
from runs.sweeps import ending

from . import obstacles
from .book import Book
from .fence import Fence
from .outcomes import amount


def say(sweep: Sweep, book: Book, fence: Fence) -> None:
    reason = _reason(sweep, book)
    if sweep.run.reason != reason:
        with fence.write():
            sweep.run.wait_for(reason)


def _reason(sweep: Sweep, book: Book) -> str:
    going = sum(trial.run is not None for trial in book.open)
    if sweep.run.state == State.CANCEL_REQUESTED or sweep.ending:
        return _ending(sweep, going)
    if sweep.paused:
        by = sweep.run.events.filter(kind="paused").select_related("by").last()
        return f"Paused{f' by {by.by}' if by and by.by else ''}; {_go_on(going)}."
    waits = [trial.run for trial in book.open if trial.run and trial.run.state in WAITING]
    if passing := obstacles.passing(sweep):
        return passing
    if waits and len(waits) == len(book.open):
        return f"{'Its trial waits' if len(waits) == 1 else f'All {len(waits)} trials wait'}: {waits[0].reason or 'for a slot.'}"
    return ""


def _ending(sweep: Sweep, going: int) -> str:
    if sweep.ending == ending.RETRIES:
        return f"Trials are tried again: {_go_on(going)}."
    said = sweep.run.reason.partition("; ")[0].rstrip(".") if sweep.run.state == State.CANCEL_REQUESTED else ending.WORDS[sweep.ending]
    are = "is" if going == 1 else "are"
    return f"{said or 'Cancelled'}; {amount(going)} {are} {'being ended' if ending.ends_trials(sweep.ending) else 'not over yet'}."


def _go_on(going: int) -> str:
    return "no trial is active" if not going else f"{amount(going)} {'goes' if going == 1 else 'go'} on"
