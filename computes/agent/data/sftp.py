"""SFTP as fsspec does it, with two differences: the server's key is checked, and no key or agent of this machine is offered to it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from .failed import Failed
from .storage import NO_HOST_KEY, OTHER_HOST_KEY, PATIENCE, SILENCE

KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class PinnedSFTP(SFTPFileSystem):
    cachable = False
    expected = ""

    @classmethod
    def of(cls, url, options: dict) -> PinnedSFTP:
        pinned = type("PinnedSFTP", (cls,), {"expected": (options.get("host_key") or "").strip()})
        key = {"pkey": _private_key(options["private_key"])} if options.get("private_key") else {}
        password = {"password": options["password"]} if options.get("password") else {}
        return pinned(url.hostname, port=url.port or 22, username=options.get("username") or url.username, **key, **password)

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(_Pin(self.expected))
        self.client.connect(self.host, look_for_keys=False, allow_agent=False, timeout=PATIENCE, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(SILENCE)


class _Pin(paramiko.MissingHostKeyPolicy):
    def __init__(self, expected: str) -> None:
        self.expected = expected

    def missing_host_key(self, client, hostname, key) -> None:
        fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        if self.expected in (fingerprint, f"{key.get_name()} {key.get_base64()}"):
            return
        raise Failed((OTHER_HOST_KEY if self.expected else NO_HOST_KEY).format(fingerprint))


def _private_key(text: str):
    for kind in KEYS:
        with contextlib.suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text))
    raise Failed("The private key cannot be read. Give one in OpenSSH or PEM form, without a passphrase.")
