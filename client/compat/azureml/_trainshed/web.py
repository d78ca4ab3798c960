"""Files that a script names by their URL. A compute target often sees no internet: copies in the run's folders stand in."""

import os
import shutil
import sys

from azureml.exceptions import UserErrorException

from .facts import folder, inside

SECONDS = 10


def fetched(url):
    """A copy on this machine: one kept below `<folder>/<host>/<path>`, else the internet's, else a file of that name beside the script
    or in the run's data."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    kept = _kept(os.path.join(parts.hostname or "", path))
    if kept:
        return kept
    try:
        return _downloaded(url, os.path.basename(path) or "data")
    except OSError as trouble:
        kept = _kept(os.path.basename(path))
        if kept is None:
            raise UserErrorException(
                "{} could not be fetched from this machine ({}). Put {} beside the script, or into a datastore of the run.".format(
                    url, getattr(trouble, "reason", trouble), os.path.basename(path) or "the file"
                )
            ) from None
        print(f"azureml: {url} cannot be reached from here: {os.path.abspath(kept)} is read instead", file=sys.stderr)
        return kept


def _kept(path):
    from .places import folders

    found = (os.path.join(each, path) for each in folders())
    return next((each for each in found if path and os.path.isfile(each)), None)


def _downloaded(url, name):
    """Once for all processes of the run."""
    import hashlib
    from urllib.request import urlopen

    target = os.path.join(_downloads(), hashlib.sha1(url.encode()).hexdigest()[:16], name)
    if not os.path.exists(target):
        with urlopen(url, timeout=SECONDS) as answer:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            part = f"{target}.{os.getpid()}.part"
            with open(part, "wb") as file:
                shutil.copyfileobj(answer, file)
            os.replace(part, target)
    return target


def _downloads():
    if inside():
        return folder("downloads")
    from tempfile import gettempdir

    return os.path.join(gettempdir(), f"trainshed-downloads-{os.getuid()}")
