"""The job that is JupyterLab."""

from __future__ import annotations

import hashlib

from computes.instances.describing import lab_path
from computes.models import Instance
from computes.values import Handle, Job
from computes.workdir import Workdir

REQUIREMENTS = "jupyterlab>=4.2\nipykernel\npip\n"
TOKEN_FILE = "token"
# Terminals begin at home; and a notebook is no run, whatever its variables say: what it logs has no journal here.
START = f"""
import os, runpy, sys
os.environ.update(JUPYTER_TOKEN_FILE=os.path.abspath("../{TOKEN_FILE}"), JUPYTER_CONFIG_PATH=os.getcwd())
for name in ("TRAINSHED_METRICS", "TRAINSHED_OUTPUTS", "TRAINSHED_FILES", "TRAINSHED_RUN_ID"):
    os.environ.pop(name, None)
os.chdir(sys.argv.pop(1))
runpy.run_module("jupyterlab", run_name="__main__", alter_sys=True)
"""
# It would ask everybody whether it may fetch news from elsewhere, which the proxy does not let it do.
WITHOUT_NEWS = b'{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}'
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
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    argv = ["python", "-c", START, home, *(f"--{name}={value}" for name, value in flags.items())]
    return Job(job_id(instance), argv, environment(), variables={"SHELL": "/bin/bash"}, grace=5, sample_every=60)


def environment() -> dict:
    key = "lab-" + hashlib.sha256(REQUIREMENTS.encode()).hexdigest()[:16]
    return {"kind": "pip", "key": key, "requirements": REQUIREMENTS, "python": None, "uv": None, "variables": {}}


def prepare(workdir: Workdir, instance: Instance, token: str) -> None:
    """Its folder: what it is started in, and what it will ask for."""
    workdir.write(job_id(instance), "code/labconfig/page_config.json", WITHOUT_NEWS)
    workdir.write(job_id(instance), TOKEN_FILE, token.encode())
