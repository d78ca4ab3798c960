"""The upload of a folder by hashes: a page announces paths and hashes, sends what is missing, and asks for the snapshot.

    texts = the content of the ignore files        -> chosen(paths, texts)        which files to hash at all
    {path: (mode, sha)}                            -> store.missing(hashes)       which contents to send
    contents                                       -> store.put_blob(...)
    {path: (mode, sha)} once more                  -> from_manifest(...)          the draft

The ignore files are part of the manifest, and are read from the store here: a page that chose wrongly changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from .errors import SnapshotError
from .ignore import Ignore, is_ignore_file
from .paths import check_tree, checked, shown
from .store import SnapshotStore
from .taking import check_counts, readable
from .values import DEFAULT, FILE, LINK, PROGRAM, Draft, Limits


def from_manifest(store: SnapshotStore, manifest: Mapping[str, tuple[str, str]], limits: Limits = DEFAULT) -> Draft:
    files = {checked(path, limits.path): _checked_entry(path, *entry) for path, entry in manifest.items()}
    texts = {path: readable(store.small(sha)) for path, (_, sha) in files.items() if is_ignore_file(path)}
    ignore = Ignore(texts)
    kept = {path: entry for path, entry in files.items() if ignore.keeps(path)}
    sizes = store.sizes(sha for _, sha in kept.values())
    lost = next((path for path, (_, sha) in kept.items() if sizes[sha] is None), None)
    if lost:
        raise SnapshotError(f"The content of {shown(lost)} was not uploaded. Upload the folder again.")
    total = check_counts({path: sizes[sha] or 0 for path, (_, sha) in kept.items()}, limits)
    check_tree(kept, {path: readable(store.small(sha)) for path, (mode, sha) in kept.items() if mode == LINK})
    return Draft(store.write_tree(kept), len(kept), total, len(files) - len(kept), {"from": "folder upload"})


def _checked_entry(path: str, mode: str, sha: str) -> tuple[str, str]:
    if mode not in (FILE, PROGRAM, LINK):
        raise SnapshotError(f"{shown(path)} is no plain file. Leave it out and try again.")
    return mode, sha
