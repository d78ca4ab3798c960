from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from runs.snapshots import Limits, SnapshotError, SnapshotStore, from_archive, from_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    fill(folder, {"train.py": b"print(1)\n", "lib/model.py": b"x = 1\n", "data/ü ñ.bin": bytes(range(256)), "empty": b""})
    return folder


@pytest.fixture
def take(store: SnapshotStore, folder: Path, tmp_path: Path):
    return lambda **limits: from_folder(store, folder, tmp_path / "indexes" / "7", Limits(**limits))


def fill(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def test_a_folder_is_taken_byte_for_byte(take, contents):
    draft = take()
    assert contents(draft.tree) == {"train.py": b"print(1)\n", "lib/model.py": b"x = 1\n", "data/ü ñ.bin": bytes(range(256)), "empty": b""}
    assert (draft.files, draft.bytes, draft.ignored, draft.facts["from"]) == (4, 271, 0, "folder")


def test_the_second_snapshot_equals_a_first_one_after_any_change(take, store, folder, tmp_path):
    take()
    (folder / "train.py").write_bytes(b"print(2)\n")  # the same size, within the same tick of the clock
    (folder / "lib" / "model.py").unlink()
    (folder / "lib").rmdir()
    (folder / "lib").write_bytes(b"a file now")
    (folder / "empty").unlink()
    fill(folder, {"empty/not any more": b"", "new/a/b.py": b""})
    (folder / "data" / "ü ñ.bin").chmod(0o755)
    (folder / "link").symlink_to("new/a")
    draft = take()
    assert draft == from_folder(store, folder, tmp_path / "another index")
    modes = {entry.path: entry.mode for entry in store.files(draft.tree)}
    assert modes == {
        "train.py": "100644", "lib": "100644", "empty/not any more": "100644", "new/a/b.py": "100644",
        "data/ü ñ.bin": "100755", "link": "120000",
    }  # fmt: skip
    assert store.read(draft.tree, "train.py") == b"print(2)\n"


def test_a_folder_that_became_a_link_is_a_link(take, store, folder):
    take()
    (folder / "lib").rename(folder / "library")
    (folder / "lib").symlink_to("library")
    assert [(entry.path, entry.is_link) for entry in store.files(take().tree) if "lib" in entry.path] == [
        ("lib", True),
        ("library/model.py", False),
    ]


def test_many_new_files_give_the_tree_that_few_give(take, store, folder, tmp_path, zipped):
    files = {f"many/{number}.py": b"%d" % number for number in range(150)}
    fill(folder, files)
    everything = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert take().tree == from_archive(store, zipped(everything)).tree


def test_ignore_files_count_when_they_are_new_changed_and_gone(take, folder):
    fill(folder, {"a.log": b"", "out/x": b"", "lib/b.log": b"", "lib/c.tmp": b""})
    assert take().files == 8
    fill(folder, {".gitignore": b"*.log\nout/\n", "lib/.gitignore": b"!b.log\n*.tmp\n"})
    assert (take().files, take().ignored) == (4 + 3, 3)
    fill(folder, {"lib/.gitignore": b"*.tmp\n"})
    assert (take().files, take().ignored) == (4 + 2, 4)
    fill(folder, {".amlignore": b"*.tmp\n"})
    assert (take().files, take().ignored) == (4 + 6, 1)
    for name in (".amlignore", ".gitignore", "lib/.gitignore"):
        (folder / name).unlink()
    assert take().files == 8


def test_git_itself_and_caches_are_left_out_and_a_repository_inside_is_taken(take, folder, contents):
    fill(folder, {"__pycache__/x.pyc": b"", "lib/.git/config": b"[core]\n", "lib/.git/HEAD": b"ref: refs/heads/main\n"})
    subprocess.run(["git", "init", "-q", str(folder / "inner")], check=True)
    fill(folder, {"inner/module.py": b"y"})
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    draft = take()
    assert {*contents(draft.tree)} == {"train.py", "data/ü ñ.bin", "empty", "inner/module.py", "lib/model.py"}
    fill(folder, {"inner/second.py": b"z"})
    assert take().files == draft.files + 1


def test_attributes_of_the_folder_change_no_byte(take, folder, contents):
    fill(folder, {".gitattributes": b"* text=auto eol=lf ident filter=lfs working-tree-encoding=UTF-16\n", "crlf.py": b"1\r\n$Id$\r\n"})
    assert contents(take().tree)["crlf.py"] == b"1\r\n$Id$\r\n"


def test_sockets_and_pipes_are_left_out(take, folder):
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
        assert (take().files, take().ignored) == (4, 2)


@pytest.mark.parametrize("damage", ["cut", "rubbish", "empty"])
def test_a_damaged_index_costs_time_alone(take, tmp_path, damage):
    draft = take()
    index = tmp_path / "indexes" / "7"
    index.write_bytes({"cut": index.read_bytes()[:100], "rubbish": os.urandom(500), "empty": b""}[damage])
    assert take() == draft


def test_an_index_of_another_store_is_not_believed(take, folder, tmp_path):
    draft = take()
    other = SnapshotStore(tmp_path / "other.git").create()
    assert from_folder(other, folder, tmp_path / "indexes" / "7") == draft
    assert len(other.files(draft.tree)) == 4


def test_an_index_that_is_newer_than_its_store_is_not_believed(take, store, folder, tmp_path):
    """As after a store was put back from a copy."""
    shutil.copytree(store.path, tmp_path / "copy")
    (folder / "later.py").write_bytes(b"later")
    draft = take()
    for name in ("objects", "refs"):
        shutil.rmtree(store.path / name)
        shutil.move(tmp_path / "copy" / name, store.path / name)
    assert take() == draft and store.read(draft.tree, "later.py") == b"later"


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"files": 3}, "4 files are more than the 3"),
        ({"bytes": 200}, r"more than the .* Largest: \"data/ü ñ.bin\""),
        ({"entries": 3}, "too many names"),
        ({"path": 10}, "is too long"),
    ],
)
def test_limits_are_sentences_and_nothing_is_written(take, objects, limits, sentence):
    with pytest.raises(SnapshotError, match=sentence):
        take(**limits)
    assert objects() == set()


def test_links_stay_inside(take, folder, objects):
    (folder / "data" / "ok").symlink_to("../lib/model.py")
    (folder / "out").symlink_to("/etc/passwd")
    with pytest.raises(SnapshotError, match=r'"out" leads out of the folder'):
        take()
    assert objects() == set()
    fill(folder, {".amlignore": b"/out\n"})
    assert take().files == 6


@pytest.mark.parametrize("name", [b"new\nline", b"back\\slash", b".GIT/config", b"latin\xe9", b".g\xe2\x80\x8cit/x"])
def test_names_that_mean_trouble_elsewhere_are_refused(take, folder, objects, name):
    path = os.fsencode(folder) + b"/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(os.fsdecode(path)).write_bytes(b"")
    with pytest.raises(SnapshotError, match=r"Rename the file"):
        take()
    assert objects() == set()


def test_no_folder_is_a_sentence(store, tmp_path):
    with pytest.raises(SnapshotError, match="There is no folder"):
        from_folder(store, tmp_path / "absent", tmp_path / "index")


def test_two_snapshots_at_once_are_both_right(take, folder):
    fill(folder, {f"many/{number}.py": b"%d" % number for number in range(300)})
    drafts: list = []
    threads = [threading.Thread(target=lambda: drafts.append(take())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drafts) == 4 and len({draft.tree for draft in drafts}) == 1
    assert take().tree == drafts[0].tree
