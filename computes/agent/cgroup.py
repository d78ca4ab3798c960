"""A control group (cgroup v2) for the job, where this user may make one: nothing that is forked can leave it unseen.

https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import os


class Group:
    def __init__(self, path: str) -> None:
        self.path = path

    def take_in(self, family) -> None:
        """Move a running tree in; `family()` gives its pids. What is forked afterwards is born inside. Moving takes the kernel up
        to 20 ms, which is why the process does not wait for it before it begins."""
        outside = set(family())
        for _ in range(3):  # what was forked while we moved its parent is found in the next round
            for pid in outside:
                with contextlib.suppress(OSError), open(os.path.join(self.path, "cgroup.procs"), "w") as file:
                    file.write(str(pid))
            outside = set(family()) - self.pids()
            if not outside:
                return

    def pids(self) -> set[int]:
        found: set[int] = set()
        for folder, _, _ in os.walk(self.path):
            with contextlib.suppress(OSError), open(os.path.join(folder, "cgroup.procs")) as file:
                found.update(map(int, file.read().split()))
        return found

    def kill(self) -> None:
        """All at once, since Linux 5.14; before that the caller's own loop does it one by one."""
        with contextlib.suppress(OSError), open(os.path.join(self.path, "cgroup.kill"), "w") as file:
            file.write("1")

    def remove(self) -> None:
        for folder, _, _ in os.walk(self.path, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def create(name: str) -> Group | None:
    """Below the group we are in ourselves, so that limits and accounting of whoever started us hold on."""
    home = _our_folder()
    if home is None:
        return None
    path = os.path.join(home, f"trainshed-{name}")
    try:
        os.mkdir(path)
    except OSError:
        return None  # not ours to divide: the usual case for a plain user
    return Group(path)


def _our_folder() -> str | None:
    mount = _mount_point()
    with open("/proc/self/cgroup") as file:
        ours = [line.rstrip("\n")[3:] for line in file if line.startswith("0::")]
    return os.path.join(mount, ours[0].lstrip("/")) if mount and ours else None


def _mount_point() -> str | None:
    with open("/proc/self/mountinfo") as file:
        for line in file:
            fields, _, kind = line.partition(" - ")
            if kind.startswith("cgroup2 "):
                return fields.split()[4]
    return None
