"""Waking the supervisor of a target, or who advances a sweep: a task for whoever is free, and a bell for who holds the lease already."""

from django.db import transaction

from studio import celery, doorbell


def target_on_commit(pk: int) -> None:
    """Once the transaction is there for the supervisor to read."""
    transaction.on_commit(lambda: _wake(pk))


def _wake(pk: int) -> None:
    doorbell.ring(doorbell.work(pk))
    celery.ask("runs.tasks.supervise", pk)


def sweep_on_commit(pk: int) -> None:
    """The same for who advances a sweep: `pk` of its run."""
    transaction.on_commit(lambda: _wake_sweep(pk))


def _wake_sweep(pk: int) -> None:
    doorbell.ring(doorbell.sweep(pk))
    celery.ask("runs.tasks.advance_sweep", pk)
