import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

MOST = 10
WITHIN = timedelta(minutes=5)


class SignInAttempt(models.Model):
    """A sign-in that has not succeeded, so that passwords cannot be guessed one after the other.

    In the database, which all web processes share. The row is written before the password is looked at: a hundred
    guesses sent at once count a hundred."""

    # Of name and address: what somebody mistyped as a name may be a password.
    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"attempt at {self.at}"

    @classmethod
    def begin(cls, name: str, address: str) -> bool:
        """Note an attempt of `name` from `address`; False when there were too many of late."""
        since = timezone.now() - WITHIN
        cls.objects.filter(at__lt=since).delete()
        digest = _digest(name, address)
        cls.objects.create(digest=digest)
        return cls.objects.filter(digest=digest, at__gte=since).count() <= MOST

    @classmethod
    def forgive(cls, name: str, address: str) -> None:
        """Forget the attempts of somebody who knew the password in the end."""
        cls.objects.filter(digest=_digest(name, address)).delete()


def _digest(name: str, address: str) -> str:
    return hashlib.sha256(f"{name.casefold()}\n{address}".encode()).hexdigest()
