"""Between a source's row and its files: the workspace's snapshot store, and what goes into it."""

import hashlib
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from runs.models import Snapshot, Source
from runs.snapshots import (
    Credential,
    Draft,
    GitRules,
    Limits,
    LocalFolders,
    SnapshotError,
    SnapshotStore,
    chosen,
    from_archive,
    from_folder,
    from_git,
    from_manifest,
    is_repository,
)
from runs.snapshots.aside import ASIDE, is_configuration
from runs.snapshots.blobs import small
from runs.snapshots.values import FILE
from studio import datafolder
from studio.models import User
from studio.secrets import Hidden


def store_of(workspace_pk: int) -> SnapshotStore:
    """The bare git repository that holds every snapshot of a workspace."""
    return _store(str(datafolder.folder("snapshots") / f"{workspace_pk}.git"))


@lru_cache(maxsize=64)
def _store(path: str) -> SnapshotStore:
    store = SnapshotStore(path)
    store.create()
    return store


def tidy() -> None:
    """Remove what killed uploads left half done in the stores."""
    for path in datafolder.folder("snapshots").glob("*.git"):
        _store(str(path)).tidy()


def has_file(snapshot: Snapshot, path: str) -> bool:
    return store_of(snapshot.source.workspace_id).exists(snapshot.commit, path)


def text_of(snapshot: Snapshot, path: str, most: int = 1_000_000) -> str | None:
    """A small text file of a snapshot; None where there is no file at this path."""
    store = store_of(snapshot.source.workspace_id)
    path = posixpath.normpath(path)
    return store.read(snapshot.commit, path, most).decode(errors="replace") if store.exists(snapshot.commit, path) else None


def paths(snapshot: Snapshot) -> frozenset[str]:
    """Every file and every folder of a snapshot."""
    return _paths(str(store_of(snapshot.source.workspace_id).path), snapshot.commit)


@lru_cache(maxsize=16)
def _paths(store: str, commit: str) -> frozenset[str]:
    """A commit never changes, and a folder that is submitted again is mostly the same one."""
    return frozenset(_store(store).names(commit))


def configuration_files(snapshot: Snapshot) -> dict[str, str]:
    """The text of each file in its `.azureml/` and `aml_config/`, those included that its ignore file leaves out of the snapshot."""
    store = store_of(snapshot.source.workspace_id)
    kept = {entry.path: entry.sha for entry in store.files(snapshot.commit) if is_configuration(entry.path, entry.size)}
    found = {**snapshot.facts.get(ASIDE, {}), **kept}
    contents = small(store.git, found.values())
    return {path: contents[sha].decode(errors="replace") for path, sha in found.items() if sha in contents}


def texts(snapshot: Snapshot, paths: Iterable[str], most: int = 256 * 1024) -> dict[str, str]:
    """Those of these files that are no larger than `most` bytes each: one question to git for all of them."""
    store, wanted = store_of(snapshot.source.workspace_id), set(paths)
    shas = {entry.path: entry.sha for entry in store.files(snapshot.commit) if entry.path in wanted and entry.size <= most}
    contents = small(store.git, shas.values())
    return {path: contents[sha].decode(errors="replace") for path, sha in shas.items() if sha in contents}


def limits() -> Limits:
    """What one snapshot may hold here."""
    return Limits(bytes=settings.SOURCE_BYTES, files=settings.SOURCE_FILES)


def take_archive(source: Source, archive: BinaryIO | UploadedFile, name: str, by: User | None = None) -> Snapshot:
    """The files of a zip or tar as the source's next snapshot. SnapshotError says why not."""
    return keep(source, archive_draft(source.workspace_id, archive, name), by)


def archive_draft(workspace_pk: int, archive: BinaryIO | UploadedFile, name: str) -> Draft:
    """The files of a zip or tar, not yet a snapshot. Takes seconds: never inside a transaction, which on SQLite holds up every writer."""
    # An upload of Django's is a file in all but name.
    return from_archive(store_of(workspace_pk), cast(BinaryIO, archive), limits(), name)


def take_git(source: Source, ref: str, by: User | None = None) -> Snapshot:
    """What a branch, tag or commit of the linked repository holds now, as the source's next snapshot. May take minutes.

    A path on this machine may also be a folder that is no repository: then it is taken as it stands."""
    link = _rules().link(source.git_url)
    if link.protocol == "file" and not is_repository(Path(link.url)):
        return _take_plain_folder(source, Path(link.url), ref, by)
    secret = Credential(source.git_user, _revealed(source.token), _revealed(source.deploy_key))
    store, cache = store_of(source.workspace_id), _cache(source)
    return keep(source, from_git(store, source.git_url, ref, secret, cache=cache, limits=limits(), rules=_rules()), by)


