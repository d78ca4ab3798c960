from __future__ import annotations

import hashlib

import pytest

from runs.snapshots import SnapshotError, chosen, from_archive, from_manifest

FILES = {"train.py": b"print(1)\n", "lib/model.py": b"x = 1\n", "notes.log": b"", ".gitignore": b"*.log\n"}


def git_hash(content: bytes) -> str:
    """As a page computes it with SubtleCrypto."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def announced(files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    return {path: ("100644", git_hash(content)) for path, content in files.items()}


def test_a_folder_is_uploaded_by_its_missing_contents(store, zipped):
    wanted = chosen(FILES, {".gitignore": "*.log\n"})
    assert wanted == ["train.py", "lib/model.py", ".gitignore"]
    files = {path: FILES[path] for path in wanted}
    by_hash = {git_hash(content): content for content in files.values()}
    assert store.missing(by_hash) == list(by_hash)
    for sha, content in by_hash.items():
        store.put_blob(content, expect=sha)
    assert store.missing(by_hash) == []
    draft = from_manifest(store, announced(files))
    assert draft.tree == from_archive(store, zipped(FILES)).tree and (draft.files, draft.bytes, draft.ignored) == (3, 21, 0)


def test_a_second_upload_sends_only_what_changed(store):
    for content in FILES.values():
        store.put_blob(content)
    changed = {**FILES, "train.py": b"print(2)\n"}
    assert store.missing(sha for _, sha in announced(changed).values()) == [git_hash(b"print(2)\n")]


def test_a_page_that_announces_ignored_files_changes_nothing(store, contents):
    for path in ("train.py", "lib/model.py", ".gitignore"):
        store.put_blob(FILES[path])
    draft = from_manifest(store, announced({**FILES, ".git/config": b"evil"}))
    assert set(contents(draft.tree)) == {"train.py", "lib/model.py", ".gitignore"} and draft.ignored == 2


def test_the_ignore_files_themselves_must_be_uploaded(store):
    store.put_blob(FILES["train.py"])
    with pytest.raises(SnapshotError, match="was not uploaded"):
        from_manifest(store, announced({"train.py": FILES["train.py"], ".amlignore": b"secret"}))


def test_programs_and_links_are_announced_by_their_mode(store):
    script, target = store.put_blob(b"#!/bin/sh\n"), store.put_blob(b"run.sh")
    draft = from_manifest(store, {"run.sh": ("100755", script), "latest": ("120000", target)})
    assert {entry.path: entry.mode for entry in store.files(draft.tree)} == {"latest": "120000", "run.sh": "100755"}


def test_many_contents_get_in_together_or_not_at_all(store, objects):
    with pytest.raises(ZeroDivisionError), store.intake() as intake:
        for number in range(300):
            intake.put(b"%d" % number)
        intake.flush()
        raise ZeroDivisionError
    assert objects() == set()
    with store.intake() as intake:
        hashes = [intake.put(b"%d" % number) for number in range(300)]
    assert store.missing(hashes) == []


def test_a_content_larger_than_the_limit_is_refused(store, objects):
    with pytest.raises(SnapshotError, match="larger than 1 MB"):
        store.put_blob(bytes(1024 * 1024 + 1), limit=1024 * 1024)
    assert objects() == set()
