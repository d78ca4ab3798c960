"""Between a source's row and its files: the workspace's snapshot store, and what goes into it."""

from functools import lru_cache
from pathlib import Path

from runs.models import Snapshot, Source
from runs.snapshots.store import SnapshotStore
from runs.snapshots.values import FILE, Draft
from studio import datafolder
from studio.models import User


def store_of(workspace_pk: int) -> SnapshotStore:
    """The bare git repository that holds every snapshot of a workspace."""
    return _store(str(datafolder.folder("snapshots") / f"{workspace_pk}.git"))


@lru_cache(maxsize=64)
def _store(path: str) -> SnapshotStore:
    store = SnapshotStore(path)
    store.create()
    return store


def has_file(snapshot: Snapshot, path: str) -> bool:
    return store_of(snapshot.source.workspace_id).exists(snapshot.commit, path)


def keep(source: Source, draft: Draft, by: User | None = None) -> Snapshot:
    """A draft as the source's next snapshot, or its newest one when nothing changed."""
    store = store_of(source.workspace_id)
    newest = source.latest
    if newest and newest.tree == draft.tree and newest.facts == draft.facts:
        return newest
    commit = store.commit(draft.tree, newest.commit if newest else None, author=str(by or "Trainshed"))
    snapshot = Snapshot.add(
        source, commit=commit, tree=draft.tree, files=draft.files, bytes=draft.bytes, facts=draft.facts, created_by=by
    )
    store.keep(f"refs/snapshots/{source.pk}/{snapshot.number}", snapshot.commit)
    return snapshot


def take_folder(source: Source, folder: Path, by: User | None = None) -> Snapshot:
    """A small folder of the studio's own, as it is."""
    store = store_of(source.workspace_id)
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts}
    with store.intake() as intake:
        hashes = {name: intake.put(path.read_bytes()) for name, path in files.items()}
        tree = intake.tree({name: (FILE, sha) for name, sha in hashes.items()})
    size = sum(path.stat().st_size for path in files.values())
    return keep(source, Draft(tree, len(files), size, 0, {"from": "example"}), by)
