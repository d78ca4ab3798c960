"""Where an interpreter looks for packages."""

from __future__ import annotations

import json
import os

from . import variables
from .folders import JobFolder, write_atomically
from .spawn import spawn

ASK = "import sys; print('\\n'.join(sys.path))"


def folders_of(folder: JobFolder, python: str, runner) -> list[str]:
    """Its folders of packages. Read off a virtual environment; any other interpreter is asked, and asked again when one of them changed."""
    prefix = os.path.dirname(os.path.dirname(python))
    # One that is laid over another environment (environments/overlay.py) sees the packages below it too.
    if _stands_alone(os.path.join(prefix, "pyvenv.cfg")) and not os.path.exists(os.path.join(prefix, "underlying.txt")):
        library = os.path.join(prefix, "lib")
        return [os.path.join(library, name, "site-packages") for name in (os.listdir(library) if os.path.isdir(library) else [])]
    memory = os.path.join(folder.root, "interpreters", python.strip("/").replace("/", "-")[-200:] + ".json")
    known = _remembered(memory, python)
    if known is None:
        known = _asked(folder, python, runner)
        os.makedirs(os.path.dirname(memory), mode=0o700, exist_ok=True)
        write_atomically(memory, json.dumps({"python": python, "stamps": _stamps([python, *known])}).encode())
    return known


def _stands_alone(configuration: str) -> bool:
    try:
        with open(configuration, encoding="utf-8") as file:
            lines = [line.replace(" ", "").strip().lower() for line in file]
    except OSError:
        return False
    return "include-system-site-packages=true" not in lines


def _remembered(memory: str, python: str) -> list[str] | None:
    try:
        with open(memory, "rb") as file:
            told = json.loads(file.read())
    except (OSError, ValueError):
        return None
    stamps = told["stamps"]
    same = told["python"] == python and stamps == _stamps(list(stamps))
    return [path for path in stamps if path != python] if same else None


def _stamps(paths: list[str]) -> dict[str, int]:
    """When each was changed last: a package that is installed, or a .pth file, changes its folder."""
    return {path: os.stat(path).st_mtime_ns if os.path.exists(path) else 0 for path in paths}


def _asked(folder: JobFolder, python: str, runner) -> list[str]:
    """None of them where it does not answer: the script that it is to run will say why."""
    output = folder("interpreter.tmp")
    pid = spawn([python, "-c", ASK], folder.path, {**variables.inherited(), "PYTHONPATH": ""}, output, 0o077)
    status = runner.attend(pid)
    with open(output, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    os.unlink(output)
    return [line for line in lines if line.startswith("/")] if status == 0 else []
