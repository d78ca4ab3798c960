"""The first entries of a place: folders first, then files, each by name."""

from __future__ import annotations

import os

MOST = 200


def look(store, ask: dict) -> dict:
    found = sorted(store.entries(), key=lambda entry: (entry["type"] != "directory", entry["name"]))
    shown = [{**entry, "name": printable(entry["name"])} for entry in found[:MOST]]
    return {"entries": shown, "more": len(found) > MOST}


def printable(name: str) -> str:
    """With the odd bytes of a name that is no UTF-8 spelled out: no page and no database takes the surrogates Python has for them."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
