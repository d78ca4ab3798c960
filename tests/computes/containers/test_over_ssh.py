"""A container on a machine that is reached over SSH, as a plain user who may open the engine's socket."""

import os

import pytest

from computes.kinds import open_target
from computes.values import Job
from tests.computes.machine import until

SCRIPT = b"import os; open('outputs/x', 'w').write('kept'); print(os.getuid(), os.path.exists('/.dockerenv'))"


@pytest.fixture
def opened(an_sshd, dockerd):
    """The engine's socket is the guest's own for the time of a test; the container sees the guest's home by the same path."""
    before = os.stat(dockerd.socket)
    os.chown(dockerd.socket, an_sshd.guest.pw_uid, before.st_gid)
    os.chmod(dockerd.folder, 0o711)
    yield open_target("ssh", an_sshd.options)
    os.chown(dockerd.socket, before.st_uid, before.st_gid)


def test_a_run_in_a_container_over_ssh(opened, an_sshd, dockerd):
    workdir, launcher = opened
    container = {"image": dockerd.image, "socket": dockerd.socket, "studio": "tests"}
    workdir.write("job", "code/train.py", SCRIPT)
    handle = launcher.submit(Job("job", ["python", "train.py"], container=container))
    status = until(lambda: (found := launcher.poll({"job": handle})["job"]).final and found)
    assert (status.phase, status.code, status.reason) == ("finished", 0, "exited"), status
    assert workdir.read("job", "rank-0.log").decode() == f"{an_sshd.guest.pw_uid} True\n"
    kept = os.stat(f"{an_sshd.root}/jobs/job/outputs/x")
    assert kept.st_uid == an_sshd.guest.pw_uid
    assert not dockerd.client.containers.list(all=True, filters={"label": ["trainshed.job=job", f"trainshed.root={an_sshd.root}"]})
