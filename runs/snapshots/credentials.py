"""How a token or a key gets to git: neither in a command line, nor in an address, nor in an environment, nor on a disk for longer
than the fetch."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .errors import SnapshotError
from .links import Link

MEMORY = Path("/dev/shm")  # where a machine has it, the files are in no disk's reach
SSH = (
    "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "ForwardAgent=no",
    "-o", "PasswordAuthentication=no", "-o", "KbdInteractiveAuthentication=no", "-o", "GlobalKnownHostsFile=/dev/null",
    "-o", "StrictHostKeyChecking=accept-new", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR",
)  # fmt: skip


@dataclass(frozen=True)
class Credential:
    """A token for https (with the `user` that some servers want beside it), a private key for ssh, or nothing."""

    user: str = ""
    token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)


@contextlib.contextmanager
def lent(credential: Credential, link: Link, known_hosts: Path) -> Iterator[dict[str, str]]:
    """Environment variables that let git use the credential for this link's host, and for no other."""
    with tempfile.TemporaryDirectory(prefix="trainshed-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        if link.protocol == "ssh":
            yield {"GIT_SSH": str(_ssh(folder, credential, known_hosts)), "GIT_SSH_VARIANT": "ssh"}
        else:
            yield {"GIT_ASKPASS": str(_askpass(folder, credential, link))}


def _askpass(folder: Path, credential: Credential, link: Link) -> Path:
    """Git asks "Username for 'https://host': ", and after a redirection with another host, which is answered by nothing."""
    if not credential.token:
        return Path("/bin/false")
    user = _secret(folder / "user", credential.user or "x-access-token")  # GitHub and GitLab take any name beside a token
    token = _secret(folder / "token", credential.token)
    return _script(
        folder / "askpass",
        f"""case "$1" in
  Username*"://{link.host}'"*) cat {shlex.quote(str(user))} ;;
  Password*"@{link.host}'"*) cat {shlex.quote(str(token))} ;;
  *) exit 1 ;;
esac""",
    )


def _ssh(folder: Path, credential: Credential, known_hosts: Path) -> Path:
    """The first contact pins a server's key in `known_hosts`; another key later is refused."""
    known_hosts.parent.mkdir(parents=True, exist_ok=True)
    key = _key(folder, credential.key) if credential.key else "none"
    options = ("-o", f'IdentityFile="{key}"', "-o", f'UserKnownHostsFile="{known_hosts}"')
    return _script(folder / "ssh", f'exec {shlex.join([*SSH, *options])} "$@"')


def _key(folder: Path, text: str) -> Path:
    key = _secret(folder / "key", text.replace("\r\n", "\n").strip() + "\n")
    try:
        asked = subprocess.run(["ssh-keygen", "-y", "-P", "", "-f", str(key)], stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    except FileNotFoundError:
        raise SnapshotError("ssh is not installed on the studio's machine. Install its client, or use the https address.") from None
    if asked.returncode:
        raise SnapshotError("The deploy key is not a private key, or needs a passphrase. Enter a private key that has none.")
    return key


def _secret(path: Path, content: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(content)
    return path


def _script(path: Path, text: str) -> Path:
    path.touch(mode=0o700)
    path.write_text(f"#!/bin/sh\n{text}\n")
    return path
