"""Many at once, and killed in the middle."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from runs.snapshots import GitError, SnapshotStore, from_archive, from_folder

TAKE_FOR_EVER = """
import sys
from pathlib import Path
from runs.snapshots import SnapshotStore, from_archive, from_folder
store = SnapshotStore(sys.argv[1]).create()
for number in range(10_000):
    Path(sys.argv[3], "changing.py").write_text(str(number))
    store.commit(from_archive(store, Path(sys.argv[2])).tree)
    store.commit(from_folder(store, Path(sys.argv[3]), Path(sys.argv[4])).tree)
    print(number, flush=True)
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(400):
            packed.writestr(f"folder {number % 7}/{number}.py", os.urandom(500))
    (tmp_path / "code.zip").write_bytes(file.getvalue())
    return tmp_path / "code.zip"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(150):
        (tmp_path / "folder" / str(number % 5)).mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / str(number % 5) / f"{number}.py").write_text(str(number))
    return tmp_path / "folder"


def is_sound(store: SnapshotStore) -> bool:
    """Dangling objects are what an unfinished snapshot may leave; missing and broken ones are not."""
    done = subprocess.run(["git", "--git-dir", str(store.path), "fsck", "--full", "--no-dangling"], capture_output=True, text=True)
    return done.returncode == 0 and "missing" not in done.stdout + done.stderr


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.07, 0.13, 0.2, 0.3])
def test_killed_at_any_moment_the_store_works_on(store, archive, folder, tmp_path, delay):
    arguments = [str(store.path), str(archive), str(folder), str(tmp_path / "index")]
    child = subprocess.Popen([sys.executable, "-c", TAKE_FOR_EVER, *arguments], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    child.stdout.readline()
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert is_sound(store)
    (folder / "changing.py").write_text("last")
    fresh = SnapshotStore(tmp_path / "fresh.git").create()
    assert from_archive(store, archive) == from_archive(fresh, archive)
    assert from_folder(store, folder, tmp_path / "index") == from_folder(fresh, folder, tmp_path / "fresh index")
    store.tidy(age=-1)
    assert not list((store.path / "intake").iterdir()) and is_sound(store)


def test_many_threads_take_and_create_at_once(tmp_path, archive):
    trees: list[str] = []
    errors: list[BaseException] = []

    def take(number: int) -> None:
        try:
            store = SnapshotStore(tmp_path / "shared.git").create()
            draft = from_archive(store, archive)
            commit = store.commit(draft.tree, author=f"person {number}")
            store.keep(f"refs/snapshots/{number}/1", commit)
            store.keep("refs/snapshots/shared", store.commit(draft.tree, author="same", at=None)) if number == 0 else store.tidy()
            trees.append(draft.tree)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=take, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and len(trees) == 8 and len(set(trees)) == 1
    assert is_sound(SnapshotStore(tmp_path / "shared.git"))
    assert not list(tmp_path.glob(".new-*"))


def test_tidying_loses_nothing_that_was_stored(store, archive):
    draft = from_archive(store, archive)
    loose = [store.put_blob(b"%d" % number) for number in range(20)]
    store.tidy()
    assert store.missing(loose) == [] and len(store.files(draft.tree)) == 400
    store.tidy()
    assert store.missing(loose) == []


def test_a_git_that_dies_in_the_middle_is_said_and_leaves_nothing(store):
    intake = store.intake()
    with pytest.raises(GitError, match="fast-import"), intake:
        intake.put(b"first")
        assert intake.importer
        intake.importer.kill()
        for _ in range(100):
            intake.put(os.urandom(200_000))
    assert not list((store.path / "intake").iterdir())
