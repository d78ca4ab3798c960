"""From POST submit to a script's first line, and from a line printed to a browser having it.

python -m tests.bench.latency
"""

import asyncio
import statistics
import time
from collections.abc import Callable

from tests.bench import peer
from tests.bench.bench_studio import BenchStudio, messages, watch
from tests.bench.table import row

FIRST = "import time\nprint(f'at {time.time()}')\n"
TALKER = "import time\nfor n in range(100000):\n    print(f'{n} {time.time()}')\n    time.sleep(0.5)\n"
SUBMITS, RUNS, SECONDS = 15, 20, 20


def main() -> bool:
    mlflow = peer.seconds_to_first_line()
    with BenchStudio({"first": FIRST, "talker": TALKER}) as studio:
        return asyncio.run(_submits(studio, mlflow)) & asyncio.run(_lines(studio))


async def _submits(studio: BenchStudio, mlflow: float) -> bool:
    """The first submit warms up: it sends the agent."""
    seconds = [await to_first_line(studio, lambda: studio.submit("first")) for _ in range(SUBMITS + 1)][1:]
    print("  each:", " ".join(f"{value * 1000:.0f}" for value in seconds), "ms")
    return row(
        "POST submit → the script's first line on the page, p50",
        f"{statistics.median(seconds):.3f} s",
        "≤ 0.3 s",
        f"mlflow run {mlflow:.1f} s",
    )


async def to_first_line(studio: BenchStudio, submit: Callable[[], str]) -> float:
    """Seconds from `submit`, which gives the run's key, to a line of its script that says "at "."""
    async with studio.socket() as socket:
        began = time.time()
        key = await asyncio.to_thread(submit)
        await watch(socket, 1, watch="log", id=key, stream="rank-0.log", offset=0)
        async for message in messages(socket, 20):
            if "at " in message["data"]["text"]:
                return time.time() - began
    raise AssertionError("no line came")


async def _lines(studio: BenchStudio) -> bool:
    keys = [await asyncio.to_thread(studio.submit, "talker") for _ in range(RUNS)]
    seconds = await from_line_to_client(studio, keys)
    for key in keys:
        fields = {"csrfmiddlewaretoken": studio.browser.cookies["trainshed_csrf"]}
        await asyncio.to_thread(studio.browser.post, f"/w/main/runs/{key}/cancellation/", data=fields)
    middle, late = statistics.median(seconds), statistics.quantiles(seconds, n=20)[18]
    print(f"  {len(seconds)} lines of {RUNS} runs")
    return row(f"line printed → websocket client, {RUNS} runs active, p50", f"{middle * 1000:.0f} ms", "≤ 60 ms") & row(
        f"line printed → websocket client, {RUNS} runs active, p95", f"{late * 1000:.0f} ms", "≤ 200 ms"
    )


async def from_line_to_client(studio: BenchStudio, keys: list[str]) -> list[float]:
    """Seconds of each line that these runs of TALKER print, once all of them do."""
    async with studio.socket() as socket:
        for sub, key in enumerate(keys):
            await watch(socket, sub, watch="log", id=key, stream="rank-0.log", offset=0)
        await _until_all_talk(socket, len(keys))
        return [value async for value in _latencies(socket)]


async def _until_all_talk(socket, runs: int) -> None:
    heard = set()
    async for message in messages(socket, 90):
        heard.add(message["sub"])
        if len(heard) == runs:
            return
    raise AssertionError(f"only {len(heard)} of {runs} runs talk")


async def _latencies(socket):
    async for message in messages(socket, SECONDS):
        now = time.time()
        for line in message["data"]["text"].splitlines(keepends=True):
            # print() writes a line and its end in two calls: what holds both is a line that came at once.
            if line.endswith("\n") and " " in line:
                yield now - float(line.split()[1])


if __name__ == "__main__":
    raise SystemExit(not main())
