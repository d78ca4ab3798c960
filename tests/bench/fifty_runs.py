"""50 runs at once on three machines behind SSH: no byte of their logs is lost, and what the studio takes for it.

python -m tests.bench.fifty_runs
"""

import hashlib
import os
import re
import time
from pathlib import Path

from tests.bench.machines import MACHINES, Site, site
from tests.bench.memory import processes
from tests.bench.table import row

RUNS, LINES, PAUSE = 50, 600, 0.1
# Each line says which run it is of; 60 seconds of ten lines a second.
SCRIPT = f"""
import sys, time
for n in range({LINES}):
    print(f"{{n:06d}} {{sys.argv[1]}} " + "x" * 80, flush=True)
    time.sleep({PAUSE})
"""
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> bool:
    with site(TRAINSHED_LOG_LEVEL="INFO") as here:
        for number in range(MACHINES):
            here.attach(number)
        here.offer("loud", SCRIPT)
        keys = [here.submit("loud", number, [f"run{number}"]) for number in range(RUNS)]
        here.studio.until(lambda: _states(here).count("Running") == RUNS)
        cores = _cores(here, seconds=LINES * PAUSE / 3)
        here.studio.until(lambda: not _states(here))
        lost = sum(_log(here, key) != _expected(number) for number, key in enumerate(keys))
        longest = _longest_round(here)
    return (
        row(f"{RUNS} runs at once over {MACHINES} ssh machines: logs that lack a byte", f"{lost} of {RUNS}", "≤ 0")
        & row(f"{RUNS} runs at once over {MACHINES} ssh machines: longest round of a supervisor", f"{longest:.2f} s", "≤ 1 s")
        & row(f"{RUNS} runs at once over {MACHINES} ssh machines: cores that the studio takes", f"{cores:.2f}", "≤ 1.5")
    )


def _states(here: Site) -> list[str]:
    return [run.state for run in here.program.runs(state="active")]


def _cores(here: Site, seconds: float) -> float:
    """Processor seconds a second of all processes of the studio."""
    before, began = _used(here), time.monotonic()
    time.sleep(seconds)
    return (_used(here) - before) / (time.monotonic() - began)


def _used(here: Site) -> float:
    return sum(_with_children(pid) for pid in set(processes(here.studio.live).values()))


def _with_children(pid: int) -> float:
    """User and system time of a process, and of those it waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def _log(here: Site, key: str) -> str:
    return hashlib.sha256(b"".join(here.program.run(key).log())).hexdigest()


def _expected(number: int) -> str:
    return hashlib.sha256("".join(f"{line:06d} run{number} {'x' * 80}\n" for line in range(LINES)).encode()).hexdigest()


def _longest_round(here: Site) -> float:
    said = (here.studio.live.data / "logs" / "worker.log").read_text()
    found = [float(seconds) for seconds in re.findall(r"its longest round took ([\d.]+) s", said)]
    assert found, "no supervisor told how long its rounds took"
    return max(found)


if __name__ == "__main__":
    raise SystemExit(not main())
