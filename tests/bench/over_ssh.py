"""A machine behind SSH: how soon it is green, how soon a run starts there, how soon its lines are seen, and who follows them after a kill.

python -m tests.bench.over_ssh
"""

import asyncio
import json
import re
import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.bench_studio import messages, watch
from tests.bench.latency import FIRST, TALKER, from_line_to_client, to_first_line
from tests.bench.machines import MACHINES, Site, site
from tests.bench.snapshots import filled
from tests.bench.table import row

SUBMITS, RUNS, ROUNDS, FILES = 15, 6, 5, 20_000
MOMENT = re.compile(r"at (\d+\.\d+)")
CHATTERER = "import time\nwhile True:\n    print(f'at {time.time()}', flush=True)\n    time.sleep(0.1)\n"


def main() -> bool:
    with site() as here:
        met = _registered(here)
        for name, script in {"first": FIRST, "talker": TALKER, "chatterer": CHATTERER}.items():
            here.offer(name, script)
        met &= asyncio.run(_submits(here))
        met &= asyncio.run(_lines(here))
        met &= asyncio.run(_killed(here))
        return met & _changed(here)


def _registered(here: Site) -> bool:
    taken = []
    for number in range(MACHINES):
        began = time.perf_counter()
        here.attach(number)
        taken.append(time.perf_counter() - began)
    print("  each:", " ".join(f"{value:.1f}" for value in taken), "s")
    return row("machine registered by ssh, all of its check green, p50 of 3", f"{statistics.median(taken):.1f} s", "≤ 30 s")


async def _submits(here: Site) -> bool:
    """The first submit warms up: it opens the connection and sends the agent."""
    seconds = [await to_first_line(here.studio, lambda: here.submit("first")) for _ in range(SUBMITS + 1)][1:]
    print("  each:", " ".join(f"{value * 1000:.0f}" for value in seconds), "ms")
    return row("submit → the script's first line on the page, over ssh, p50", f"{statistics.median(seconds):.3f} s", "≤ 1 s")


async def _lines(here: Site) -> bool:
    keys = [await asyncio.to_thread(here.submit, "talker", number) for number in range(RUNS)]
    seconds = await from_line_to_client(here.studio, keys)
    await asyncio.to_thread(here.cancel, keys)
    late = statistics.quantiles(seconds, n=20)[18]
    print(f"  {len(seconds)} lines of {RUNS} runs on {MACHINES} machines, p95 {late * 1000:.0f} ms")
    return row("line printed on an ssh machine → websocket client, p50", f"{statistics.median(seconds) * 1000:.0f} ms", "≤ 300 ms")


async def _killed(here: Site) -> bool:
    key = await asyncio.to_thread(here.submit, "chatterer")
    taken = [await _followed_again(here, key) for _ in range(3)]
    await asyncio.to_thread(here.cancel, [key])
    print("  each:", " ".join(f"{value:.1f}" for value in taken), "s")
    return row("worker killed → runs over ssh followed again, p50 of 3", f"{statistics.median(taken):.1f} s", "≤ 10 s")


async def _followed_again(here: Site, key: str) -> float:
    """Seconds from the kill to the first line that was printed after it."""
    async with here.studio.socket() as socket:
        await watch(socket, 1, watch="log", id=key, stream="rank-0.log", offset=0)
        killed = 0.0
        async for message in messages(socket, 90):
            moments = [float(found) for found in MOMENT.findall(message["data"]["text"])]
            if not killed and moments and time.time() - moments[-1] < 1:
                here.studio.live.kill("worker")
                killed = time.time()
            # What was on its way when it died was read by the worker that is dead.
            elif killed and moments and moments[-1] > killed + 0.5:
                return time.time() - killed
    raise AssertionError("nobody followed the run again")


def _changed(here: Site) -> bool:
    """From the change in a folder of 20,000 files to all of its code on the machine, where the run starts."""
    with tempfile.TemporaryDirectory(prefix="trainshed-bench-") as name:
        folder = filled(Path(name, "project"))
        main = folder / "package0" / "part0" / "module0.py"
        main.write_text("print('hello')\n")
        source = here.program.new_source("large")
        source.upload(folder)
        here.program.new_configuration("large", "package0/part0/module0.py", here.names[0], source="large")
        _once(here, source, folder)
        parts = []
        for number in range(ROUNDS):
            main.write_text(f"print({number})\n" * (number + 1))
            time.sleep(2.5)  # what was written this moment ago is hashed again
            parts.append(_once(here, source, folder))
    uploaded, accepted, there = (statistics.median(part[which] for part in parts) for which in range(3))
    print(f"  snapshot {uploaded:.2f} s, accepted after {accepted:.2f} s, on the machine after {there:.2f} s")
    what = f"one of {FILES:,} files changed: submit → all code on the ssh machine"
    return row(what, f"{there - uploaded:.2f} s", "≤ 1 s")


def _once(here: Site, source, folder: Path) -> tuple[float, float, float]:
    """Seconds until the snapshot is made, the run is accepted, and its code stands on the machine."""
    began = time.time()
    source.upload(folder)
    uploaded = time.time() - began
    run = here.program.submit("bench", "large")
    accepted = time.time() - began
    ended = run.wait(120)
    assert ended.state == "Completed", ended.reason
    newest = max(here.hosts[0].root.glob("jobs/*/checkout.json"), key=lambda file: file.stat().st_mtime)
    assert json.loads(newest.read_text())["commit"].startswith(ended.commit[:7])
    return uploaded, accepted, newest.stat().st_mtime - began


if __name__ == "__main__":
    raise SystemExit(not main())
