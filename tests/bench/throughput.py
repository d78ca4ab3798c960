"""One run that writes 1 GB in 10 million lines, and one that logs 100,000 points a second.

python -m tests.bench.throughput
"""

import time

from tests.bench.bench_studio import BenchStudio
from tests.bench.peer import MlflowServer
from tests.bench.table import row

LINES, BYTES = 10_000_000, 1_000_000_000
LOUD = f"""
import os
line = "x" * 92
for first in range(0, {LINES}, 1000):
    os.write(1, "".join("%07d %s\\n" % (n, line[:91]) for n in range(first, first + 1000)).encode())
"""
POINTS = 500_000
POINTY = f"""
import time, trainshed
began, used = time.perf_counter(), time.process_time()
for n in range({POINTS}):
    trainshed.log("loss", 1.0 / (n + 1), n)
wall, used = time.perf_counter() - began, time.process_time() - used
print(f"{{used / {POINTS} * 1e6:.2f}} {{wall / {POINTS} * 1e6:.2f}} us a call", flush=True)
"""


def main() -> bool:
    with MlflowServer() as mlflow:
        call, rate = mlflow.logging()
    with BenchStudio({"loud": LOUD, "pointy": POINTY}) as studio:
        return _log(studio) & _points(studio, call, rate)


def _log(studio: BenchStudio) -> bool:
    began = time.perf_counter()
    key = studio.submit("loud")
    studio.until(lambda: studio.window(key, 0).status_code == 200 and studio.stored(key) == BYTES)
    rate = BYTES / 1e6 / (time.perf_counter() - began)
    began = time.perf_counter()
    last = studio.window(key, -200).json()
    window = time.perf_counter() - began
    assert last["total"] == LINES and last["lines"][-1].startswith(f"{LINES - 1:07d} ")
    began = time.perf_counter()
    page = studio.browser.get(f"/w/main/runs/{key}/logs/")
    first = time.perf_counter() - began + window
    assert page.status_code == 200
    return row("one run writing 1 GB / 10 M lines: all stored", f"{rate:.0f} MB/s", "≥ 50 MB/s") & row(
        "page of its log and the last window", f"{first:.3f} s", "≤ 0.5 s"
    )


def _points(studio: BenchStudio, peer_call: float, peer_rate: float) -> bool:
    began = time.perf_counter()
    key = studio.submit("pointy")
    # Asking for the points costs the processors that the script needs: not before it says that it is done.
    studio.until(lambda: b" us a call" in studio.window(key, 0).content)
    studio.until(lambda: _counted(studio, key) == POINTS)
    rate = POINTS / (time.perf_counter() - began)
    used, wall = map(float, studio.window(key, 0).json()["lines"][0].split()[:2])
    # What the script pays; the rest of the wall clock goes to those who store its points at the same time, on these few cores.
    print(f"  {wall:.2f} µs by the wall clock")
    return row(
        "trainshed.log(), processor time of a call while all is stored", f"{used:.2f} µs", "≤ 5 µs", f"MLflow {peer_call:.0f} µs"
    ) & row("points stored, from submit to the last one", f"{rate:,.0f} /s", "≥ 100,000 /s", f"MLflow {peer_rate:,.0f} /s")


def _counted(studio: BenchStudio, key: str) -> int:
    series = studio.browser.get(f"/w/main/runs/{key}/metrics/data/").json()["series"]
    return series["loss"]["count"] if "loss" in series else 0


if __name__ == "__main__":
    raise SystemExit(not main())
