"""Can this machine take work now: cpus, memory, disk, gpus and who is on them, versions."""

from __future__ import annotations

import glob
import json
import os
import platform
import pwd
import subprocess
import sys
import time

from .. import machine, processes
from ..containers import health

APPLICATIONS = "gpu_uuid,pid,process_name,used_memory"
# A driver that hangs must not make the target look unreachable.
PATIENCE = 10


def answer(ask: dict, rest) -> dict:
    os.makedirs(ask["root"], mode=0o700, exist_ok=True)
    disk = os.statvfs(ask["root"])
    total, used = machine.memory()
    return {
        "cpus": len(os.sched_getaffinity(0)),
        "cpu_load": os.getloadavg()[0],
        "memory_total": total,
        "memory_used": used,
        "disk_total": disk.f_blocks * disk.f_frsize,
        "disk_free": disk.f_bavail * disk.f_frsize,
        "gpus": gpus(ask["root"]),
        "python": platform.python_version(),
        "python_path": sys.executable,
        "git": _version(machine.find_program("git")),
        "uv": _version(machine.find_uv()),
        "docker": health.facts(ask.get("docker_socket")),
        "hostname": platform.node(),
        "boot_id": processes.boot_id(),
        "agent": os.path.basename(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))),
        "time": time.time(),
    }


def gpus(root: str) -> list[dict]:
    """Each with the processes on it: whose they are, and which job below `root` they belong to, if any."""
    found = machine.parse_gpus(_ask_nvidia("--query-gpu=" + machine.NVIDIA_FIELDS))
    if not found:
        return []
    indexes = dict(reversed(line.split(", ")) for line in _ask_nvidia("--query-gpu=index,uuid").splitlines() if ", " in line)
    users = [[cell.strip() for cell in line.split(",")] for line in _ask_nvidia("--query-compute-apps=" + APPLICATIONS).splitlines()]
    for gpu in found:
        gpu["processes"] = [_process(row, root) for row in users if len(row) == 4 and indexes.get(row[0]) == str(gpu["index"])]
    return found


def _process(row: list[str], root: str) -> dict:
    pid = int(row[1])
    whose = {"user": _owner(pid), "job": _job(pid, root)}
    return {"pid": pid, "name": row[2], "memory": machine.number(row[3], machine.MEGABYTE), **whose}


def _job(pid: int, root: str) -> str | None:
    """Another studio's jobs on this machine are not below this root: not ours."""
    name = (processes.marker_of(pid) or "").partition(":")[0] or _of_container(pid, root)
    return name if name and os.path.basename(name) == name and os.path.isdir(os.path.join(root, "jobs", name)) else None


def _of_container(pid: int, root: str) -> str | None:
    """The job in whose container it is. Its environment may be hidden from us, as root's is; its ancestors are not."""
    first = {
        tuple(_init_of(place)): os.path.basename(os.path.dirname(place))
        for place in glob.glob(os.path.join(root, "jobs", "*", "container"))
    }
    while first and pid > 1 and (process := processes.look_up(pid)):
        if (process.pid, process.start) in first:
            return first[process.pid, process.start]
        pid = process.parent
    return None


def _init_of(place: str) -> list:
    try:
        with open(place) as file:
            return json.load(file).get("init") or []
    except (OSError, ValueError):
        return []


def _owner(pid: int) -> str | None:
    """The name of the user that a process runs as; a number where the machine has no name for it."""
    try:
        number = os.stat(f"/proc/{pid}").st_uid
    except processes.UNREADABLE:
        return None
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _ask_nvidia(question: str) -> str:
    program = machine.find_program("nvidia-smi")
    return _output([program, question, "--format=csv,noheader,nounits"]) if program else ""


def _version(path: str | None) -> str | None:
    """The number in what `PROGRAM --version` prints, or None where there is none."""
    words = _output([path, "--version"]).split() if path else []
    return next((word for word in words if word[0].isdigit()), None)


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
