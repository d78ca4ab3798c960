"""Put a snapshot's files into a job's code/ folder. Says what it has when objects are missing, and takes a bundle of them."""

from __future__ import annotations

import os
import shutil

from .. import locks, spares
from ..folders import JobFolder
from ..refused import Refused
from ..repository import Repository


def answer(ask: dict, rest) -> dict:
    folder, commit = JobFolder(ask["root"], ask["job_id"]), ask["commit"]
    repository = Repository(ask["root"])
    if repository.git is None:
        return {"ok": False, "git": False}
    folder.create()
    lock, use = locks.take(folder("checkout.lock")), repository.use()
    try:
        return done_before(folder, commit) or _check_out(folder, repository, commit, rest if ask.get("bundle") else None)
    finally:
        os.close(use)
        os.close(lock)


def done_before(folder: JobFolder, commit: str) -> dict | None:
    done = folder.read("checkout.json")
    if done is None or not os.path.isdir(folder("code")):
        return None
    if done["commit"] != commit:
        raise Refused("Job {} has commit {} checked out already; a job's code never changes.".format(folder.id, done["commit"]))
    return {"ok": True, "files": done["files"]}


def _check_out(folder: JobFolder, repository: Repository, commit: str, bundle) -> dict:
    if not repository.has(commit):
        if bundle is None:
            return {"ok": False, "git": True, "have": repository.newest()}
        repository.take_in(bundle, commit)
    _sweep(folder)
    if not spares.take(folder, repository, commit):
        _sweep(folder)
        os.makedirs(folder("code.tmp"), mode=0o700)
        repository.write_tree(commit, folder("code.tmp"), folder("index.tmp"))
    files = repository.files_in(folder("index.tmp"))
    settle(folder, commit, files)
    os.rename(folder("index.tmp"), folder("index"))  # by which a later job finds out what this one's script changed
    return {"ok": True, "files": files}


def settle(folder: JobFolder, commit: str, files: int) -> None:
    """The record first, the folder second: code/ without its record cannot be, and a record without code/ is done again."""
    folder.write("checkout.json", {"commit": commit, "files": files})
    shutil.rmtree(folder("code"), ignore_errors=True)
    os.rename(folder("code.tmp"), folder("code"))


def _sweep(folder: JobFolder) -> None:
    """What a checkout that was killed left behind."""
    shutil.rmtree(folder("code.tmp"), ignore_errors=True)
    spares.sweep(folder)
    for name in ("index.tmp", "index.tmp.lock"):
        if os.path.exists(folder(name)):
            os.unlink(folder(name))
