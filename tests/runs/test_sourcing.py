"""A folder of the studio's machine as a source, and the stores' housekeeping."""

import subprocess

import pytest

from runs import sourcing
from runs.models import Source
from runs.snapshots import SnapshotError
from runs.tasks import tidy_stores


@pytest.fixture
def folder(tmp_path, settings):
    settings.SOURCE_FOLDERS = [tmp_path]
    made = tmp_path / "project"
    made.mkdir()
    (made / "train.py").write_text("print(1)\n")
    return made


@pytest.fixture
def source(workspace, folder):
    return Source.objects.create(workspace=workspace, name="project", kind="git", git_url=str(folder))


def test_a_folder_that_is_no_repository_is_taken_as_it_stands(source, folder):
    first = sourcing.take_git(source, "")
    (folder / "model.py").write_text("x = 1\n")
    second = sourcing.take_git(source, "")
    assert (first.files, second.files, second.number) == (1, 2, 2)
    assert sourcing.has_file(second, "model.py")
    assert second.facts["path"] == str(folder)


def test_the_same_folder_again_is_the_same_snapshot(source):
    assert sourcing.take_git(source, "").pk == sourcing.take_git(source, "").pk


def test_a_folder_that_is_no_repository_has_no_branches(source):
    with pytest.raises(SnapshotError, match="no branch, tag or commit main"):
        sourcing.take_git(source, "main")


def test_a_repository_is_taken_by_its_commits(source, folder):
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    (folder / "uncommitted.py").write_text("x = 1\n")
    assert sourcing.take_git(source, "main").files == 1


def test_a_folder_outside_the_opened_ones_is_refused(source, settings, tmp_path):
    settings.SOURCE_FOLDERS = [tmp_path / "elsewhere"]
    with pytest.raises(SnapshotError, match="not below a folder"):
        sourcing.take_git(source, "")


def test_tidying_keeps_what_is_stored(source):
    snapshot = sourcing.take_git(source, "")
    tidy_stores()
    assert sourcing.has_file(snapshot, "train.py")
