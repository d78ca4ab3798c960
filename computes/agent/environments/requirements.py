"""Lines of a requirements file that pip understands and uv does not."""

from __future__ import annotations

import re

# pip's name of an option that uv takes on its command line only: https://docs.astral.sh/uv/pip/compatibility/
FLAGS = {"--pre": ("--prerelease", "allow"), "--trusted-host": ("--allow-insecure-host",)}
OWN = ("-e", "--editable", "-r", "--requirement")


def for_uv(text: str) -> tuple[list[str], dict[str, str]]:
    """Flags, and UV_* variables, that give these lines the meaning they have for pip."""
    flags: list[str] = []
    settings: dict[str, str] = {}
    for line in options(text):
        name, _, value = line.replace("=", " ", 1).partition(" ")
        if name in FLAGS:
            flags += [*FLAGS[name], *([value.strip()] if name == "--trusted-host" else [])]
        if name == "--extra-index-url":  # pip takes the best version over all indexes, uv the first index that knows the name
            settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return flags, settings


def understood(text: str) -> str:
    """uv takes an editable package from a folder only; one from a repository is installed as any other."""
    return re.sub(r"(?m)^\s*(?:-e|--editable)[ =]+(?=(?:git|hg|svn|bzr)\+)", "", text)


def options(text: str) -> list[str]:
    """Its lines that say how and from where to install, not what."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line.startswith("-") and line.replace("=", " ", 1).split()[0] not in OWN]


def name_of(line: str) -> str:
    """The package of a line of freeze.txt, normalized as packaging.python.org says; a folder's line stands for itself."""
    return line.strip() if line.startswith("-e") else re.sub(r"[-_.]+", "-", re.split(r"[= @]", line.strip())[0]).lower()
