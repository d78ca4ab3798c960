"""Whether there is an engine, for the probe: one question in plain HTTP/1.0, for a client of HTTP takes longer to import than to answer."""

from __future__ import annotations

import json

from . import sockets

# An engine that hangs must not make the target look unreachable.
PATIENCE = 5.0
QUESTION = b"GET /info HTTP/1.0\r\nHost: engine\r\n\r\n"


def facts(given: str | None) -> dict | None:
    """{"version", "socket", "limits", "gpus", "rootless"}, or None where no engine answers us."""
    path = sockets.find(given)
    if not sockets.is_socket(path):
        return None
    try:
        told = json.loads(_answer(path).partition(b"\r\n\r\n")[2])
        security = " ".join(told.get("SecurityOptions") or [])
        return {
            "version": told["ServerVersion"],
            "socket": path,
            "limits": told.get("CgroupDriver") != "none" and bool(told.get("MemoryLimit")),
            "gpus": "nvidia" in (told.get("Runtimes") or {}),
            "rootless": "name=rootless" in security,
        }
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def _answer(path: str) -> bytes:
    import socket  # most targets have no engine

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(path)
        connection.sendall(QUESTION)
        pieces = list(iter(lambda: connection.recv(65536), b""))
    return b"".join(pieces)
