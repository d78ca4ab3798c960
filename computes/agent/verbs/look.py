"""The first entries of a folder on this target: what a datastore that is a folder holds."""

from __future__ import annotations

from ..data.looking import look
from ..data.stores import FolderStore
from ..refused import Refused


def answer(ask: dict, rest) -> dict:
    try:
        return look(FolderStore(ask["path"]), ask)
    except FileNotFoundError:
        raise Refused("There is no folder {} on this target. Correct the path, or make the folder.".format(ask["path"])) from None
