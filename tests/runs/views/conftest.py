"""Git repositories that sources are linked to."""

import subprocess
from collections.abc import Callable

import pytest

from runs.models import Source


@pytest.fixture
def a_repository(tmp_path, settings):
    """A git repository in a folder that sources may be linked to."""
    settings.SOURCE_FOLDERS = [tmp_path]
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "train.py").write_text("print(1)\n")
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "First"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture
def a_link(workspace) -> Callable[..., Source]:
    """`a_link(a_repository)`: a source that is linked to a repository, and has not been fetched."""

    def link(url="https://example.org/code.git", **fields):
        return Source.objects.create(workspace=workspace, name="linked", kind="git", git_url=str(url), **fields)

    return link
