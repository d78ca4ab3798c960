"""The code of a large job that is over, as the beginning of the next one's: exact, whatever its script did to it."""

import os
import subprocess
from pathlib import Path

import pytest

from computes.agent.spares import KEPT, SMALLEST
from tests.computes.machine import Machine
from tests.computes.test_checkout import Source, tree

MANY = {f"package{number // 100}/module{number}.py": b"x = %d\n" % number for number in range(SMALLEST)}


@pytest.fixture
def source(tmp_path):
    return Source(tmp_path / "source")


def over(machine: Machine, job: str) -> Path:
    """The job's run is over: its code is not needed any more. Where it was put aside."""
    machine.workdir.remove([job], "code")
    return machine.root / "spare" / job


def checked_out(machine: Machine, source: Source, job: str, commit: str) -> Path:
    machine.workdir.checkout(job, commit, source.bundle)
    return machine.folder(job) / "code"


def test_the_next_job_begins_with_it_and_only_what_differs_is_written(machine, source):
    code = checked_out(machine, source, "one", source.commit(MANY))
    written = {path.name: path.stat().st_mtime_ns for path in code.rglob("*.py")}
    aside = over(machine, "one")
    assert aside.exists()
    assert not code.exists()
    changed = MANY | {"package0/module7.py": b"changed\n", "new.py": b"new\n"}
    code = checked_out(machine, source, "two", source.commit(changed))
    assert tree(code) == changed
    assert not aside.exists()
    same = [path.name for path in code.rglob("*.py") if written.get(path.name) == path.stat().st_mtime_ns]
    assert len(same) == SMALLEST - 1


def meddle(code: Path) -> None:
    """Everything that a script may do to its code, and some that none should."""
    (code / "package1/module100.py").write_bytes(b"x = 999\n")
    kept = (code / "package1/module101.py").stat()
    (code / "package1/module101.py").write_bytes(b"y = 101\n")  # as long, and its time put back
    os.utime(code / "package1/module101.py", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    (code / "package1/module102.py").unlink()
    (code / "package1/module103.py").chmod(0o777)
    (code / "package1/module104.py").rename(code / "package1/module105.py")
    (code / "package2").rename(code.parent / "elsewhere")
    (code / "package2").symlink_to(code.parent / "elsewhere")
    (code / "package3/module300.py").unlink()
    (code / "package3/module300.py").mkdir()
    (code / "package3/module300.py/inside").write_text("a folder where a file was")
    (code / "untracked/deep").mkdir(parents=True)
    (code / "untracked/deep/file.pyc").write_text("left")
    (code / ".gitignore").write_text("*\n")
    subprocess.run(["git", "init", "-q", code / "nested"], check=True)
    (code / "nested/file").write_text("of another repository")
    (code / "new\nline").write_text("an odd name")


def test_what_a_script_did_to_its_code_is_undone(machine, source):
    commit = source.commit(MANY)
    code = checked_out(machine, source, "one", commit)
    meddle(code)
    inode = (code / "package9/module999.py").stat().st_ino
    over(machine, "one")
    code = checked_out(machine, source, "two", commit)
    assert tree(code) == MANY
    assert not [path for path in code.rglob("*") if path.is_symlink()]
    assert (code / "package1/module103.py").stat().st_mode & 0o777 == 0o600
    assert (code / "package9/module999.py").stat().st_ino == inode


def test_folders_that_nobody_may_write_to_are_opened(machine, source):
    """Else they could neither be tidied nor removed, and the next job found no room for its code."""
    code = checked_out(machine, source, "one", source.commit(MANY))
    (code / "package1" / "cache").mkdir()
    for closed in (code / "package1" / "cache", code / "package1"):
        closed.chmod(0o500)
    aside = over(machine, "one") / "code" / "package1"
    assert [folder.stat().st_mode & 0o700 for folder in (aside, aside / "cache")] == [0o700, 0o700]
    assert tree(checked_out(machine, source, "two", source.commit(MANY | {"new.py": b"new\n"}))) == MANY | {"new.py": b"new\n"}


def test_folders_that_the_agent_took_out_of_the_code_come_again(machine, source):
    files = MANY | {"outputs/seed.txt": b"from the snapshot\n"}
    checked_out(machine, source, "one", source.commit(files))
    machine.run("", "one", argv=["/bin/sh", "-c", "echo more >> outputs/seed.txt"])
    assert (machine.folder("one") / "outputs/seed.txt").read_text() == "from the snapshot\nmore\n"
    over(machine, "one")
    assert tree(checked_out(machine, source, "two", source.commit(files | {"last.py": b""}))) == files | {"last.py": b""}


def test_small_or_unlike_code_is_written_anew(machine, source):
    checked_out(machine, source, "small", source.commit({"train.py": b""}))
    assert not over(machine, "small").exists()
    checked_out(machine, source, "one", source.commit(MANY))
    aside = over(machine, "one")
    other = dict.fromkeys(MANY, b"other\n")
    assert tree(checked_out(machine, source, "two", source.commit(other))) == other | {"train.py": b""}
    assert aside.exists()


def test_code_that_is_also_somewhere_else_is_no_beginning(machine, source):
    code = checked_out(machine, source, "one", source.commit(MANY))
    os.link(code / "package4/module400.py", code.parent / "outputs/linked.py")
    assert not over(machine, "one").exists()
    assert not code.exists()


def test_what_cannot_be_tidied_is_written_anew(machine, source):
    code = checked_out(machine, source, "one", source.commit(MANY))
    index = over(machine, "one") / "index"
    index.write_bytes(b"rubbish")
    assert not code.exists()
    assert tree(checked_out(machine, source, "two", source.commit(MANY | {"new.py": b""}))) == MANY | {"new.py": b""}


def test_few_are_kept_and_a_cleaning_gives_them_back(machine, source):
    for number in range(KEPT + 2):
        checked_out(machine, source, f"job{number}", source.commit(MANY | {"n.py": b"%d" % number}))
    for number in range(KEPT + 2):
        over(machine, f"job{number}")
    assert len(list((machine.root / "spare").iterdir())) == KEPT
    ask = {"what": ["code"], "jobs": [], "dry": True}
    foretold = machine.workdir.call("reclaim", ask)["code"]
    freed = machine.workdir.call("reclaim", {**ask, "dry": False})["code"]
    assert foretold["bytes"] == freed["bytes"] > 0
    assert not list((machine.root / "spare").iterdir())
