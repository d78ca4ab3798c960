import os
import subprocess

import pytest

from computes.transports.ssh import SshTransport
from tests.computes.machine import until


@pytest.fixture
def over_ssh(an_sshd):
    """`over_ssh(host_key="…")`: a transport to the server, with these options otherwise."""
    return lambda **changes: SshTransport({**an_sshd.options, **changes})


@pytest.fixture
def ssh_agent(tmp_path, monkeypatch):
    """An agent with no key yet: `ssh_agent(path)` adds one."""
    socket = str(tmp_path / "agent.sock")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    until(lambda: os.path.exists(socket))
    monkeypatch.setenv("SSH_AUTH_SOCK", socket)
    yield lambda key: subprocess.run(["ssh-add", "-q", key], check=True)
    agent.terminate()
    agent.wait()
