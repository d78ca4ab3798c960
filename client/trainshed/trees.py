"""The name that git gives a whole folder: what the studio is asked by, before anything is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any


def tree_hash(files: Mapping[str, tuple[str, str]]) -> str:
    """Of path to (mode, blob hash)."""
    root: dict[str, Any] = {}
    # In the order of whole paths each folder's entries come in git's own: a folder is compared as if its name ended with a slash.
    # Text sorts as its UTF-8 does.
    for path in sorted(files):
        *folders, name = path.split("/")
        at = root
        for folder in folders:
            at = at.setdefault(folder, {})
        at[name] = files[path]
    return _hash(root).hex()


def _hash(folder: dict[str, Any]) -> bytes:
    lines = b"".join(_line(name, entry) for name, entry in folder.items())
    return hashlib.sha1(b"tree %d\0" % len(lines) + lines).digest()


def _line(name: str, entry: Any) -> bytes:
    if isinstance(entry, dict):
        return b"40000 %s\0%s" % (name.encode(), _hash(entry))
    mode, sha = entry
    return b"%s %s\0%s" % (mode.encode(), name.encode(), bytes.fromhex(sha))
