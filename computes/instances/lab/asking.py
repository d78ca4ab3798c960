"""Asks JupyterLab how it is, from within its own machine: a worker needs no way to its port."""

from __future__ import annotations

import json
from typing import NamedTuple

from computes.errors import ComputeError
from computes.instances.describing import lab_path
from computes.instances.tokens import token_of
from computes.launchers import Launcher
from computes.models import Instance
from computes.workdir import Workdir

from . import job

PATIENCE = 20
SCRIPT = """
import datetime, json, sys, urllib.request
address, token = sys.argv[1], sys.stdin.read()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
def get(path):
    with opener.open(urllib.request.Request(address + path, headers={"Authorization": "token " + token}), timeout=10) as answer:
        return json.load(answer)
status, kernels = get("api/status"), get("api/kernels")
last = datetime.datetime.strptime(status["last_activity"], "%Y-%m-%dT%H:%M:%S.%fZ")
idle = (datetime.datetime.utcnow() - last).total_seconds()
print(json.dumps({"idle": max(0, idle), "busy": any(kernel.get("execution_state") == "busy" for kernel in kernels)}))
"""


class Activity(NamedTuple):
    """`idle`: seconds since somebody did something in it; `busy`: a kernel computes."""

    idle: float
    busy: bool


def over(instance: Instance, launcher: Launcher) -> bool:
    """Whether it ended, or never began: on a busy machine one that runs may take long to answer. ComputeError as above."""
    status = launcher.poll({"lab": job.handle(instance)})["lab"]
    return status.phase == "unknown" or not status.alive


def activity(instance: Instance, workdir: Workdir) -> Activity | None:
    """None when it does not answer. ComputeError when its machine cannot be reached."""
    command = [workdir.python, "-I", "-S", "-W", "ignore", "-c", SCRIPT, f"http://{instance.address}{lab_path(instance)}"]
    done = workdir.transport.run(command, token_of(instance).encode(), PATIENCE)
    if done.code != 0:
        return None
    try:
        return Activity(**json.loads(done.out))
    except (ValueError, TypeError) as trouble:
        raise ComputeError("JupyterLab gave an answer that cannot be understood.", transient=True) from trouble
