"""How long a newcomer waits: from a fresh clone to the sign-in link, with nothing cached, and the second time.

python -m tests.bench.startup
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.table import row
from tests.live import ROOT, free_port


def main() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        cold = row("fresh clone, nothing cached: make run until the sign-in link", f"{seconds_until_up(clone):.1f} s", "≤ 90 s")
        return cold & row("make run again", f"{seconds_until_up(clone):.1f} s", "≤ 10 s")


def seconds_until_up(clone: Path) -> float:
    began = time.monotonic()
    environment = os.environ | {"UV_CACHE_DIR": str(clone.parent / "uv"), "PIP_NO_CACHE_DIR": "1"}
    command = ["make", "run", f"PORT={free_port()}"]
    make = subprocess.Popen(command, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert make.stdout
    said = ""
    for line in make.stdout:
        said += line
        if "Ctrl-C stops the studio" in line:
            break
    seconds = time.monotonic() - began
    os.killpg(make.pid, signal.SIGINT)
    make.communicate()
    assert "Ctrl-C stops" in said, said
    return seconds


if __name__ == "__main__":
    raise SystemExit(not main())
