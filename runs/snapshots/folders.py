"""A folder of the studio's machine, read through an index that stays, so that only what changed is read again."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path

from . import aside
from .errors import GitError, SnapshotError
from .facts import git_facts
from .intake import Intake
from .paths import check_links, checked
from .scan import Scan
from .store import SnapshotStore
from .taking import check_counts
from .values import DEFAULT, Draft, Limits
from .worktree import WorkTree


def from_folder(store: SnapshotStore, folder: Path, index: Path, limits: Limits = DEFAULT) -> Draft:
    """Take a folder as it is now. Whether it may be read is asked before, of `LocalFolders`.

    `index` is a file of this source's own; lost or damaged, it costs time and nothing else.
    """
    folder, index = _readable(Path(folder)), Path(index)
    try:
        return _taken(store, folder, index, limits)
    except GitError:
        if not index.exists():
            raise
        index.unlink()  # it may know of objects that a store put back from a copy has not
        return _taken(store, folder, index, limits)


def _taken(store: SnapshotStore, folder: Path, index: Path, limits: Limits) -> Draft:
    with store.intake() as intake:
        work = WorkTree(intake, folder, index)
        found = Scan(folder, work.sizes, work.ignores, limits.entries)
        changed = work.changed(found)
        _check(work, found, changed, limits)
        work.update(found, changed)
        check_links(work.links)
        total = check_counts(work.sizes, limits)  # once more, of what was read
        tree = work.tree()
        beside = aside.facts(_aside(intake, folder, work.sizes))
        intake.settle()
        work.remember(found.ignores)
    return Draft(tree, len(work.sizes), total, found.ignored, {"from": "folder", "path": str(folder), **git_facts(folder), **beside})


def _aside(intake: Intake, folder: Path, kept: Container[str]) -> dict[str, str]:
    """Plain files of the two folders alone, however deep the folder itself is."""
    files = [path for name in aside.FOLDERS if not (folder / name).is_symlink() for path in (folder / name).glob("**/*")]
    sizes = {str(path.relative_to(folder)): path.stat().st_size for path in files if path.is_file() and not path.is_symlink()}
    return {path: intake.put((folder / path).read_bytes()) for path in aside.left_out(sizes, kept)}


def _readable(folder: Path) -> Path:
    if not folder.is_dir():
        raise SnapshotError(f"There is no folder {folder} on the studio's machine. Correct the path, or upload the folder instead.")
    return folder.resolve()


def _check(work: WorkTree, found: Scan, changed: set[str], limits: Limits) -> None:
    """Names, number and sizes, before the first content is read."""
    for path in changed - work.sizes.keys():
        checked(path, limits.path)
    kept = {path: work.sizes[path] for path in found.names - changed}
    check_counts(kept | {path: _size(work.folder / path) for path in changed}, limits)


def _size(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0  # went away meanwhile
