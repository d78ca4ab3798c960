"""What a target's options say about the way to it: through which machines, as whom, and what each must prove to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from computes.errors import NotReached

ADDRESS = re.compile(r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[^\]\s]+\]|[^:@\s]+)(?::(?P<port>\d+))?")


@dataclass(frozen=True)
class SignIn:
    """How we prove who we are: by a private key, a password, or the keys of the worker's SSH agent."""

    auth: str = "key"
    key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Hop:
    """One machine on the way. `host_key`: what it must show, as a key line. `jump`: it is not the target itself."""

    host: str
    port: int
    user: str
    host_key: str = ""
    jump: bool = False

    @property
    def place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return self.host if self.port == 22 else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Way:
    """The last hop is the target itself."""

    hops: tuple[Hop, ...]
    sign_in: SignIn


def way(options: Mapping[str, Any]) -> Way:
    """As the options of kind "ssh" say. NotReached when they cannot be understood."""
    if not options.get("host") or not options.get("user"):
        raise NotReached("The compute target lacks its host or its user; fill them in on the target's page.")
    target = Hop(
        options["host"].strip().strip("[]"), _port(options.get("port") or 22), options["user"].strip(), options.get("host_key") or ""
    )
    auth = options.get("auth") or ("agent" if options.get("agent") else "key" if options.get("key") else "password")
    secrets = {name: options.get(name) or "" for name in _SECRETS[auth]} if auth in _SECRETS else None
    if secrets is None:
        raise NotReached(f"Nobody can sign in with {auth!r}; choose a key, a password or the agent.")
    return Way((*jumps(options.get("jump"), target.user), target), SignIn(auth, **secrets))


def jumps(given: str | Iterable[Any] | None, user: str) -> tuple[Hop, ...]:
    """Jump hosts as they may be written: "user@host:port, host", or a list of such or of {"host", "port", "user", "host_key"}."""
    each = re.split(r"[,\s]+", given.strip()) if isinstance(given, str) else given or ()
    return tuple(_jump(one, user) for one in each if one)


_SECRETS: dict[str, tuple[str, ...]] = {"key": ("key", "passphrase"), "password": ("password",), "agent": ()}


def _jump(given: Any, user: str) -> Hop:
    if isinstance(given, str):
        found = ADDRESS.fullmatch(given)
        if found is None:
            raise NotReached(f"{given!r} is no jump host; write it as user@host:port.")
        given = found.groupdict()
    return Hop(given["host"].strip("[]"), _port(given.get("port") or 22), given.get("user") or user, given.get("host_key") or "", jump=True)


def _port(given: Any) -> int:
    if str(given).isdigit() and 0 < int(given) < 65536:
        return int(given)
    raise NotReached(f"{given!r} is no port; it is a number from 1 to 65535.")
