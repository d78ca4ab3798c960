"""Environments of runs, as the agent is asked for them."""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path


def asked(environment: dict) -> dict:
    """The agent's form of a configuration's environment.

    The key is the hash of what is asked for: the same requirements on the same Python are built once a target."""
    python = environment.get("python") or None
    if environment.get("kind") != "pip":
        return {"kind": "interpreter", "python": python}
    definition = {"kind": "pip", "python": python, "requirements": environment.get("requirements", "").strip()}
    key = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:24]
    return {**definition, "key": key, "uv": uv(), "variables": index_variables()}


def uv() -> str | None:
    """The uv that came with the studio."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv")


def index_variables() -> dict[str, str]:
    """Where packages come from, as the studio was told: UV_* settings travel to the builds."""
    return {name: value for name, value in os.environ.items() if name.startswith("UV_") and name != "UV_PROJECT_ENVIRONMENT"}
