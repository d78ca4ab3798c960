"""A snapshot's files in a job's folder: exact, incremental, and the same after any interruption."""

import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from computes.agent_zip import agent_zip
from computes.errors import ComputeError
from tests.computes.machine import Machine

GIT = shutil.which("git")  # before a test takes it off the path


class Source:
    """A git repository on the studio's side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        self.asked: list[list[str]] = []
        self.sent = 0

    def git(self, *arguments: str) -> bytes:
        identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
        command = [GIT, "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, env={**os.environ, **identity}).stdout

    def commit(self, files: dict[str, bytes]) -> str:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.git("add", "-A")
        self.git("-c", "core.autocrlf=false", "commit", "-qm", "snapshot")
        return self.git("rev-parse", "HEAD").decode().strip()

    def bundle(self, have: list[str]):
        self.asked.append(have)
        content = self.git("bundle", "create", "-", "HEAD", *(f"^{commit}" for commit in have))
        self.sent = len(content)
        return [content[place : place + 65536] for place in range(0, len(content), 65536)]

    def archive(self):
        return [self.git("archive", "HEAD")]


@pytest.fixture
def source(tmp_path):
    return Source(tmp_path / "source")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_files_arrive_as_they_are_and_only_once_over_the_wire(machine, source):
    files = {"train.py": b"print(1)\n", "data/with space/\xc3\xa4.bin".encode("latin1").decode(): os.urandom(300_000)}
    commit = source.commit(files)
    assert machine.workdir.checkout("one", commit, source.bundle) == 2
    assert tree(machine.folder("one") / "code") == files
    assert machine.workdir.checkout("two", commit, source.bundle) == 2
    assert source.asked == [[]]

    changed = source.commit({"train.py": b"print(2)\n"})
    machine.workdir.checkout("three", changed, source.bundle)
    assert source.asked == [[], [commit]]
    assert source.sent < 5_000
    assert (machine.folder("three") / "code" / "train.py").read_bytes() == b"print(2)\n"


def test_asked_twice_it_leaves_the_code_as_the_job_has_it(machine, source):
    commit = source.commit({"train.py": b"print(1)\n"})
    machine.workdir.checkout("job", commit, source.bundle)
    (machine.folder() / "code" / "made-by-the-job").touch()
    assert machine.workdir.checkout("job", commit, source.bundle) == 1
    assert (machine.folder() / "code" / "made-by-the-job").exists()


def test_another_commit_for_the_same_job_is_refused(machine, source):
    machine.workdir.checkout("job", source.commit({"a": b"1"}), source.bundle)
    with pytest.raises(ComputeError, match="a job's code never changes"):
        machine.workdir.checkout("job", source.commit({"a": b"2"}), source.bundle)


def test_attributes_in_the_tree_change_no_byte(machine, source):
    files = {".gitattributes": b"*.txt text eol=crlf ident\n", "a.txt": b"one\r\ntwo\n$Id$\n", "b.txt": b"plain\n"}
    (source.folder / ".git" / "info" / "attributes").write_text("* -text -ident\n")  # the studio's store takes bytes as they are, too
    machine.workdir.checkout("job", source.commit(files), source.bundle)
    assert tree(machine.folder() / "code") == files


def test_links_and_executables_are_kept(machine, source):
    (source.folder / "link").symlink_to("run.sh")
    (source.folder / "run.sh").write_text("#!/bin/sh\n")
    (source.folder / "run.sh").chmod(0o755)
    machine.workdir.checkout("job", source.commit({}), source.bundle)
    code = machine.folder() / "code"
    assert os.readlink(code / "link") == "run.sh"
    assert os.access(code / "run.sh", os.X_OK)


def test_a_damaged_bundle_is_refused_and_the_next_one_works(machine, source):
    commit = source.commit({"a": b"1"})
    with pytest.raises(ComputeError, match="git bundle failed"):
        machine.workdir.checkout("job", commit, lambda have: [b"# v2 git bundle\nrubbish"])
    with pytest.raises(ComputeError, match="No bundle came"):
        machine.workdir.checkout("job", commit, lambda have: [])
    assert machine.workdir.checkout("job", commit, source.bundle) == 1


@pytest.mark.parametrize("moment", [0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2])
def test_killed_at_any_moment_and_done_again_it_is_whole(machine, source, moment):
    files = {f"folder{number % 7}/{number}.py": b"%d\n" % number for number in range(400)}
    commit = source.commit(files)
    machine.launcher.probe()  # the agent is there
    agent = machine.root / "agent" / agent_zip().hash / "__main__.py"
    question = b'{"root": "%s", "job_id": "job", "commit": "%s", "bundle": true}\n' % (bytes(machine.root), commit.encode())
    process = subprocess.Popen([sys.executable, "-I", "-S", agent, "checkout"], stdin=subprocess.PIPE, start_new_session=True)
    try:
        process.stdin.write(question + b"".join(source.bundle([])))
        process.stdin.close()
    except BrokenPipeError:
        pass
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert machine.workdir.checkout("job", commit, source.bundle) == 400
    assert tree(machine.folder() / "code") == files


# -- a target without git ----------------------------------------------------------------------------------------------


@pytest.fixture
def without_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    return Machine(tmp_path / "target")


def test_without_git_the_files_come_as_a_tar_stream(without_git, source):
    commit = source.commit({"train.py": b"print(1)\n", "a/b": b"2"})
    assert without_git.workdir.checkout("job", commit, source.bundle, source.archive) == 2
    assert tree(without_git.folder() / "code") == {"train.py": b"print(1)\n", "a/b": b"2"}
    with pytest.raises(ComputeError, match="no git on the target"):
        without_git.workdir.checkout("other", commit, source.bundle)


def a_tar(*members: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return buffer.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, leads: str = "", size: int = 0) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, leads, size
    return made


@pytest.mark.parametrize(
    "members",
    [
        [member("../out", size=1)],
        [member("/tmp/out", size=1)],
        [member("link", tarfile.SYMTYPE, "/etc"), member("link/out", size=1)],
        [member("link", tarfile.SYMTYPE, "../..")],
        [member("hard", tarfile.LNKTYPE, "/etc/passwd")],
        [member("pipe", tarfile.FIFOTYPE)],
        [member("disk", tarfile.BLKTYPE)],
    ],
)
def test_a_tar_stream_that_leads_out_of_the_folder_is_refused(without_git, members):
    with pytest.raises(ComputeError, match=r"leads out|no file, folder or link"):
        without_git.workdir.checkout("job", "a" * 40, lambda have: [], lambda: [a_tar(*members)])
    assert not (without_git.folder() / "code").exists()
