"""What the end of a trial means to its sweep. To targets and queues a trial is a run like any other."""

from runs import wake
from runs.models import Run, State
from runs.sweeps import attempts, observing


def ended(run: Run) -> None:
    """Inside the transaction that ends a run, so once: its sweep may start the next trial."""
    if run.purpose != Run.Purpose.TRIAL or run.parent_id is None:
        return
    if why := observing.silent(run):
        run.note("silent", why)
    wake.sweep_on_commit(run.parent_id)


def asked(run: Run) -> str:
    """Why a trial is ended that no person asked for: the policy's sentence, or its sweep's; empty for all other runs."""
    if run.purpose != Run.Purpose.TRIAL:
        return ""
    said = run.events.filter(after=State.CANCEL_REQUESTED).last()
    return _sentence(said.text) if said and said.text and said.by_id is None else ""


def tries(run: Run) -> bool:
    """Whether its arguments hold the parameters of a trial: it is one, or one that was run again."""
    while run.purpose == Run.Purpose.SCRIPT and run.rerun_of:
        run = run.rerun_of
    return run.purpose == Run.Purpose.TRIAL


def submit_again(run: Run) -> Run | None:
    """The next attempt of a trial whose run was lost with its machine; None where its sweep wants none, or has one already."""
    return attempts.again(run)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
