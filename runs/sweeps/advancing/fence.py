"""Writes that count only while the sweep's lease is ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from runs.models import Sweep


class Fence:
    """The right to write for a sweep, under one fencing token."""

    def __init__(self, sweep: Sweep, token: int):
        self.sweep, self.token = sweep, token

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction that commits only as the holder of the lease, and in which nobody else changes the sweep. Raises Fenced."""
        with transaction.atomic():
            self.renew()
            yield

    def renew(self, seconds: float | None = None) -> None:
        self.sweep.keep_lease(self.token, settings.LEASE_SECONDS if seconds is None else seconds)

    def release(self) -> None:
        self.sweep.give_lease(self.token)
