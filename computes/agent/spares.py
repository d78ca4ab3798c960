"""spare/<job>/ of a target: the code of large jobs that are over, with its git index, for the next job to begin with.

Git writes 20,000 files in seconds, and finds the one that differs in a tenth of one. What a script did to its code is undone: whatever git's index
does not know goes, and what has not exactly the size, times and inode that the index has is written anew."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat

from .folders import JobFolder
from .refused import Refused
from .removal import DOOMED

SMALLEST = 1000  # files: fewer are written as soon
KEPT = 2
# A spare of which more than this share differs is no help.
DIFFERENT = 0.25


def keep(folder: JobFolder) -> None:
    """Put the code of a job that is over aside, if it is worth it; else leave it where it is. Older spares go."""
    done = _facts(folder.path)
    if not done or done["files"] < SMALLEST or not os.path.exists(folder("index")):
        return
    if not _opened(folder("code")) or _is_linked(folder("code")):
        return
    spares = os.path.join(folder.root, "spare")
    unfinished = os.path.join(spares, f"{DOOMED}{folder.id}-{os.getpid()}")
    os.makedirs(unfinished, mode=0o700)
    for name in ("index", "checkout.json", "code"):  # without its code it would be none
        if name == "checkout.json":
            shutil.copyfile(folder(name), os.path.join(unfinished, name))
        elif os.path.exists(folder(name)):
            os.rename(folder(name), os.path.join(unfinished, name))
    os.rename(unfinished, os.path.join(spares, folder.id))
    _remove_older(spares)


def _opened(code: str) -> bool:
    """Take away what would keep us from tidying: a script may leave folders that nobody may write to. False where they are not ours."""
    if os.path.islink(code):
        return False
    try:
        os.chmod(code, 0o700)
        for place, names, _ in os.walk(code):
            for path in [os.path.join(place, name) for name in names]:
                mode = os.lstat(path).st_mode
                if stat.S_ISDIR(mode) and mode & stat.S_IRWXU != stat.S_IRWXU:
                    os.chmod(path, stat.S_IMODE(mode) | stat.S_IRWXU)
    except OSError:
        return False
    return True


def _is_linked(code: str) -> bool:
    """Whether it, or a file of it, is also somewhere else: what is written here would be written there."""
    found = (os.path.join(place, name) for place, _, names in os.walk(code) for name in names)
    return os.path.islink(code) or any(os.lstat(path).st_nlink > 1 for path in found)


def take(folder: JobFolder, repository, commit: str) -> bool:
    """Make code.tmp and index.tmp of the job from a spare that is like its commit. False where there is none."""
    for path, known in _newest(os.path.join(folder.root, "spare")):
        if repository.differ(known["commit"], commit) > DIFFERENT * known["files"]:
            continue
        with contextlib.suppress(OSError):  # somebody else was first
            os.rename(path, folder("spare.tmp"))
            return _made_of(folder, repository, commit)
    return False


def _made_of(folder: JobFolder, repository, commit: str) -> bool:
    for name in ("code", "index"):
        os.rename(os.path.join(folder("spare.tmp"), name), folder(f"{name}.tmp"))
    shutil.rmtree(folder("spare.tmp"))
    try:
        repository.tidy_tree(folder("code.tmp"), folder("index.tmp"))
        repository.write_tree(commit, folder("code.tmp"), folder("index.tmp"))
    except Refused:  # a script may leave what cannot be removed; then all is written anew
        return False
    return True


def sweep(folder: JobFolder) -> None:
    shutil.rmtree(folder("spare.tmp"), ignore_errors=True)


def paths(root: str) -> list[str]:
    return [path for path, _ in _newest(os.path.join(root, "spare"))]


def _newest(spares: str) -> list[tuple[str, dict]]:
    with contextlib.suppress(FileNotFoundError):
        paths = [entry.path for entry in os.scandir(spares) if not entry.name.startswith(DOOMED)]
        found = [(path, _facts(path)) for path in sorted(paths, key=os.path.getctime, reverse=True)]
        return [(path, facts) for path, facts in found if facts]
    return []


def _facts(path: str) -> dict:
    try:
        with open(os.path.join(path, "checkout.json"), "rb") as file:
            facts = json.loads(file.read())
        return {"commit": str(facts["commit"]), "files": int(facts["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _remove_older(spares: str) -> None:
    for path, _ in _newest(spares)[KEPT:]:
        with contextlib.suppress(OSError):
            doomed = os.path.join(spares, f"{DOOMED}{os.path.basename(path)}-{os.getpid()}")
            os.rename(path, doomed)
            shutil.rmtree(doomed, ignore_errors=True)
