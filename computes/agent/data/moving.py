"""Downloads and uploads, from and to any store: checked before, retried, whole files or none."""

from __future__ import annotations

import fnmatch
import os
import shutil
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from . import names
from .failed import Failed
from .progress import Progress, say, words
from .stores import walked

ATTEMPTS = 4
BACK_OFF = 1.0  # seconds before the second attempt; each further one waits twice as long

unfinished: set[str] = set()
_lock = threading.Lock()


def download(store, ask: dict) -> dict:
    """The place's files below `here`. Returns what was brought."""
    files, single = store.files()
    here = ask["here"]
    os.makedirs(here, exist_ok=True)
    paths = {name: names.inside(here, name) for name in files}
    wanted = {name: size for name, size in files.items() if ask["overwrite"] or not os.path.lexists(paths[name])}
    _check_room(here, sum(wanted.values()))

    def one(name: str, moved) -> None:
        _whole(paths[name], lambda part: store.get(name, part, moved))

    _all("Downloading", "Downloaded", ask["name"], store, wanted, one)
    _say_kept(len(files) - len(wanted), here)
    return {"files": len(wanted), "bytes": sum(wanted.values()), "single": next(iter(files)) if single else None}


def upload(store, ask: dict) -> dict:
    """The files below `here` into the place. Returns what was sent."""
    here = ask["here"]
    if os.path.isfile(here):
        files, here = {os.path.basename(here): os.path.getsize(here)}, os.path.dirname(here)
    elif os.path.isdir(here):
        files = {name: size for name, size in walked(here).items() if _chosen(name, ask["globs"]) and _own(here, name)}
    else:
        raise Failed(f"there is no {here} any more; the script removed it.")
    there = set() if ask["overwrite"] else store.names()
    wanted = {name: size for name, size in files.items() if name not in there}
    _all("Uploading", "Uploaded", ask["name"], store, wanted, lambda name, moved: store.put(os.path.join(here, name), name, moved))
    _say_kept(len(files) - len(wanted), "the datastore")
    return {"files": len(wanted), "bytes": sum(wanted.values())}


def forget_unfinished() -> None:
    for path in list(unfinished):
        if os.path.lexists(path):
            os.unlink(path)


def _all(verb: str, past: str, name: str, store, wanted: dict[str, int], one) -> None:
    progress = Progress(verb, name, len(wanted), sum(wanted.values()))

    def carry(file: str) -> None:
        _retried(store, file, lambda: progress.counted(lambda moved: one(file, moved)))
        progress.ended_one()

    with ThreadPoolExecutor(store.workers) as workers:
        asked = [workers.submit(carry, file) for file in wanted]
        done, waiting = wait(asked, return_when=FIRST_EXCEPTION)
        for each in waiting:
            each.cancel()
        for each in done:
            each.result()
    progress.end(past)


def _retried(store, name: str, act, attempt: int = 1) -> None:
    try:
        act()
    except Failed as trouble:
        if attempt == ATTEMPTS or not store.is_transient(trouble):
            raise
        seconds = BACK_OFF * 2 ** (attempt - 1)
        say(f"{name} was interrupted; attempt {attempt + 1} of {ATTEMPTS} in {seconds:.0f} s")
        time.sleep(seconds)
        _retried(store, name, act, attempt + 1)


def _whole(path: str, fill) -> None:
    """Under another name until it is whole: whoever finds the file finds all of it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.{os.getpid()}.part"
    with _lock:
        unfinished.add(part)
    try:
        if os.path.lexists(part):
            os.unlink(part)  # of an attempt that was interrupted
        fill(part)
        os.replace(part, path)
    finally:
        if os.path.lexists(part):
            os.unlink(part)
        with _lock:
            unfinished.discard(part)


def _check_room(folder: str, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise Failed(f"it is {words(size)}, and the disk of {folder} has {words(free)} free. Make room there, or choose less data.")


def _chosen(name: str, globs: list[str] | None) -> bool:
    return not globs or any(
        fnmatch.fnmatchcase(name, form) for glob in globs for form in (glob, glob[3:] if glob.startswith("**/") else glob)
    )


def _own(here: str, name: str) -> bool:
    """A link that leads out of the folder is not what the script left there."""
    real, home = os.path.realpath(os.path.join(here, name)), os.path.realpath(here)
    own = os.path.commonpath([real, home]) == home
    if not own:
        say(f"{name} is a link that leads out of {here}; it is not uploaded.")
    return own


def _say_kept(count: int, where: str) -> None:
    if count:
        say(f"{count:,} {'file was' if count == 1 else 'files were'} in {where} already and stay: overwrite is false.")
