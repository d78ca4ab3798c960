"""What we show a machine to be let in."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import asyncssh

from computes.errors import NotReached

from .way import Hop, SignIn

NO_AGENT = "The studio's worker has no SSH agent: start it with SSH_AUTH_SOCK set, or use a key."


@contextlib.asynccontextmanager
async def signing_in(hop: Hop, sign_in: SignIn) -> AsyncIterator[dict[str, Any]]:
    """Options of asyncssh's connect. An agent stays at hand for as long as the block lasts."""
    if sign_in.auth == "password":
        yield _options(hop, ["password", "keyboard-interactive"], password=sign_in.password)
    elif sign_in.auth == "key":
        yield _options(hop, ["publickey"], client_keys=[await asyncio.to_thread(_private_key, sign_in)])
    else:
        async with _agent() as agent:
            yield _options(hop, ["publickey"], client_keys=await _keys(agent))


def _options(hop: Hop, methods: list[str], client_keys: list[Any] | None = None, password: str | None = None) -> dict[str, Any]:
    return {"username": hop.user, "preferred_auth": methods, "client_keys": client_keys, "password": password}


def _private_key(sign_in: SignIn) -> asyncssh.SSHKey:
    if not sign_in.key:
        raise NotReached("The compute target lacks its private key; add one on the target's page.")
    try:
        return asyncssh.import_private_key(sign_in.key.strip() + "\n", sign_in.passphrase or None)
    except asyncssh.KeyEncryptionError as trouble:
        raise NotReached("The private key's passphrase is missing or wrong.") from trouble
    except asyncssh.KeyImportError as trouble:
        why = "needs its passphrase" if "passphrase" in str(trouble).lower() else f"cannot be read: {trouble}"
        raise NotReached(f"The private key {why}.") from trouble


async def _keys(agent: asyncssh.SSHAgentClient) -> list[Any]:
    try:
        keys = list(await agent.get_keys())
    except ValueError as trouble:
        raise NotReached(NO_AGENT) from trouble
    if not keys:
        raise NotReached("The SSH agent of the studio's worker holds no key; add one with ssh-add, or use a key.")
    return keys


def _agent() -> asyncssh.SSHAgentClient:
    path = os.environ.get("SSH_AUTH_SOCK", "")
    if not os.path.exists(path):
        raise NotReached(NO_AGENT)
    return asyncssh.SSHAgentClient(path)
