"""Which file of a project `--hyperdrive-configuration-name NAME` means. What it says is the studio's to judge."""

from __future__ import annotations

import os
from pathlib import Path

from .connection import StudioError
from .folders import SKIPPED

ENDINGS = ("", ".yml", ".yaml")


def find(project: Path, name: str) -> Path:
    """As Azure ML looked: a path that is there, else the last file of the project whose name ends with NAME, here in the order of paths.

    Where there is none, NAME.yml and NAME.yaml are looked for the same way."""
    for path in (Path(name), project / name):
        if path.is_file():
            return path
    files = _files(project)
    for ending in ENDINGS:
        if found := [path for path in files if path.name.endswith(f"{name}{ending}")]:
            return found[-1]
    raise StudioError(
        f"There is no file whose name ends with {name} in {project.resolve()}. Name an hdconfig.yml: its path, or the end of its name."
    )


def _files(project: Path) -> list[Path]:
    """In order, without folders that hold no project's own files."""
    found = []
    for folder, inner, names in os.walk(project):
        inner[:] = sorted(name for name in inner if name not in SKIPPED)
        found += [Path(folder) / name for name in sorted(names)]
    return found
