"""The files a job left below outputs/ and logs/, and those it uploaded under other names, which lie below files/. Links are neither
followed nor listed."""

from __future__ import annotations

import os

from ..folders import JobFolder

# Where each lies and what its files' names begin with. A name that came up before gives way: outputs/ itself is the script's own.
SHOWN = (("files", ""), ("outputs", "outputs/"), ("logs", "logs/"))


def answer(ask: dict, rest) -> dict:
    folder = JobFolder(ask["root"], ask["job_id"])
    return {"files": [{"path": path, "size": facts.st_size, "modified": facts.st_mtime} for path, (_, facts) in files(folder).items()]}


def files(folder: JobFolder) -> dict[str, tuple[str, os.stat_result]]:
    """Where each lies and its facts, by the path to show."""
    return {_printable(begin + real[len(name) + 1 :]): (real, facts) for name, begin in SHOWN for real, facts in _below(folder, name)}


def _below(folder: JobFolder, name: str):
    waiting = [name]
    while waiting:
        relative = waiting.pop()
        for entry in _entries(folder(relative)):
            path = relative + "/" + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False)


def _entries(path: str):
    try:
        return sorted(os.scandir(path), key=lambda entry: entry.name)
    except (FileNotFoundError, PermissionError):
        return []  # removed while we looked, or closed by the script itself


def _printable(path: str) -> str:
    """A name that is no UTF-8 is shown with its odd bytes spelled out: no database takes the surrogates Python has for them."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
