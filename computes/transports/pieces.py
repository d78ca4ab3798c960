from __future__ import annotations

from collections.abc import Iterable

from computes.transports import Stdin


def pieces(stdin: Stdin, size: int) -> Iterable[bytes]:
    """What a command is fed, piece by piece."""
    if isinstance(stdin, bytes):
        return [stdin] if stdin else []
    if isinstance(stdin, Iterable) and not hasattr(stdin, "read"):
        return stdin
    return iter(lambda: stdin.read(size), b"")
