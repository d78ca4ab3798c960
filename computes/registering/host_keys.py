"""The keys that machines show, and the person who says that they are the right ones."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from computes.host_keys import fingerprint
from computes.models import Act, Errand, Target
from studio import doorbell
from studio.models import User

from .addresses import place
from .asking import ask_for_check, last_check

GONE = "This is not the key that the machine shows now. Check the machine again, and compare once more."


class Offer(NamedTuple):
    """A key that a machine showed and nobody has confirmed. `hop` is the jump host that showed it, or None for the target itself."""

    key: str
    hop: dict | None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)

    @property
    def algorithm(self) -> str:
        """ED25519, ECDSA or RSA."""
        return self.key.removeprefix("ssh-").partition(" ")[0].partition("-")[0].upper()


def offer(target: Target) -> Offer | None:
    """What waits to be confirmed: a key that was shown instead of the pinned one, or the first key of a machine that was checked."""
    if target.other_host_key:
        return _offer(target, target.other_host_key)
    last = last_check(target)
    return _shown(target, last.answer["host_key"]) if last and last.answer.get("host_key") else None


def pinned(target: Target, shown: Offer | None) -> str:
    """The key that was confirmed before for the machine that shows this one."""
    if shown is None:
        return ""
    return target.host_key if shown.hop is None else shown.hop.get("host_key", "")


def pin(target: Target, by: User | None, wanted: str) -> Errand:
    """Confirm the key with this fingerprint: it is the machine's, from now on it alone is believed. The check that goes on from there."""
    with transaction.atomic():
        fresh = Target.objects.select_for_update().get(pk=target.pk)
        shown = offer(fresh)
        if shown is None or shown.fingerprint != wanted:
            raise ValidationError(GONE)
        _note(fresh, shown, by)
        _keep(fresh, shown)
        doorbell.ring_on_commit(doorbell.work(target.pk))
        return ask_for_check(fresh, by)


def keep_old_key(target: Target, by: User | None) -> Errand:
    """The other key was not the machine's: believe the pinned one alone, and look whether it is shown again."""
    with transaction.atomic():
        if Target.objects.filter(pk=target.pk).exclude(other_host_key="").update(other_host_key=""):
            Act.note(target, "host key", f"kept the pinned host key, and refused {fingerprint(target.other_host_key)}", by)
        doorbell.ring_on_commit(doorbell.work(target.pk))
        return ask_for_check(target, by)


def _shown(target: Target, told: dict[str, str]) -> Offer | None:
    """What a check was shown, unless it was at an address that the target has no longer, or was confirmed meanwhile."""
    found = _offer(target, told["line"])
    here = found is not None and told["place"] == place(found.hop or {"port": 22, **target.options})
    return found if here and found and found.key != pinned(target, found) else None


def _offer(target: Target, line: str) -> Offer | None:
    """The line's key; None when its jump host is not on the way any more."""
    kind, key, *comment = line.split()
    if not comment:
        return Offer(f"{kind} {key}", None)
    hop = next((hop for hop in target.options.get("jump", []) if place(hop) == comment[0]), None)
    return Offer(f"{kind} {key}", hop) if hop else None


def _note(target: Target, shown: Offer, by: User | None) -> None:
    before, whose = pinned(target, shown), f" of {place(shown.hop)}" if shown.hop else ""
    instead = f" instead of {fingerprint(before)}" if before else ""
    Act.note(target, "host key", f"confirmed the host key{whose}: {shown.fingerprint}{instead}", by)


def _keep(target: Target, shown: Offer) -> None:
    if shown.hop is None:
        target.host_key = shown.key
    else:
        shown.hop["host_key"] = shown.key
    Target.objects.filter(pk=target.pk).update(host_key=target.host_key, options=target.options, other_host_key="")
