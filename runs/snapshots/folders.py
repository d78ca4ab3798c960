"""A folder of the studio's machine, read through an index that stays, so that only what changed is read again."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import SnapshotError
from .facts import git_facts
from .paths import check_tree, checked
from .scan import Scan
from .store import SnapshotStore
from .taking import check_counts
from .values import DEFAULT, Draft, Limits
from .worktree import WorkTree


def from_folder(store: SnapshotStore, folder: Path, index: Path, limits: Limits = DEFAULT) -> Draft:
    """Take a folder as it is now. `index` is a file of this source's own; lost or damaged, it costs time and nothing else."""
    folder = _readable(Path(folder))
    with store.intake() as intake:
        work = WorkTree(intake, folder, Path(index))
        found = Scan(folder, work.entries, work.ignores, limits.entries)
        changed = work.changed(found)
        _check(work, found, changed, limits)
        work.update(found, changed)
        check_tree(work.entries, work.links())
        total = check_counts(work.known(work.entries), limits)  # once more, of what was read
        tree = work.tree()
        intake.settle()
        work.remember(found.ignores)
    return Draft(tree, len(work.entries), total, found.ignored, {"from": "folder", "path": str(folder), **git_facts(folder)})


def _readable(folder: Path) -> Path:
    if not folder.is_dir():
        raise SnapshotError(f"There is no folder {folder} on the studio's machine. Correct the path, or upload the folder instead.")
    return folder.resolve()


def _check(work: WorkTree, found: Scan, changed: set[str], limits: Limits) -> None:
    """Names, number and sizes, before the first content is read."""
    for path in changed - work.entries.keys():
        checked(path, limits.path)
    check_counts(work.known(found.names - changed) | {path: _size(work.folder / path) for path in changed}, limits)


def _size(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0  # went away meanwhile
