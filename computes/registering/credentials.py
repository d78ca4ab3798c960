"""How the studio signs in to a machine: what was given, what is kept, what it makes itself."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError

from . import keys
from .options import GENERATE


class Credentials(NamedTuple):
    """`auth` is how the studio signs in from now on, "" for a kind that needs no sign-in."""

    auth: str
    secrets: dict[str, str]
    public_key: str


def credentials(auth: str, given: Mapping[str, str], kept: Mapping[str, str], public_key: str, comment: str) -> Credentials:
    """What was given, else what is kept. Raises ValidationError by the names of what is missing or wrong."""
    if auth == GENERATE:
        pair = keys.generate(comment)
        return Credentials("key", {"key": pair.private}, pair.public)
    if auth == "key":
        return _with_key(given, kept, public_key)
    if auth == "password":
        return Credentials(auth, {"password": _password(given, kept)}, "")
    return Credentials(auth, {}, "")


def _with_key(given: Mapping[str, str], kept: Mapping[str, str], public_key: str) -> Credentials:
    key, passphrase = given.get("key", "").strip(), given.get("passphrase", "")
    if not key and not passphrase and kept.get("key"):
        return Credentials("key", dict(kept), public_key)
    if not key and not kept.get("key"):
        raise ValidationError({"key": "Paste a private key, or let the studio make one."})
    try:
        pair = keys.checked(key or kept["key"], passphrase)
    except ValidationError as refusal:
        raise refusal if hasattr(refusal, "error_dict") else ValidationError({"key": refusal}) from None
    return Credentials("key", {"key": pair.private, "passphrase": passphrase}, pair.public)


def _password(given: Mapping[str, str], kept: Mapping[str, str]) -> str:
    password = given.get("password") or kept.get("password")
    if not password:
        raise ValidationError({"password": "Write the password of this user on the machine."})
    return password
