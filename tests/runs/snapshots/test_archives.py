from __future__ import annotations

import io
import zipfile

import pytest

from runs.snapshots import SnapshotError, from_archive

FILES = {"train.py": b"print(1)\n", "lib/model.py": b"x = 1\n", "data/ü.bin": bytes(range(256)), "empty": b""}


def test_a_zip_is_taken(store, zipped, contents):
    draft = from_archive(store, zipped(FILES), name="code.zip")
    assert contents(draft.tree) == FILES
    assert (draft.files, draft.bytes, draft.ignored) == (4, sum(map(len, FILES.values())), 0)
    assert draft.facts == {"from": "archive", "archive": "code.zip"}


@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_every_kind_of_tar_gives_the_tree_of_the_zip(store, zipped, tarred, packing):
    assert from_archive(store, tarred(FILES, packing=packing)).tree == from_archive(store, zipped(FILES)).tree


def test_a_path_is_taken_like_an_open_file(store, tmp_path, zipped):
    (tmp_path / "code.zip").write_bytes(zipped(FILES).read())
    assert from_archive(store, tmp_path / "code.zip").files == 4


def test_one_folder_around_everything_is_taken_off(store, zipped, contents):
    draft = from_archive(store, zipped({f"repo-main/{path}": content for path, content in FILES.items()} | {"__MACOSX/x": b""}))
    assert contents(draft.tree) == FILES and draft.facts["folder"] == "repo-main"


def test_a_program_stays_a_program(store, contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, mode in (("run.sh", 0o100755), ("a.py", 0o100644)):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, mode << 16
            archive.writestr(info, b"#!/bin/sh\n")
    modes = {entry.path: entry.mode for entry in store.files(from_archive(store, file).tree)}
    assert modes == {"run.sh": "100755", "a.py": "100644"}


def test_ignore_files_in_the_archive_decide(store, zipped, contents):
    draft = from_archive(store, zipped({**FILES, "z.log": b"", "out/x": b"", ".gitignore": b"*.log\nout/\n", ".git/config": b"evil"}))
    assert set(contents(draft.tree)) == {*FILES, ".gitignore"} and draft.ignored == 3


def test_the_last_of_two_files_with_one_name_counts(store, tarred, contents):
    first, second = tarred({"a": b"1"}), tarred({"a": b"2"})
    both = io.BytesIO(first.read()[:1024] + second.read())
    assert contents(from_archive(store, both).tree) == {"a": b"2"}


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 no zip", b"\x1f\x8b no gzip", bytes(5000), b"x" * 5000])
def test_what_is_no_archive_is_refused_with_a_sentence(store, objects, content):
    with pytest.raises(SnapshotError, match=r"\.$"):
        from_archive(store, io.BytesIO(content))
    assert objects() == set()


@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_a_half_uploaded_tar_is_refused(store, tarred, objects, packing):
    whole = tarred({"a": bytes(range(256)) * 100, "b": b"2" * 3000}, packing=packing).read()
    for size in (len(whole) // 2, len(whole) // 3):
        with pytest.raises(SnapshotError, match=r"damaged|neither"):
            from_archive(store, io.BytesIO(whole[:size]))
    assert objects() == set()


def test_a_zip_with_a_flipped_bit_is_refused(store, zipped, objects):
    whole = bytearray(zipped({"a": b"hello " * 1000, "b": b"x"}).read())
    whole[60] ^= 1
    with pytest.raises(SnapshotError, match="damaged"):
        from_archive(store, io.BytesIO(bytes(whole)))
    assert objects() == set()
