"""Whatever shell and start files the account has, a command's output is its own."""

import os

import pytest

from computes.errors import ComputeError, ProgramMissing
from computes.kinds import open_target
from computes.transports.ssh import SshTransport
from tests.machines.sshd import sshd


@pytest.fixture
def home():
    """A machine with a home that the test may furnish."""
    with sshd() as machine:

        def write(name, text, mode=0o644):
            (machine.home / name).write_text(text)
            (machine.home / name).chmod(mode)
            os.chown(machine.home / name, machine.guest.pw_uid, machine.guest.pw_gid)

        machine.write = write
        yield machine


def test_a_start_file_that_talks_is_not_mistaken_for_the_command(home):
    home.write(".bashrc", "echo Welcome to the lab; echo Mind the gap >&2\n")
    done = SshTransport(home.options).run(["printf", "%s", "own"])
    assert done.out == b"own"
    assert b"Mind the gap" in done.err
    assert open_target("ssh", home.options)[1].probe().cpus >= 1


def test_the_folder_lies_in_the_home_of_the_account(home):
    workdir, launcher = open_target("ssh", home.options)
    assert launcher.probe().hostname
    assert workdir.root == str(home.root)
    assert (home.root / "agent").is_dir()


def test_a_python_that_is_not_there_is_said_with_the_way_out(home):
    _, launcher = open_target("ssh", {**home.options, "python": "python3.99"})
    with pytest.raises(ProgramMissing, match=r"python3\.99 cannot be run on .*: it is not there\. Install Python 3\.8 or later there"):
        launcher.probe()


def test_a_python_2_is_said(home):
    home.write("python", '#!/bin/sh\n[ "$1" = -I ] && { echo "Unknown option: -I" >&2; exit 2; }\n', 0o755)
    _, launcher = open_target("ssh", {**home.options, "python": str(home.home / "python")})
    with pytest.raises(ComputeError, match="is too old a Python. Install Python 3.8 or later there"):
        launcher.probe()
