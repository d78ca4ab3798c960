"""A data folder and a broker for each test process, made before Django's settings are read (a pytest plugin, for a
conftest.py would come too late)."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from studio.serve.program import end_with_parent
from studio.serve.valkey import Valkey


def _prepare() -> None:
    # Under xdist the workers inherit what the first process has set: they need to know what the caller had given.
    given = os.environ.setdefault("TESTS_REDIS_URL", os.environ.get("REDIS_URL", ""))
    data = Path(tempfile.mkdtemp(prefix="trainshed-tests-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["TRAINSHED_DATA"] = str(data)
    os.environ["REDIS_URL"] = _own_database(given) if given else _embedded(data)
    for name in ("PYTHONDONTWRITEBYTECODE", "TRAINSHED_HOST", "TRAINSHED_PORT"):
        os.environ.pop(name, None)


def _own_database(url: str) -> str:
    """Each test process has a database of the server to itself."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    return f"{url.rstrip('/')}/{number}"


def _embedded(data: Path) -> str:
    for folder in ("run", "valkey"):
        (data / folder).mkdir()
    valkey = Valkey(data)
    server = subprocess.Popen(valkey.prepare(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
    atexit.register(_stop, server)
    while not valkey.answers():
        if server.poll() is not None:
            raise RuntimeError(f"The embedded Valkey of the tests ended with code {server.returncode}.")
        time.sleep(0.01)
    return valkey.url


def _stop(server: subprocess.Popen) -> None:
    server.terminate()
    server.wait()


_prepare()
