"""The job that is JupyterLab."""

from __future__ import annotations

import hashlib

from computes.instances.describing import lab_path
from computes.models import Instance
from computes.values import Handle, Job
from computes.workdir import Workdir

REQUIREMENTS = "jupyterlab>=4.2\nipykernel\npip\n"
# Told of what is written for the tokens of scripts: https://jupyter-server.readthedocs.io/en/latest/operators/security.html
TOKEN_FILE = "token"
KIND, VERSION = "process", 1


def job_id(instance: Instance) -> str:
    return f"lab-{instance.pk}-{instance.token[:8]}"


def handle(instance: Instance) -> Handle:
    return Handle(KIND, VERSION, {"job": job_id(instance)})


def job(instance: Instance, home: str, address: str, port: int) -> Job:
    flags = {
        "ServerApp.ip": address,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.base_url": lab_path(instance),
        "ServerApp.root_dir": home,
        "ServerApp.open_browser": False,
        "ServerApp.allow_remote_access": True,  # the proxy calls it by the studio's name
        "ServerApp.allow_root": True,  # of the container alone
        "ServerApp.quit_button": False,
        "PasswordIdentityProvider.hashed_password": "",
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    argv = ["python", "-m", "jupyterlab", *(f"--{name}={value}" for name, value in flags.items())]
    variables = {"JUPYTER_TOKEN_FILE": f"../{TOKEN_FILE}", "SHELL": "/bin/bash"}
    return Job(job_id(instance), argv, environment(), variables=variables, grace=5, sample_every=60)


def environment() -> dict:
    key = "lab-" + hashlib.sha256(REQUIREMENTS.encode()).hexdigest()[:16]
    return {"kind": "pip", "key": key, "requirements": REQUIREMENTS, "python": None, "uv": None, "variables": {}}


def prepare(workdir: Workdir, instance: Instance, token: str) -> None:
    """Its folder: what it is started in, and what it will ask for."""
    workdir.write(job_id(instance), f"code/{TOKEN_FILE}.txt", b"JupyterLab of a compute instance.\n")
    workdir.write(job_id(instance), TOKEN_FILE, token.encode())
