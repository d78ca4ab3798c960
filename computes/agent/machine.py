"""The machine as a whole: cpu, memory and gpus."""

from __future__ import annotations

import os
import signal
import sys

NVIDIA_FIELDS = "index,name,memory.total,memory.used,utilization.gpu"
MEGABYTE = 1024 * 1024


def cpu_ticks() -> tuple[int, int]:
    """Busy and all ticks since the machine started."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def memory() -> tuple[int, int]:
    """Total and used bytes; what the kernel would give back on demand counts as free."""
    facts = {}
    with open("/proc/meminfo") as file:
        for line in file:
            name, _, rest = line.partition(":")
            facts[name] = int(rest.split()[0]) * 1024
    return facts["MemTotal"], facts["MemTotal"] - facts.get("MemAvailable", facts["MemFree"])


def out_of_memory_kills() -> int:
    """How many processes the kernel has ended for want of memory since the machine started (Linux 4.13 and later)."""
    with open("/proc/vmstat") as file:
        return next((int(line.split()[1]) for line in file if line.startswith("oom_kill ")), 0)


def find_program(name: str) -> str | None:
    for folder in os.get_exec_path():
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return None


def find_uv(given: str | None = None) -> str | None:
    """uv, also where its installers and a virtual environment put it without telling PATH, and where the studio brought its own."""
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    beside = os.path.join(os.path.dirname(sys.executable), "uv")
    usual = [beside, os.path.expanduser("~/.local/bin/uv"), os.path.expanduser("~/.cargo/bin/uv"), os.path.join(root, "tools", "uv")]
    return next((path for path in (given, find_program("uv"), *usual) if path and os.access(path, os.X_OK)), None)


def parse_gpus(table: str) -> list[dict]:
    rows = [[cell.strip() for cell in line.split(",")] for line in table.splitlines()]
    return [_gpu(row) for row in rows if len(row) == 5 and row[0].isdigit()]


def _gpu(row: list[str]) -> dict:
    index, name, total, used, utilization = row
    return {
        "index": int(index),
        "name": name,
        "memory_total": number(total, MEGABYTE),
        "memory_used": number(used, MEGABYTE),
        "utilization": number(utilization, 1),
    }


def number(cell: str, unit: int) -> int | None:
    """nvidia-smi writes '[N/A]' or '[Not Supported]' where a card does not tell (MIG, some laptops)."""
    return int(float(cell)) * unit if cell.replace(".", "", 1).isdigit() else None


class GpuReader:
    """Asks nvidia-smi without ever waiting for it: each read starts the next question and returns the last answer."""

    def __init__(self) -> None:
        self.program = find_program("nvidia-smi")
        self.pid: int | None = None
        self.pipe: int | None = None
        self.answer: list[dict] = []

    def read(self) -> list[dict]:
        if self.program is None:
            return []
        if self.pipe is not None:
            self._take_answer()
        if self.pipe is None:
            self._ask()
        return self.answer

    def close(self) -> None:
        """Leave no nvidia-smi behind: it would look like a process of the job that did not end."""
        if self.pipe is None:
            return
        os.close(self.pipe)
        self.pipe = None
        try:
            os.kill(self.pid, signal.SIGKILL)  # our own child: its pid is not given away before it is waited for
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    def _ask(self) -> None:
        self.pipe, theirs = os.pipe()
        os.set_blocking(self.pipe, False)
        question = [self.program, "--query-gpu=" + NVIDIA_FIELDS, "--format=csv,noheader,nounits"]
        wiring = [(os.POSIX_SPAWN_DUP2, theirs, 1)]
        self.pid = os.posix_spawn(self.program, question, os.environ, file_actions=wiring, setsigmask=[])
        os.close(theirs)

    def _take_answer(self) -> None:
        try:
            table = os.read(self.pipe, 65536).decode("utf-8", "replace")
        except BlockingIOError:
            return  # still thinking: a busy driver takes seconds
        self.answer = parse_gpus(table)
        os.close(self.pipe)
        self.pipe = self.pid = None
