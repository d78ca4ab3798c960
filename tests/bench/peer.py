"""MLflow from PyPI, installed once into .bench/ and measured beside us in the same run."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.live import ROOT, free_port

HOME = ROOT / ".bench" / "mlflow"
PROJECT = "name: first\nentry_points:\n  main:\n    command: python train.py\n"
CLIENT = """
import sys, time, mlflow
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient
mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()
with mlflow.start_run() as run:
    calls = []
    for n in range(100):
        began = time.perf_counter()
        mlflow.log_metric("loss", 1.0 / (n + 1), step=n)
        calls.append(time.perf_counter() - began)
    began = time.perf_counter()
    for batch in range(10):
        client.log_batch(run.info.run_id, [Metric("many", 1.0, 0, batch * 1000 + n) for n in range(1000)])
    print(sorted(calls)[50] * 1e6, 10000 / (time.perf_counter() - began))
"""


def program(name: str) -> str:
    """A program of MLflow's environment, which is made when it is missing."""
    if not (HOME / "bin" / "mlflow").exists():
        print("  installing MLflow for comparison (once, 620 MB)", flush=True)
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(HOME)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(HOME / "bin" / "python"), "mlflow>=3"], check=True)
    return str(HOME / "bin" / name)


class MlflowServer:
    """`with MlflowServer() as peer`: a tracking server on SQLite, as its quickstart starts one."""

    def __enter__(self) -> "MlflowServer":
        self.folder = tempfile.TemporaryDirectory()
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        store = f"sqlite:///{self.folder.name}/mlflow.db"
        command = [program("mlflow"), "server", "--port", str(port), "--backend-store-uri", store, "--workers", "2"]
        log = open(Path(self.folder.name, "log"), "wb")
        self.process = subprocess.Popen(
            command, cwd=self.folder.name, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment(), start_new_session=True
        )
        self._until_it_answers()
        return self

    def __exit__(self, *_) -> None:
        os.killpg(self.process.pid, 9)
        self.process.wait()
        self.folder.cleanup()

    def logging(self) -> tuple[float, float]:
        """Microseconds of a log_metric call (p50), and points a second by log_batch."""
        command = [program("python"), "-c", CLIENT, self.url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=self.folder.name, env=_environment())
        call, rate = map(float, done.stdout.split("\n")[0].split())
        return call, rate

    def memory(self) -> float:
        """MB (PSS) of all its processes."""
        session = [int(pid.name) for pid in Path("/proc").iterdir() if pid.name.isdigit() and _session(pid) == self.process.pid]
        return sum(int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) for pid in session) / 1024

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError("MLflow's server does not come up")


def seconds_to_first_line(times: int = 3) -> float:
    """`mlflow run --env-manager local` of a script that prints one line: from the command to the line, p50."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "MLproject").write_text(PROJECT)
        Path(folder, "train.py").write_text("import time\nprint(f'at {time.time()}', flush=True)\n")
        return statistics.median(_one_first_line(folder) for _ in range(times))


def _one_first_line(folder: str) -> float:
    began = time.time()
    command = [program("mlflow"), "run", "--env-manager", "local", folder]
    environment = _environment() | {"PATH": f"{HOME / 'bin'}:{os.environ['PATH']}", "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("at "))
    return float(line.split()[1]) - began


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _environment() -> dict[str, str]:
    # Where this is set, every import is compiled anew: that would make the comparison unfair to it.
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
