"""Environments with packages are built with uv. A machine that has none is brought the studio's own, once."""

import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from .visit import Finding, Visit, last_line, passed, warning

PIECE = 2**20
TRANSFER_SECONDS = 600
# The program arrives whole or not at all; one that does not start here is taken away again.
SCRIPT = """
import os, shutil, subprocess, sys
path = os.path.join(os.path.expanduser(sys.argv[1]), "tools", "uv")
os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
unfinished = "%s.%d.tmp" % (path, os.getpid())
try:
    with open(unfinished, "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
    os.chmod(unfinished, 0o700)
    subprocess.run([unfinished, "--version"], check=True, stdin=subprocess.DEVNULL)
    os.rename(unfinished, path)
finally:
    if os.path.exists(unfinished):
        os.remove(unfinished)
"""
BY_HAND = "Install it there (pip install uv), or use environments that are on the machine already."


def look(visit: Visit) -> Finding:
    if version := visit.probe.get("uv"):
        return passed(f"uv {version}.")
    program = _own()
    if program is None or visit.folder["platform"] != _platform():
        return warning(f"There is no uv, and the studio has none for {visit.folder['platform']}.", BY_HAND)
    command = [visit.workdir.python, "-I", "-S", "-c", SCRIPT, visit.workdir.root]
    done = visit.workdir.transport.run(command, _pieces(visit, program), TRANSFER_SECONDS)
    if done.code != 0:
        return warning(f"There is no uv, and the studio’s own does not start there: {last_line(done.err)}", BY_HAND)
    return passed(f"{done.out.decode('utf-8', 'replace').strip()}, brought by the studio.")


def _pieces(visit: Visit, program: Path) -> Iterator[bytes]:
    size = program.stat().st_size
    with program.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
            visit.say(f"Bringing it: {file.tell() / 10**6:.0f} of {size / 10**6:.0f} MB")


def _own() -> Path | None:
    beside = Path(sys.executable).with_name("uv")
    found = beside if beside.exists() else shutil.which("uv")
    return Path(found) if found else None


def _platform() -> str:
    return f"{platform.system()} {platform.machine()}"
