"""A virtual environment of pip requirements, built with uv."""

from __future__ import annotations

import os

from ..folders import write_atomically
from .interpreter import executable
from .prepared import Prepared
from .shared import obtain
from .steps import Steps


def prepare(folder, wanted: dict, runner) -> Prepared:
    return obtain(folder, wanted, runner, build)


def build(steps: Steps, into: str) -> dict:
    wanted = steps.wanted
    python = executable(wanted.get("python")) if "/" in (wanted.get("python") or "/") else wanted["python"]
    steps.job.say(f"Building environment {wanted['key']} with {python}")
    steps.uv("--quiet", "venv", "--no-project", "--no-config", "--python", python, os.path.join(into, "venv"), cwd=into)
    install(steps, into, os.path.join(into, "venv", "bin", "python"))
    return {"python": "venv/bin/python"}


def install(steps: Steps, into: str, python: str) -> None:
    """Install the requirements into the environment of this interpreter, and write freeze.txt."""
    for name, text in {**(steps.wanted.get("files") or {}), "requirements.txt": steps.wanted["requirements"]}.items():
        write_atomically(os.path.join(into, name), text.encode())
    steps.uv("pip", "install", "--python", python, "-r", "requirements.txt", cwd=into)
    steps.uv("--quiet", "pip", "freeze", "--python", python, cwd=into, output=os.path.join(into, "freeze.txt"))
