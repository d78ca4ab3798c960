"""What a folder of this machine is, before anything is sent: names as git gives them, and hashes that are remembered."""

import os
import subprocess
import time

import pytest
from trainshed.connection import StudioError
from trainshed.folders import Folder
from trainshed.stamps import Stamps, hashed
from trainshed.trees import tree_hash


class Studio:
    """Keeps every file but those that end with .log; counts what it is asked."""

    url = "http://127.0.0.1:1"

    def __init__(self):
        self.asked: list[str] = []

    def post(self, path, body):
        self.asked.append(path)
        return {"kept": [name for name in body["paths"] if not name.endswith(".log")], "limits": {"files": 1000, "bytes": 10**6}}


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "a").mkdir(parents=True)
    files = {"a/b.py": "1", "a.b": "2", "a-b": "3", "ä/ö.txt": "4", "x.log": "5", ".git/HEAD": "6", "run.sh": "7"}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "run.sh").chmod(0o755)
    os.symlink("a", folder / "link")
    return folder


def test_a_folder_has_the_name_that_git_gives_it(project, tmp_path):
    git = ["git", f"--git-dir={tmp_path / 'peer.git'}", f"--work-tree={project}"]
    (project / ".git/HEAD").unlink()
    (project / ".git").rmdir()
    (project / "x.log").unlink()
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    theirs = subprocess.run([*git, "write-tree"], check=True, capture_output=True, text=True).stdout.strip()
    assert Folder(Studio(), "/sources/x", project).tree == theirs
    assert tree_hash({}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "git's own empty tree"


def test_links_programs_and_what_is_never_sent(project):
    files = Folder(Studio(), "/sources/x", project).files
    assert {path: mode for path, (mode, _) in files.items() if mode != "100644"} == {"run.sh": "100755", "link": "120000"}
    assert "x.log" not in files and not any(path.startswith(".git/") for path in files)


def test_the_choice_is_asked_once_and_again_when_a_name_or_an_ignore_file_changes(project):
    studio = Studio()
    for _ in range(2):
        Folder(studio, "/sources/x", project)
    assert len(studio.asked) == 1
    (project / "new.py").write_text("")
    Folder(studio, "/sources/x", project)
    (project / ".amlignore").write_text("*.py")
    Folder(studio, "/sources/x", project)
    (project / ".amlignore").write_text("*.md")
    Folder(studio, "/sources/x", project)
    assert len(studio.asked) == 4


def test_a_hash_is_remembered_only_once_the_file_has_settled(project, monkeypatch):
    path = project / "a.b"
    stamps = Stamps(project)
    stamps.sha("a.b", path.lstat())
    assert stamps.files == {}, "it may be written again within a tick of the clock"
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 5 * 10**9)
    assert stamps.sha("a.b", path.lstat()) == hashed(path) and set(stamps.files) == {"a.b"}


def test_a_change_is_seen_though_size_and_time_are_put_back(project, monkeypatch):
    path, now = project / "a.b", time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 5 * 10**9)
    stamps, before = Stamps(project), path.lstat()
    first = stamps.sha("a.b", before)
    stamps.keep({"a.b"})
    time.sleep(0.02)
    path.write_text("9")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    again = Stamps(project)
    assert set(again.files) == {"a.b"} and again.sha("a.b", path.lstat()) != first


def test_a_torn_or_foreign_cache_costs_nothing_but_time(project):
    place = Stamps(project).place
    place.parent.mkdir(parents=True)
    for text in ("{", "[]", '{"form": 99, "files": {"a.b": 1}}'):
        place.write_text(text)
        assert Stamps(project).files == {}
    Folder(Studio(), "/sources/x", project)


def test_too_many_files_are_refused_before_anything_is_read(project):
    class Small(Studio):
        def post(self, path, body):
            return {**super().post(path, body), "limits": {"files": 2, "bytes": 10**6}}

    with pytest.raises(StudioError, match=r"has 6 files, more than the 2 accepted.*\.amlignore"):
        Folder(Small(), "/sources/x", project)


def test_a_name_that_is_no_text_is_refused_with_a_sentence(project):
    os.close(os.open(os.fsencode(project) + b"/\xff.py", os.O_CREAT))
    with pytest.raises(StudioError, match="not valid UTF-8"):
        Folder(Studio(), "/sources/x", project)
