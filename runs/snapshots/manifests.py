"""The upload of a folder by hashes: a page announces paths and hashes, sends what is missing, and asks for the snapshot.

    texts = the content of the ignore files        -> chosen(paths, texts)        which files to hash at all
    {path: (mode, sha)}                            -> store.missing(hashes)       which contents to send
    contents                                       -> store.put_blob(...)
    {path: (mode, sha)} once more                  -> from_manifest(...)          the draft

The ignore files are part of the manifest, and are read from the store here: a page that chose wrongly changes nothing.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from . import aside
from .blobs import sizes, small
from .errors import SnapshotError
from .ignore import Ignore, is_ignore_file
from .paths import check_tree, checked, shown
from .store import SnapshotStore
from .taking import check_counts, readable
from .values import DEFAULT, FILE, LINK, PROGRAM, Draft, Limits


def from_manifest(store: SnapshotStore, manifest: Mapping[str, tuple[str, str]], limits: Limits = DEFAULT) -> Draft:
    files = {checked(path, limits.path): _checked_entry(path, *entry) for path, entry in manifest.items()}
    ignore = Ignore(_texts(store, {path: sha for path, (_, sha) in files.items() if is_ignore_file(path)}))
    kept = {path: entry for path, entry in files.items() if ignore.keeps(path)}
    total = check_counts(_sizes(store, {path: sha for path, (_, sha) in kept.items()}), limits)
    check_tree(kept, _texts(store, {path: sha for path, (mode, sha) in kept.items() if mode == LINK}))
    facts = {"from": "folder upload", **aside.facts(_aside(store, {path: sha for path, (_, sha) in files.items()}, kept))}
    return Draft(store.write_tree(kept), len(kept), total, len(files) - len(kept), facts)


def _aside(store: SnapshotStore, files: Mapping[str, str], kept: Container[str]) -> dict[str, str]:
    """Only what was sent: an older sender leaves it out."""
    known = sizes(store.git, [sha for path, sha in files.items() if path not in kept and aside.is_configuration(path)])
    there = {path: size for path, sha in files.items() if (size := known.get(sha)) is not None}
    return {path: files[path] for path in aside.left_out(there, kept)}


def _sizes(store: SnapshotStore, files: Mapping[str, str]) -> dict[str, int]:
    known = sizes(store.git, files.values())
    for path, sha in files.items():
        if known[sha] is None:
            raise SnapshotError(f"The content of {shown(path)} was not uploaded. Upload the folder again.")
    return {path: known[sha] or 0 for path, sha in files.items()}


def _texts(store: SnapshotStore, files: Mapping[str, str]) -> dict[str, str]:
    contents = small(store.git, files.values())
    return {path: readable(contents[sha]) for path, sha in files.items()}


def _checked_entry(path: str, mode: str, sha: str) -> tuple[str, str]:
    if mode not in (FILE, PROGRAM, LINK):
        raise SnapshotError(f"{shown(path)} is no plain file. Leave it out and try again.")
    return mode, sha
