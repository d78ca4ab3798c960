from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from runs.snapshots import from_folder
from runs.snapshots.facts import git_facts


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "remote", "add", "origin", "https://me:secret@example.org/team/code.git")
    (folder / "train.py").write_text("print(1)\n")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=a", "-c", "user.email=b", "commit", "-q", "-m", "first")
    return folder


def git(folder: Path, *arguments: str) -> str:
    return subprocess.check_output(["git", "-C", str(folder), *arguments], text=True).strip()


def test_a_clean_repository_tells_where_it_stands_and_no_password(repository):
    assert git_facts(repository) == {
        "repository": "https://example.org/team/code.git",
        "branch": "trunk",
        "commit": git(repository, "rev-parse", "HEAD"),
        "dirty": False,
    }


def test_what_is_not_committed_is_recorded_as_a_difference(repository, store, tmp_path):
    (repository / "train.py").write_text("print(2)\n")
    facts = from_folder(store, repository, tmp_path / "index").facts
    assert facts["dirty"] and "-print(1)\n+print(2)\n" in facts["diff"] and facts["path"] == str(repository)


def test_a_long_difference_is_cut(repository):
    (repository / "train.py").write_text("x = 1\n" * 100_000)
    assert git_facts(repository)["diff"].endswith("are kept\n")


def test_a_detached_head_has_no_branch_and_a_new_repository_no_commit(repository, tmp_path):
    git(repository, "checkout", "-q", "--detach")
    assert "branch" not in git_facts(repository)
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path / "new")], check=True)
    assert git_facts(tmp_path / "new") == {"branch": "main", "dirty": False}


def test_changes_elsewhere_in_the_repository_do_not_count(repository):
    (repository / "sub").mkdir()
    (repository / "sub" / "a.py").write_text("")
    (repository / "other.py").write_text("")
    git(repository, "add", "sub")
    git(repository, "-c", "user.name=a", "-c", "user.email=b", "commit", "-q", "-m", "sub")
    assert not git_facts(repository / "sub")["dirty"] and git_facts(repository)["dirty"]


def test_no_repository_has_no_facts(tmp_path):
    assert git_facts(tmp_path) == {}


def test_no_program_that_the_folder_names_is_run(repository, tmp_path):
    proof = tmp_path / "proof"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch {proof}\ncat\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "filter.evil.clean", "filter.evil.process", "diff.external", "diff.evil.textconv", "diff.evil.command"):
        git(repository, "config", name, str(script))
    git(repository, "config", "filter.evil.required", "true")
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "post-index-change").symlink_to(script)
    (repository / ".gitattributes").write_text("* filter=evil diff=evil\n")
    (repository / "train.py").write_text("print(2)\n")
    assert git_facts(repository)["dirty"]
    assert not proof.exists()
