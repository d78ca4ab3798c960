"""Can this machine take work now: cpus, memory, disk, gpus and who is on them, versions."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time

from .. import machine, processes

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
        "gpus": gpus(),
        "python": platform.python_version(),
        "python_path": sys.executable,
        "git": _version(machine.find_program("git")),
        "uv": _version(machine.find_uv()),
        "hostname": platform.node(),
        "boot_id": processes.boot_id(),
        "agent": os.path.basename(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))),
        "time": time.time(),
    }


def gpus() -> list[dict]:
    found = machine.parse_gpus(_ask_nvidia("--query-gpu=" + machine.NVIDIA_FIELDS))
    if not found:
        return []
    indexes = dict(reversed(line.split(", ")) for line in _ask_nvidia("--query-gpu=index,uuid").splitlines() if ", " in line)
    users = [[cell.strip() for cell in line.split(",")] for line in _ask_nvidia("--query-compute-apps=" + APPLICATIONS).splitlines()]
    for gpu in found:
        gpu["processes"] = [_user(row) for row in users if len(row) == 4 and indexes.get(row[0]) == str(gpu["index"])]
    return found


def _user(row: list[str]) -> dict:
    return {"pid": int(row[1]), "name": row[2], "memory": machine.number(row[3], machine.MEGABYTE)}


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
