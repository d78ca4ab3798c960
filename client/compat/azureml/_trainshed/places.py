"""From what a script names as data to files of this machine."""

import glob
import os

from azureml.exceptions import MissingFile

from . import web
from .facts import facts


def files(named):
    """The files that a path, a pattern, a folder, a URL, a place in a datastore, or a list of them stands for."""
    found = [path for each in _each(named) for path in _of(each)]
    if not found:
        raise MissingFile(f"There is no file at {_shown(named)}, seen from {os.getcwd()}.")
    return found


def place(named):
    """One path of this machine, which need not be there yet."""
    if isinstance(named, (tuple, list)) and len(named) == 2 and hasattr(named[0], "root"):
        return os.path.join(named[0].root, str(named[1]).lstrip("/"))
    text = os.fspath(named)
    return _in_datastore(text) or (text[7:] if text.startswith("file://") else text)


def below(path):
    """Every file below a folder, in order."""
    return sorted(os.path.join(at, name) for at, _, names in os.walk(path) for name in names)


def _each(named):
    """A pair of a datastore and a path is one place; any other list is several."""
    several = isinstance(named, list) or (isinstance(named, tuple) and not hasattr(named[0], "root"))
    return [part for each in named for part in _each(each)] if several else [named]


def _of(named):
    if isinstance(named, str) and named.startswith(("http://", "https://")):
        return [web.fetched(str(named))]
    path = place(named)
    if os.path.isdir(path):
        return below(path)
    found = [path] if os.path.exists(path) else sorted(glob.glob(path, recursive=True))
    return [each for one in found for each in (below(one) if os.path.isdir(one) else [one])]


def _in_datastore(text):
    """azureml://…/datastores/<name>/paths/<path>"""
    if not text.startswith("azureml://") or "/datastores/" not in text.replace("azureml://", "azureml:///"):
        return None
    name, _, path = text.partition("datastores/")[2].partition("/")
    from azureml.core.datastore import Datastore

    return os.path.join(Datastore.get(None, name).root, path[6:] if path.startswith("paths/") else path)


def _shown(named):
    return ", ".join(os.fspath(each) if hasattr(each, "__fspath__") else str(each) for each in _each(named))


def folders():
    """Folders in which a file of the internet may lie as well: beside the script, in the run's inputs and datastores."""
    given = [each.get("path") for each in (facts().get("inputs") or {}).values()]
    stores = list((facts().get("datastores") or {}).values())
    return [os.curdir, "data"] + [path for path in given + stores if path and os.path.isdir(path)]
