"""A virtual environment of pip requirements, built with uv."""

from __future__ import annotations

import os

from ..folders import write_atomically
from . import activation, conda_places, overlay, pythons, requirements
from .failure import Failed
from .prepared import Prepared
from .shared import obtain
from .steps import Steps


def prepare(folder, wanted: dict, runner) -> Prepared:
    return obtain(folder, wanted, runner, build)


def build(steps: Steps, into: str) -> dict:
    if steps.wanted.get("base"):
        return _over_conda(steps, into)
    python = pythons.find(steps, steps.wanted.get("python"))
    steps.job.say(f"Building environment {steps.wanted['key']} with {python}")
    steps.uv("--quiet", "venv", "--no-project", "--no-config", "--python", python, "venv", cwd=into)
    built = os.path.join(into, "venv", "bin", "python")
    install(steps, into, built, steps.wanted.get("requirements") or "")
    freeze(steps, into, built, "freeze.txt")
    return {"python": "venv/bin/python"}


def _over_conda(steps: Steps, into: str) -> dict:
    """A virtual environment over a conda environment of this target: it sees all of it and changes nothing of it. A copy would need
    its packages' channels, and would lose what somebody installed there by pip or by hand."""
    prefix = conda_places.find(steps.wanted["base"])
    python = os.path.join(prefix, "bin", "python")
    if not os.access(python, os.X_OK):
        raise Failed(f"The conda environment {prefix} on this target has no Python. Name one that has.")
    steps.job.say(f"Building environment {steps.wanted['key']} over the conda environment {prefix}")
    text = _write(steps, into, steps.wanted.get("requirements") or "")
    overlay.build(steps, os.path.join(into, "venv"), python, text, cwd=into)
    freeze(steps, into, os.path.join(into, "venv", "bin", "python"), "freeze.txt")
    variables = activation.variables(steps, prefix, into)
    return {"python": "venv/bin/python", "variables": variables, "path": [os.path.join(into, "venv", "bin"), os.path.join(prefix, "bin")]}


def install(steps: Steps, into: str, python: str, text: str) -> None:
    """Into the environment of this interpreter."""
    _write(steps, into, text)
    flags, settings = requirements.for_uv(text)
    # An environment of conda packages may say that pip is to keep its hands off. This one is ours.
    where = ["--python", python, "--break-system-packages"]
    steps.uv("pip", "install", *where, *flags, "-r", "requirements.txt", cwd=into, **settings)


def freeze(steps: Steps, into: str, python: str, name: str) -> None:
    steps.uv("--quiet", "pip", "freeze", "--python", python, cwd=into, output=os.path.join(into, name))


def _write(steps: Steps, into: str, text: str) -> str:
    text = requirements.understood(text)
    for name, content in {**(steps.wanted.get("files") or {}), "requirements.txt": text}.items():
        write_atomically(os.path.join(into, os.path.basename(name)), content.encode())
    return text