def _take_plain_folder(source: Source, folder: Path, ref: str, by: User | None) -> Snapshot:
    if ref:
        raise SnapshotError(f"{folder} is no git repository: it has no branch, tag or commit {ref}. Leave that field empty.")
    index = _cache(source).with_suffix(".index")
    return keep(source, from_folder(store_of(source.workspace_id), folder, index, limits()), by)


def checked_git_url(url: str) -> str:
    """The address of a repository that may be linked here. SnapshotError says why it may not."""
    return _rules().link(url.strip()).url


def _rules() -> GitRules:
    return GitRules(folders=LocalFolders(tuple(settings.SOURCE_FOLDERS)))


def _cache(source: Source) -> Path:
    """Where what was fetched stays, so that the next fetch takes only what is new: of this source and this address alone."""
    address = hashlib.sha256(source.git_url.encode()).hexdigest()[:12]
    return datafolder.folder("git", str(source.workspace_id)) / f"{source.pk}-{address}.git"


def _revealed(secret: str) -> str:
    return secret.reveal() if isinstance(secret, Hidden) else secret


# -- a folder from a browser, in four steps: which files, which of their contents are missing, those, and the snapshot --


def choice(paths: list[str], ignores: Mapping[str, str]) -> list[str]:
    """Those of a folder's files that a snapshot would hold, by the texts of its ignore files."""
    return chosen(paths, ignores)


def missing(workspace_pk: int, hashes: Iterable[str]) -> list[str]:
    """Those contents that the workspace does not hold yet."""
    return store_of(workspace_pk).missing(hashes)


def put(workspace_pk: int, contents: Mapping[str, UploadedFile]) -> None:
    """Take in contents by the hash that was announced for each. All of them get in, or none."""
    with store_of(workspace_pk).intake() as intake:
        for sha, content in contents.items():
            if intake.put(content, content.size, limits().bytes) != sha:
                raise SnapshotError("A file changed while it was uploaded: its content is not what was announced. Upload the folder again.")


def take_manifest(
    source: Source, files: Mapping[str, tuple[str, str]], by: User | None = None, facts: Mapping[str, str | bool] | None = None
) -> Snapshot:
    """{path: (mode, hash)} as the source's next snapshot; every content must be here. `facts` are what the sender knows of the folder."""
    draft = manifest_draft(source.workspace_id, files)
    return keep(source, replace(draft, facts=draft.facts | dict(facts or {})), by)


def take_again(source: Source, tree: str, by: User | None = None, facts: Mapping[str, str | bool] | None = None) -> Snapshot | None:
    """The files of an earlier snapshot as the source's next one, or its newest one when that is it; None when it never had this tree."""
    known = source.snapshots.filter(tree=tree).order_by("-number").first()
    if known is None:
        return None
    return keep(source, Draft(tree, known.files, known.bytes, facts={"from": "folder upload"} | dict(facts or {})), by)


def manifest_draft(workspace_pk: int, files: Mapping[str, tuple[str, str]]) -> Draft:
    """{path: (mode, hash)}, not yet a snapshot; every content must be here."""
    return from_manifest(store_of(workspace_pk), files, limits())


def keep(source: Source, draft: Draft, by: User | None = None) -> Snapshot:
    """A draft as the source's next snapshot, or its newest one when nothing changed."""
    store = store_of(source.workspace_id)
    newest = source.latest
    if newest and newest.tree == draft.tree and newest.facts == draft.facts:
        return newest
    commit = store.commit(draft.tree, newest.commit if newest else None, author=str(by or "Trainshed"))
    store.keep(_name(source, commit), commit)
    return Snapshot.add(source, commit=commit, tree=draft.tree, files=draft.files, bytes=draft.bytes, facts=draft.facts, created_by=by)


def take_folder(source: Source, folder: Path, by: User | None = None) -> Snapshot:
    """A small folder of the studio's own, as it is."""
    store = store_of(source.workspace_id)
    files = {
        str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts
    }
    with store.intake() as intake:
        hashes = {name: intake.put(path.read_bytes()) for name, path in files.items()}
        tree = intake.tree({name: (FILE, sha) for name, sha in hashes.items()})
    size = sum(path.stat().st_size for path in files.values())
    return keep(source, Draft(tree, len(files), size, 0, {"from": "example"}), by)


def remove(source: Source) -> bool:
    """Delete a source with its snapshots. False when a run used one: then they are part of that run's record."""
    names = [_name(source, commit) for commit in source.snapshots.values_list("commit", flat=True)]
    if not source.remove():
        return False
    for name in names:
        store_of(source.workspace_id).forget(name)
    return True


def _name(source: Source, commit: str) -> str:
    """What keeps a snapshot's files in the store. By the commit, for a source's key is given anew when its transaction fails."""
    return f"refs/snapshots/{source.pk}/{commit}"
