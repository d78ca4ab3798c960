"""Who a process is: its number and when it started, for numbers are used again."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path


def started(pid: int) -> str:
    """When the process started, in a form that only serves to compare; empty when there is none (or a zombie)."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return "" if Path("/proc/self").exists() else _asked_of_ps(pid)
    except ProcessLookupError:
        return ""
    return "" if state == "Z" else fields[18]


def _asked_of_ps(pid: int) -> str:
    return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout.strip()


def note(path: Path, pid: int) -> None:
    path.write_text(f"{pid} {started(pid)}\n")


def noted(path: Path) -> int:
    """The process that the file names, if it still runs; else 0."""
    pid, _, start = path.read_text().strip().partition(" ")
    return int(pid) if start and pid.isdecimal() and started(int(pid)) == start else 0


def end_leftovers(folder: Path, patience: float = 5.0) -> list[str]:
    """Ends what a killed studio left running, by the pid files in `folder`; the names of what was ended."""
    files = sorted(folder.glob("*.pid"))
    left = {file.stem: pid for file in files if (pid := noted(file))}
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        for pid in left.values():
            signal_group(pid, number)
        _wait_until_gone(left.values(), seconds)
    for file in files:
        file.unlink()
    return list(left)


def _wait_until_gone(pids: Iterable[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(map(started, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signals the process and what it started. One that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
