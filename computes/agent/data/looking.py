"""The first entries of a place: folders first, then files, each by name."""

from __future__ import annotations

MOST = 200


def look(store, ask: dict) -> dict:
    found = sorted(store.entries(), key=lambda entry: (entry["type"] != "directory", entry["name"]))
    return {"entries": found[:MOST], "more": len(found) > MOST}
