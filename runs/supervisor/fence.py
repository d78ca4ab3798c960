"""Writes that count only while the lease is ours."""

from contextlib import contextmanager

from django.db import transaction

from computes.models import Target


class Fence:
    """The right to write for a target, under one fencing token."""

    def __init__(self, target: Target, token: int):
        self.target, self.token = target, token

    @contextmanager
    def write(self):
        """A transaction that commits only as the holder of the lease. Raises Fenced."""
        with transaction.atomic():
            self.target.hold(self.token)
            yield

    def renew(self, seconds: float) -> None:
        self.target.renew(self.token, seconds)

    def release(self) -> None:
        self.target.release(self.token)
