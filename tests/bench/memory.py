"""What a studio that nobody uses takes: the proportional set size (PSS) of all its processes together.

python -m tests.bench.memory
"""

import tempfile
import time
from pathlib import Path

from tests.bench.peer import MlflowServer
from tests.bench.table import row
from tests.live import LiveStudio

IDLE_SECONDS = 20  # every task of the clock has run by then


def main() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        studio = LiveStudio(Path(folder, "data")).start()
        try:
            studio.owner().get("/")  # as after a first visit
            time.sleep(IDLE_SECONDS)
            sizes = {name: megabytes(pid) for name, pid in processes(studio).items()}
        finally:
            studio.close()
    with MlflowServer() as mlflow:
        time.sleep(IDLE_SECONDS)
        peer = mlflow.memory()
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())
    return row(f"everything idle, memory (PSS): {parts}", f"{sum(sizes.values()):.0f} MB", "≤ 300 MB", f"MLflow {peer:.0f} MB")


def processes(studio: LiveStudio) -> dict[str, int]:
    assert studio.process
    return {"serve": studio.process.pid} | {name: studio.pid(name) for name in ("valkey", "worker", "web")}


def megabytes(pid: int) -> float:
    """The process and everything it started."""
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    children = [child for child in children if not own_session(child)]
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("Pss:")[1].split()[0]) / 1024 + sum(map(megabytes, children))


def own_session(pid: int) -> bool:
    """The studio's programs have sessions of their own, and are counted by their names."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3]) == pid


if __name__ == "__main__":
    raise SystemExit(not main())
