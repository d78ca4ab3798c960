"""Questions about many blobs at once, each one process of git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .errors import SnapshotError
from .git import Git
from .paths import shown
from .values import MEGABYTE

HASH = re.compile(r"[0-9a-f]{40}")


def sizes(git: Git, hashes: Iterable[str]) -> dict[str, int | None]:
    """The size of each blob; None for what is no blob here."""
    wanted = list(dict.fromkeys(hashes))
    if not wanted:
        return {}
    out = git.run("cat-file", "--batch-check=%(objecttype) %(objectsize)", "--buffer", stdin=_lines(wanted)).decode()
    facts = (line.split(" ") for line in out.splitlines())
    return {sha: int(size) if kind == "blob" else None for sha, (kind, size) in zip(wanted, facts, strict=True)}


def small(git: Git, hashes: Iterable[str], limit: int = MEGABYTE) -> dict[str, bytes]:
    """The contents of ignore files and links; refused where one is larger than those are, or is not here."""
    known = sizes(git, hashes)
    for size in known.values():
        if size is None:
            raise SnapshotError("A file of the folder was not uploaded. Upload the folder again.")
        if size > limit:
            raise SnapshotError(f"An ignore file or a link has {size:,} bytes, more than the {limit:,} accepted. Shorten it and try again.")
    out = git.run("cat-file", "--batch", "--buffer", stdin=_lines(known)) if known else b""
    return dict(zip(known, _records(out), strict=True))


def hash_of(text: str) -> str:
    """What stands in a command line or a question to git is a hash, never an option or an expression."""
    if not HASH.fullmatch(text):
        raise SnapshotError(f"{shown(text)} is not the id of a snapshot or a file: those have 40 hexadecimal digits.")
    return text


def _lines(hashes: Iterable[str]) -> bytes:
    return "".join(hash_of(sha) + "\n" for sha in hashes).encode()


def _records(out: bytes) -> Iterator[bytes]:
    """`<hash> blob <size>`, a new line, the content, a new line; and again."""
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        size = int(out[at:end].split(b" ")[2])
        yield out[end + 1 : end + 1 + size]
        at = end + size + 2
