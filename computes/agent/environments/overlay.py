"""A virtual environment laid over another environment: it sees everything there, holds only what is missing, and leaves it as it is."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote

from ..folders import write_atomically
from . import requirements
from .steps import Steps

# Also where an environment has .pth files of its own: addsitedir reads those.
LINK = "import site; site.addsitedir({folder!r})\n"
WHERE = "import sys; print(*(path for path in sys.path if path.endswith(('site-packages', 'dist-packages'))), sep='\\n')"
MISSING = re.compile(r"^ \+ (\S+?)(?:==(\S+)| @ (\S+))$")


def build(steps: Steps, into: str, python: str, text: str, cwd: str) -> None:
    """`text` are requirement lines; paths in them are relative to `cwd`."""
    steps.uv("--quiet", "venv", "--no-project", "--no-config", "--python", python, into, cwd=cwd)
    _link(steps, into, python)
    lines = _missing(steps, into, python, text, cwd)
    asked = os.path.join(cwd, f".{os.path.basename(into)}-requirements.txt")
    try:
        write_atomically(asked, "\n".join([*requirements.options(text), *lines]).encode())
        if lines:
            flags, settings = requirements.for_uv(text)
            steps.uv("pip", "install", "--python", _python(into), "--no-deps", *flags, "-r", asked, cwd=cwd, **settings)
    finally:
        os.unlink(asked)


def _link(steps: Steps, into: str, python: str) -> None:
    told = os.path.join(into, "underlying.txt")
    steps.run([python, "-I", "-c", WHERE], cwd=into, output=told)
    (site,) = [
        os.path.join(into, "lib", name, "site-packages") for name in os.listdir(os.path.join(into, "lib")) if name.startswith("python")
    ]
    with open(told) as file:
        write_atomically(os.path.join(site, "underlying.pth"), "".join(LINK.format(folder=line.strip()) for line in file).encode())


def _missing(steps: Steps, into: str, python: str, text: str, cwd: str) -> list[str]:
    """What uv would install into the environment below, exactly: it knows what is there. Folders are given as they were asked for."""
    asked, answer = os.path.join(cwd, f".{os.path.basename(into)}-asked.txt"), os.path.join(into, "missing.txt")
    flags, settings = requirements.for_uv(text)
    try:
        write_atomically(asked, text.encode())
        where = ["--python", python, "--break-system-packages"]  # a question alone changes nothing
        steps.uv("pip", "install", "--dry-run", *where, *flags, "-r", asked, cwd=cwd, output=answer, **settings)
    finally:
        os.unlink(asked)
    folders = {_folder(line, cwd): line for line in map(str.strip, text.splitlines()) if _folder(line, cwd)}
    with open(answer) as file:
        found = [match.groups() for match in map(MISSING.match, file.read().splitlines()) if match]
    others = [f"{name}=={version}" if version else f"{name} @ {url}" for name, version, url in found if _path(url) not in folders]
    return [*folders.values(), *others]


def _folder(line: str, cwd: str) -> str:
    """The folder or file that a line such as `-e ./package[extra]` leads to, or nothing."""
    place = re.sub(r"^(-e|--editable)[ =]\s*", "", line)
    place = re.sub(r"\[[^]]*\]|\s*#.*$|\s*;.*$", "", place.replace("file://", "", 1)).strip()
    there = os.path.join(cwd, place)
    return os.path.realpath(there) if place and (place != line or "/" in place or place == ".") and os.path.exists(there) else ""


def _path(url: str | None) -> str:
    return os.path.realpath(unquote(url[len("file://") :])) if url and url.startswith("file://") else ""


def _python(into: str) -> str:
    return os.path.join(into, "bin", "python")
