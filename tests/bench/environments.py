"""How long a run waits for an environment of three packages: nothing cached, and built before. Beside it: python -m venv and pip.

python -m tests.bench.environments
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from uv import find_uv_bin

from computes.values import Job
from tests.bench.table import row
from tests.computes.machine import Machine, until

PACKAGES = ["numpy", "pandas", "scikit-learn"]
PATIENCE = 900


def main() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder))
        cold, peer = target.seconds("cold"), venv_and_pip(Path(folder))
        what = "environment of " + ", ".join(PACKAGES)
        met = row(f"{what}, nothing cached", f"{cold:.1f} s", f"≤ {peer / 5:.1f} s", f"venv and pip {peer:.1f} s")
        return met & row("the next run that asks for the same", f"{target.seconds('warm'):.2f} s", "≤ 0.5 s")


class Target:
    def __init__(self, folder: Path) -> None:
        self.machine = Machine(folder / "target")
        self.environment = {
            "kind": "pip",
            "key": "three",
            "python": None,
            "requirements": "\n".join(PACKAGES) + "\n",
            "uv": find_uv_bin(),
            "variables": {"UV_CACHE_DIR": str(folder / "uv")},
        }

    def seconds(self, job_id: str) -> float:
        """From the submit of a job that wants nothing but the environment until it has it."""
        began = time.monotonic()
        self.machine.submit(Job(job_id, [], self.environment))
        status = until(lambda: (status := self.machine.status(job_id)).final and status, PATIENCE)
        assert status.code == 0, self.machine.read("setup.log", job_id).decode()
        return time.monotonic() - began


def venv_and_pip(folder: Path) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    quiet = os.environ | {"PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    quiet.pop("PYTHONDONTWRITEBYTECODE", None)  # as on any machine: pip compiles what it installs
    subprocess.run([str(folder / "venv" / "bin" / "pip"), "install", "--quiet", *PACKAGES], check=True, env=quiet)
    return time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(not main())
