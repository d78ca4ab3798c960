"""`make bench [ARGS="memory latency"]`: every bench in this folder, one after the other, as rows of one table."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def benches() -> list[str]:
    """The modules that measure: those whose `main` says whether every reach was met."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if "\ndef main() -> bool:" in file.read_text())


def main() -> int:
    wanted = sys.argv[1:] or benches()
    # Each in a process of its own, so that none warms another's memory or caches.
    codes = [subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode for name in wanted]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
