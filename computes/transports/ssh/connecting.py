"""Connects to a machine, through its jump hosts, and only to the one whose host key was pinned."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncssh

from computes.errors import NotReached

from . import troubles
from .loop import wait_for
from .signing import signing_in
from .way import Hop, SignIn, Way, way

# A silent peer is given up after 15 to 20 seconds; without this never.
KEEPALIVE = {"keepalive_interval": 5, "keepalive_count_max": 3}
# Nothing of the worker's own ~/.ssh, its agent or its network's Kerberos gets a say.
ALONE: dict[str, Any] = {"config": None, "agent_path": None, "gss_host": None, "x509_trusted_certs": None}
# Fastest first: asyncssh's own order begins with the one that costs it most.
CIPHERS = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"]
Chain = list[asyncssh.SSHClientConnection]


def host_key_of(options: Mapping[str, Any]) -> str:
    """The key line ("ssh-ed25519 AAAA…") that the machine shows before any sign-in to it, for somebody to confirm. Its jump hosts are
    signed in to. ComputeError when it cannot be reached."""
    return wait_for(_shown(way(options)))


async def connect(to: Way) -> Chain:
    """Connections to each hop, the last one to the target. ComputeError, HostKeyChanged."""
    return await _along(to.hops, to.sign_in)


def disconnect(chain: Chain) -> None:
    for connection in reversed(chain):
        connection.abort()


async def _along(hops: tuple[Hop, ...], sign_in: SignIn) -> Chain:
    chain: Chain = []
    try:
        for hop in hops:
            chain.append(await _next(hop, sign_in, chain, last=hop is hops[-1]))
    except BaseException:
        disconnect(chain)
        raise
    return chain


async def _shown(to: Way) -> str:
    chain = await _along(to.hops[:-1], to.sign_in)
    hop = to.hops[-1]
    try:
        async with asyncio.timeout(troubles.CONNECT_SECONDS):
            key = await asyncssh.get_server_host_key(hop.host, hop.port, tunnel=chain[-1] if chain else (), config=None)
    except (OSError, asyncssh.Error) as trouble:
        raise troubles.not_connected(hop, to.sign_in, trouble) from trouble
    finally:
        disconnect(chain)
    return _line(key) if key else ""


async def _next(hop: Hop, sign_in: SignIn, chain: Chain, last: bool) -> asyncssh.SSHClientConnection:
    doorkeeper = Doorkeeper(_known(hop, sign_in, last))
    try:
        async with asyncio.timeout(troubles.CONNECT_SECONDS), signing_in(hop, sign_in) as credentials:
            return await asyncssh.connect(
                hop.host,
                hop.port,
                tunnel=chain[-1] if chain else (),
                client_factory=lambda: doorkeeper,
                known_hosts=([], [], []),  # the doorkeeper is asked
                server_host_key_algs=doorkeeper.algorithms(),
                encryption_algs=CIPHERS,
                compression_algs=None,
                **credentials,
                **KEEPALIVE,
                **ALONE,
            )
    except asyncssh.HostKeyNotVerifiable as trouble:
        raise troubles.changed(hop, doorkeeper.offered) from trouble
    except (OSError, asyncssh.Error) as trouble:
        raise troubles.not_connected(hop, sign_in, trouble) from trouble


def _known(hop: Hop, sign_in: SignIn, last: bool) -> asyncssh.SSHKey | None:
    """The key that the hop must show; None for a jump host of which none was pinned: it only passes on what is encrypted to the target."""
    if hop.host_key:
        return asyncssh.import_public_key(hop.host_key)
    if last:
        raise NotReached(f"The host key of {hop} was not confirmed yet; test the connection on the target's page and confirm it there.")
    if sign_in.password:
        raise NotReached(f"A password is only told to machines whose host key was confirmed; use a key with the jump host {hop}.")
    return None


class Doorkeeper(asyncssh.SSHClient):
    """Lets one host key pass, and remembers which was offered."""

    def __init__(self, known: asyncssh.SSHKey | None) -> None:
        self.known, self.offered = known, ""

    def algorithms(self) -> list[str]:
        """Those of the known key first: a machine has keys of several kinds, and shows one of the kind that is asked for first."""
        first = list(self.known.sig_algorithms) if self.known else []
        others = asyncssh.public_key.get_default_public_key_algs()
        return [name.decode() for name in dict.fromkeys([*first, *others])]

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.offered = _line(key)
        return self.known is None or key == self.known


def _line(key: asyncssh.SSHKey) -> str:
    return " ".join(key.export_public_key().decode().split()[:2])
