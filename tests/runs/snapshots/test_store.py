from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from datetime import UTC, datetime

import pytest

from runs.snapshots import SnapshotError, SnapshotStore


def commit_of(store: SnapshotStore, files: dict[str, bytes], **more) -> str:
    tree = store.write_tree({path: ("100644", store.put_blob(content)) for path, content in files.items()})
    return store.commit(tree, **more)


def test_a_blob_has_the_hash_that_a_browser_computes(store):
    content = b"print('hello')\n"
    assert store.put_blob(content) == hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def test_missing_names_what_was_never_stored_once_and_in_order(store):
    here = store.put_blob(b"here")
    assert store.missing(["b" * 40, here, "a" * 40, "b" * 40]) == ["b" * 40, "a" * 40]


def test_a_tree_is_no_file_content(store):
    tree = store.write_tree({"a": ("100644", store.put_blob(b"a"))})
    assert store.missing([tree]) == [tree]


def test_an_upload_of_other_content_than_announced_is_refused(store, objects):
    before = objects()
    with pytest.raises(SnapshotError, match="changed while it was uploaded"):
        store.put_blob(b"other", expect="a" * 40)
    assert objects() == before


def test_a_tree_needs_every_blob(store):
    with pytest.raises(SnapshotError):
        store.write_tree({"a": ("100644", "a" * 40)})


def test_the_same_files_are_the_same_tree_in_any_order(store):
    blob = store.put_blob(b"x")
    names = ["b", "a/b", "a.b", "a-b", "ä"]
    trees = {store.write_tree(dict.fromkeys(order, ("100644", blob))) for order in (names, names[::-1])}
    assert len(trees) == 1


def test_files_are_listed_and_read_back(store):
    commit = commit_of(store, {"train.py": b"print(1)", "data/ü ñ.txt": bytes(range(256)), "empty": b""})
    assert [(entry.path, entry.mode, entry.size) for entry in store.files(commit)] == [
        ("data/ü ñ.txt", "100644", 256),
        ("empty", "100644", 0),
        ("train.py", "100644", 8),
    ]
    assert store.read(commit, "data/ü ñ.txt") == bytes(range(256))
    assert store.read(commit, "data/ü ñ.txt", limit=10) == bytes(range(10))
    assert store.read(commit, "empty") == b""


def test_a_folder_a_pattern_and_an_absent_path_are_no_files(store):
    commit = commit_of(store, {"a/b.py": b""})
    assert store.exists(commit, "a/b.py")
    assert not any(store.exists(commit, path) for path in ("a", "a/", "", "*", ":(glob)**", "a/b.py/", "../a/b.py", "A/b.py", "a\0b"))
    with pytest.raises(SnapshotError, match=r'has no file "a"'):
        store.read(commit, "a")


def test_an_option_is_no_commit(store):
    with pytest.raises(SnapshotError, match="is not the id"):
        store.files("--output=/tmp/x")


def test_a_name_once_kept_names_the_same_commit_for_ever(store):
    first, second = (commit_of(store, {"a": content}) for content in (b"1", b"2"))
    store.keep("refs/snapshots/7/1", first)
    store.keep("refs/snapshots/7/1", first)
    with pytest.raises(SnapshotError):
        store.keep("refs/snapshots/7/1", second)


@pytest.mark.parametrize("author", ["Åsa Öberg", "Eve <eve@x>\nparent 1", "", "<>", ".,;"])
def test_any_name_of_a_person_can_be_an_author(store, author):
    commit = commit_of(store, {"a": b""}, author=author, message="first\n\nmore", at=datetime(2026, 1, 2, tzinfo=UTC))
    lines = store.git.run("cat-file", "commit", commit).decode().splitlines()
    names = [line.split(" ", 1)[1] for line in lines[1:3]]
    assert len(lines) == 7 and lines[-3:] == ["first", "", "more"]
    assert all(name.endswith(" <nobody@trainshed.invalid> 1767312000 +0000") and not name.startswith(" ") for name in names)


def test_the_snapshot_before_is_noted_and_is_no_parent(store):
    first = commit_of(store, {"a": b"1"}, message="one")
    second = commit_of(store, {"a": b"2"}, previous=first, author="Åsa")
    text = store.git.run("cat-file", "commit", second).decode()
    assert text.endswith(f"Previous: {first}\n") and "parent" not in text
    assert len(b"".join(store.bundle(second))) < 500


def test_a_difference_reads_like_git_and_stops_at_its_limit(store):
    first, second = commit_of(store, {"a": b"1\n"}), commit_of(store, {"a": b"2\n" * 5000})
    assert "-1\n+2\n" in store.diff(first, second)
    assert store.diff(first, second, limit=500).endswith("are shown\n")
    assert store.diff(first, first) == ""


def test_a_bundle_is_read_by_git_and_holds_only_what_the_other_side_lacks(store, tmp_path):
    big = hashlib.shake_128(b"incompressible").digest(200_000)
    first, second = commit_of(store, {"big": big, "a": b"1"}), commit_of(store, {"big": big, "a": b"2"})
    other = tmp_path / "other.git"
    git = ["git", "--git-dir", str(other)]
    subprocess.run(["git", "init", "-q", "--bare", str(other)], check=True)
    sizes = []
    for commit, have in ((first, []), (second, [first, "e" * 40, "--all"])):
        bundle = b"".join(store.bundle(commit, have))
        (tmp_path / "bundle").write_bytes(bundle)
        subprocess.run([*git, "fetch", "-q", str(tmp_path / "bundle"), "refs/*:refs/*"], check=True)
        sizes.append(len(bundle))
    assert sizes[0] > 200_000 and sizes[1] < 2_000
    assert subprocess.check_output([*git, "cat-file", "blob", f"refs/snapshots/{second}:a"]) == b"2"
    assert "is okay" in subprocess.check_output([*git, "bundle", "verify", str(tmp_path / "bundle")], text=True, stderr=subprocess.STDOUT)


def test_attributes_inside_a_snapshot_change_no_byte_of_it(store, contents):
    files = {".gitattributes": b"* text eol=crlf export-ignore export-subst ident\n", "a": b"1\n$Format:%H$ $Id$\r\n"}
    commit = commit_of(store, files)
    assert contents(commit) == files
    with tarfile.open(fileobj=io.BytesIO(b"".join(store.archive(commit, "tar")))) as archive:
        assert {member.name: archive.extractfile(member).read() for member in archive if member.isreg()} == files


def test_creating_twice_changes_nothing(store):
    commit = commit_of(store, {"a": b""})
    assert SnapshotStore(store.path).create().files(commit)


def test_leaving_a_stream_early_ends_git(store):
    commit = commit_of(store, {"big": bytes(5_000_000)})
    stream = store.stream(commit, "big")
    assert next(stream)
    stream.close()
