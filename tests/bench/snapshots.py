"""A folder of 20,000 files and 80 MB with one file changed: the next snapshot of it, and what a target then needs."""

import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from runs.snapshots import SnapshotStore, from_folder
from tests.bench.table import row

FILES, SIZE, ROUNDS = 20_000, 4_000, 5
WORDS = [b"import ", b"return ", b"self.", b"model", b"(x)\n", b"    ", b"= 1.25\n", b"loss", b"for step in range(", b"):\n"]


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="trainshed-bench-") as name:
        scratch = Path(name)
        folder = filled(scratch / "folder")
        store = SnapshotStore(scratch / "store.git").create()
        first = from_folder(store, folder, scratch / "index")
        commit = store.commit(first.tree)
        peer_name, peer = a_peer(folder, scratch)
        peer()
        again, beside = by_turns(folder, lambda: from_folder(store, folder, scratch / "index"), peer)
        newest = store.commit(from_folder(store, folder, scratch / "index").tree)
        bundle = median(lambda: [None for _ in store.bundle(newest, [commit])])
    met = row(
        f"second snapshot of {first.files:,} files / {first.bytes / 1e6:.0f} MB with one changed",
        seconds(again),
        "≤ 0.3 s",
        f"{peer_name} {seconds(beside)}",
    )
    return row("the bundle of it for a target that has the first", seconds(bundle), "≤ 0.3 s") & met


def filled(folder: Path) -> Path:
    """Text that packs like code does, the same every time."""
    dice = random.Random(20_000)
    for number in range(FILES):
        place = folder / f"package{number % 20}" / f"part{number % 200}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"module{number}.py").write_bytes(b"".join(dice.choices(WORDS, k=SIZE // 4))[:SIZE].ljust(SIZE, b"#"))
    return folder


def a_peer(folder: Path, scratch: Path) -> tuple[str, Callable[[], object]]:
    if shutil.which("rsync"):
        return "rsync -a", lambda: subprocess.run(["rsync", "-a", f"{folder}/", f"{scratch}/copy"], check=True)
    return "tar", lambda: subprocess.run(["tar", "-C", str(folder), "-cf", str(scratch / "copy.tar"), "."], check=True)


def by_turns(folder: Path, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The median of each, one after the other, so that a busy machine is as busy for both."""
    taken: list[tuple[float, float]] = []
    for number in range(ROUNDS):
        (folder / "package0" / "part0" / "module0.py").write_text(f"print({number})\n" * (number + 1))
        taken.append((timed(ours), timed(theirs)))
    return statistics.median(pair[0] for pair in taken), statistics.median(pair[1] for pair in taken)


def median(act: Callable[[], object]) -> float:
    return statistics.median(timed(act) for _ in range(ROUNDS))


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def seconds(value: float) -> str:
    return f"{value:.3f} s"


if __name__ == "__main__":
    raise SystemExit(not main())
