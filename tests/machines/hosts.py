"""Machines of the tests' own: each has its network, its processes, its name and its boot id, and an sshd for a plain user.

The file system is this machine's. Its network can be cut as real ones are: packets vanish, nobody says so. Needs root.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.machines.sshd import WITH_US, Sshd, started

SPACES = ("--net", "--uts", "--mount")
# Its first process: takes in orphans, and when it is killed the kernel kills all others.
INIT = 'hostname "$1"; mount --bind "$2" /proc/sys/kernel/random/boot_id; echo up; while :; do sleep 3600 & wait $!; done'


class Host(Sshd):
    """`address` is reached from here alone. On itself it listens at 127.0.0.1 as well: for whoever jumps."""

    def __init__(self, network: int, number: int, **settings: Any) -> None:
        self.name, self.link = f"ts-{network}-{number}", f"ts-{network}-{number}"
        ours, self.address = (f"10.77.{network}.{4 * number + end}" for end in (1, 2))
        super().__init__(self.address, 22, **{"ListenAddress": f"{self.address}\nListenAddress 127.0.0.1", **settings})
        _ip("netns", "add", self.name)
        _ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("address", "add", f"{ours}/30", "dev", self.link)
        _ip("link", "set", self.link, "up")
        _ip("-n", self.name, "address", "add", f"{self.address}/30", "dev", "eth0")
        for link in ("lo", "eth0"):
            _ip("-n", self.name, "link", "set", link, "up")
        self.init: int | None = None
        self.unshare: subprocess.Popen | None = None

    def start(self) -> Host:
        if self.init is None:
            self._boot()
        super().start()
        return self

    def command(self) -> list[str]:
        # The listener itself stays among our processes, where it can be stopped; what it starts is the host's.
        return ["nsenter", f"--target={self.init}", *SPACES, "--pid", "--no-fork", *super().command()]

    def inside(self, *argv: str) -> str:
        """The output of a command as root on this host."""
        command = ["nsenter", f"--target={self.init}", *SPACES, "--pid", *argv]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def cut(self) -> None:
        """From now on every packet to and from it is dropped."""
        for chain, way in (("INPUT", "-i"), ("OUTPUT", "-o")):
            _quietly("ip", "netns", "exec", self.name, "iptables", "-w", "-I", chain, way, "eth0", "-j", "DROP")

    def heal(self) -> None:
        for chain in ("INPUT", "OUTPUT"):
            _quietly("ip", "netns", "exec", self.name, "iptables", "-w", "-F", chain)

    def mend(self) -> None:
        """Reachable and up, whatever was done to it."""
        self.heal()
        if self.process is None:
            self.start()

    def reboot(self) -> None:
        """All its processes are gone, and it comes up under another boot id. Its files stay."""
        self.power_off()
        self.start()

    def power_off(self) -> None:
        if self.init is not None and self.unshare is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.init, signal.SIGKILL)
            self.unshare.wait()  # for all of its processes, those of sshd too, which sshd itself takes leave of
            self.init = None
        self.stop()

    def close(self) -> None:
        self.power_off()
        super().close()
        _ip("netns", "delete", self.name)  # and with it its end of the link, hence the link

    def _boot(self) -> None:
        boot_id = self.folder / "boot_id"
        boot_id.write_text(f"{uuid.uuid4()}\n")
        boot_id.chmod(0o644)
        apart = ["unshare", "--uts", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", INIT, "sh"]
        command = ["ip", "netns", "exec", self.name, *WITH_US, *apart, self.name, str(boot_id)]
        self.unshare = started(command, stdout=subprocess.PIPE, text=True)
        assert self.unshare.stdout is not None
        assert self.unshare.stdout.readline() == "up\n"
        self.init = int(subprocess.check_output(["ps", "-o", "pid=", "--ppid", str(self.unshare.pid)], text=True))


@contextlib.contextmanager
def hosts(number: int, **settings: Any) -> Iterator[list[Host]]:
    """So many, in a network that no other test process has."""
    if os.geteuid() != 0:
        pytest.skip("Machines with networks of their own need root.")
    started: list[Host] = []
    try:
        network = _free_network()
        for each in range(number):
            started.append(Host(network, each, **settings))
            started[-1].start()
        yield started
    finally:
        for host in started:
            host.close()
        _quietly("ip", "link", "delete", f"ts-{network}")


def _free_network() -> int:
    """The first whose link could be made: making it is what takes it."""
    return next(each for each in range(256) if _quietly("ip", "link", "add", f"ts-{each}", "type", "bridge"))


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _quietly(*command: str) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0
