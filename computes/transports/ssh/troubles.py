"""What can go wrong on the way to a machine, as sentences with their way out."""

from __future__ import annotations

import socket

import asyncssh

from computes.errors import ComputeError, HostKeyChanged, NotReached

from .way import Hop, SignIn

CONNECT_SECONDS = 10
TOO_LONG = "The command did not end within {:g} seconds and was ended."
NOT_LET_IN = {
    "key": "add the target's public key to ~/.ssh/authorized_keys there, or correct the user",
    "password": "correct the user or the password, or use a key where the machine takes no passwords",
    "agent": "load the right key into the SSH agent of the studio's worker, or correct the user",
}


def not_connected(hop: Hop, sign_in: SignIn, trouble: BaseException) -> ComputeError:
    """Why there is no connection to this hop."""
    if isinstance(trouble, ComputeError):
        return trouble
    if isinstance(trouble, asyncssh.PermissionDenied):
        return NotReached(f"{hop} does not let {hop.user} in: {NOT_LET_IN[sign_in.auth]}.")
    return _unreached(hop, trouble) or _not_understood(hop, trouble)


def changed(hop: Hop, offered: str) -> HostKeyChanged:
    """`offered` ends with the place of a jump host that showed it, for whoever is to decide about it."""
    sentence = f"{hop} shows another host key than the one that was confirmed: it was set up anew, or somebody stands between."
    return HostKeyChanged(
        f"{sentence} Compare the key with the machine's administrator before you confirm it.",
        f"{offered} {hop.place}" if hop.jump else offered,
    )


def no_channel(hop: Hop) -> ComputeError:
    return ComputeError(
        f"{hop} takes no further sessions: raise MaxSessions in its sshd_config, or look at what uses them up.", transient=True
    )


def broken_off(hop: Hop, trouble: BaseException | None) -> ComputeError:
    """The command was under way, or may have been: how it went is not known."""
    if isinstance(trouble, ComputeError):
        return trouble
    if isinstance(trouble, asyncssh.ChannelOpenError):
        return NotReached(f"{hop} runs no commands for {hop.user}: allow it in its sshd_config or authorized_keys ({trouble.reason}).")
    why = "it does not answer" if isinstance(trouble, TimeoutError) else getattr(trouble, "reason", "") or str(trouble or "it was closed")
    return ComputeError(f"The connection to {hop} broke off in the midst of a command: {why}.", transient=True)


def nothing_begun(hop: Hop, code: int | None, said: bytes) -> ComputeError:
    """The account's shell ended before it came to the command."""
    words = said.decode("utf-8", "replace").strip()[-300:] or f"exit code {code}"
    return NotReached(f"The shell of {hop.user} on {hop} runs no commands; it said: {words}")


def _unreached(hop: Hop, trouble: BaseException) -> ComputeError | None:
    match trouble:
        case socket.gaierror():
            sentence = f"The name {hop.host} is not known on the studio's machine: correct the host, or use its address."
        case TimeoutError():
            sentence = f"{hop} did not answer within {CONNECT_SECONDS} seconds: it is off, or a firewall drops what the studio sends."
        case ConnectionRefusedError():
            sentence = f"{hop.host} refuses connections at port {hop.port}: start its SSH server, or correct the port."
        case asyncssh.ChannelOpenError():
            sentence = f"{hop} cannot be reached from the jump host before it: {trouble.reason or 'it refused'}."
        case ConnectionResetError() | asyncssh.ConnectionLost():
            sentence = f"{hop} closed the connection before anybody could sign in; it may be starting, overloaded or blocking the studio."
        case OSError():
            sentence = f"{hop} cannot be reached from the studio's machine: {trouble.strerror or trouble}."
        case _:
            return None
    return ComputeError(sentence, transient=True)


def _not_understood(hop: Hop, trouble: BaseException) -> ComputeError:
    if isinstance(trouble, asyncssh.KeyExchangeFailed):
        return NotReached(f"{hop} and the studio have no way of encryption in common: update its SSH server ({trouble.reason}).")
    if isinstance(trouble, asyncssh.DisconnectError):
        return ComputeError(
            f"What answers at {hop.host}, port {hop.port}, does not speak SSH as it should: {trouble.reason}.", transient=True
        )
    return ComputeError(f"{hop} could not be reached: {type(trouble).__name__}: {trouble}.", transient=True)
