"""Between a source's row and its files: the workspace's snapshot store, and what goes into it."""

from functools import lru_cache

from runs.models import Snapshot
from runs.snapshots.store import SnapshotStore
from studio import datafolder


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
