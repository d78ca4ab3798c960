import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

from .member import Member

PREFIX = "tsd_"
# What each scope reaches to, as the roles that operations ask for.
REACH = {"read": {"reader"}, "submit": {"reader", "contributor"}, "all": {"reader", "contributor", "owner"}}


class Token(models.Model):
    """An API token of a member. The text is shown once; only its digest is kept.

    A token never may more than its member, and less where its scope says so."""

    class Scope(models.TextChoices):
        READ = "read", "Read only"
        SUBMIT = "submit", "Read, and work with runs"
        ALL = "all", "Everything that its owner may"

    member = models.ForeignKey(Member, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ALL)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @classmethod
    def issue(cls, member: Member, name: str, expires=None, scope: str = Scope.ALL) -> tuple["Token", str]:
        """A new token and its text, which cannot be had again."""
        text = PREFIX + secrets.token_urlsafe(32)
        token = cls.objects.create(member=member, name=name, scope=scope, expires=expires, digest=_digest(text), hint=text[:8])
        return token, text

    @classmethod
    def valid(cls, text: str) -> "Token | None":
        """The token whose text this is, with its member, if it opens anything."""
        token = cls.objects.select_related("member__user", "member__workspace").filter(digest=_digest(text)).first()
        if token is None or token.expired or not token.member.user.is_active:
            return None
        token.touch()
        return token

    @classmethod
    def holder(cls, text: str) -> Member | None:
        """The member whose valid token this text is."""
        token = cls.valid(text)
        return token.member if token else None

    def covers(self, role: str) -> bool:
        """Whether its scope reaches to what members of this role do."""
        return role in REACH[self.scope]

    @property
    def expired(self) -> bool:
        return self.expires is not None and self.expires <= timezone.now()

    def touch(self) -> None:
        # Once a minute is enough to say when a token was last used, and spares a write on each call.
        now = timezone.now()
        if self.used is None or now - self.used > timedelta(minutes=1):
            Token.objects.filter(pk=self.pk).update(used=now)


def _digest(text: str) -> str:
    # The text has 256 random bits: a plain hash cannot be searched, and a slow one would only slow each call.
    return hashlib.sha256(text.encode()).hexdigest()
