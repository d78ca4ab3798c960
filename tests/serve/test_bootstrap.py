"""What `./bootstrap` says when it cannot go on, and how quick it is when there is nothing to do."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["sh", "awk", "cat", "cmp", "cp", "dirname", "rm"]


@pytest.fixture
def checkout(tmp_path):
    """A fresh clone's files, and a machine that has hardly anything."""
    folder, tools = tmp_path / "checkout", tmp_path / "bin"
    folder.mkdir()
    tools.mkdir()
    for name in ("bootstrap", "uv.lock"):
        shutil.copy(ROOT / name, folder)
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    return folder


def command(checkout: Path, name: str, script: str) -> None:
    file = checkout.parent / "bin" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def bootstrap(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout.parent / "bin")} | environment
    return subprocess.run([checkout / "bootstrap", "run"], env=environment, capture_output=True, text=True)


def test_a_python_that_is_too_old_is_named(checkout):
    command(checkout, "git", "true")
    command(checkout, "oldpython", "echo 0 3.9.2 /usr/bin/python3.9")
    done = bootstrap(checkout, PYTHON="oldpython")
    assert done.returncode == 2
    assert done.stderr == (
        "Trainshed needs Python 3.11 or later; found here: Python 3.9.2 /usr/bin/python3.9. "
        "Install a newer one, or name it: make run PYTHON=/path/to/python3.12\n"
    )


def test_a_missing_git_is_named(checkout):
    done = bootstrap(checkout)
    assert (done.returncode, done.stderr) == (
        2,
        "Trainshed needs git: snapshots of sources are kept in it. Install git and try again.\n",
    )


def test_a_missing_pip_is_named(checkout):
    command(checkout, "git", "true")
    command(checkout, "nopip", "case $1 in -c) echo 1 3.12.1 nopip ;; *) exit 1 ;; esac")
    done = bootstrap(checkout, PYTHON="nopip")
    assert done.returncode == 2
    assert "has no pip" in done.stderr
    assert "python3-pip" in done.stderr


def test_it_is_quick_when_nothing_changed(checkout):
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(os.path.realpath("/bin/true"))
    shutil.copy(ROOT / "uv.lock", checkout / ".venv" / "in-step-dev")
    began = time.monotonic()
    done = bootstrap(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 1
