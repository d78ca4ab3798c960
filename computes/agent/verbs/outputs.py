"""The files a job left below outputs/ and logs/. Links are neither followed nor listed."""

from __future__ import annotations

import os

from ..folders import JobFolder

SHOWN = ("outputs", "logs")


def answer(ask: dict, rest) -> dict:
    folder = JobFolder(ask["root"], ask["job_id"])
    return {"files": [file for name in SHOWN for file in _below(folder, name)]}


def _below(folder: JobFolder, name: str):
    waiting = [name]
    while waiting:
        relative = waiting.pop()
        for entry in _entries(folder(relative)):
            path = relative + "/" + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                facts = entry.stat(follow_symlinks=False)
                yield {"path": _printable(path), "size": facts.st_size, "modified": facts.st_mtime}


def _entries(path: str):
    try:
        return sorted(os.scandir(path), key=lambda entry: entry.name)
    except (FileNotFoundError, PermissionError):
        return []  # removed while we looked, or closed by the script itself


def _printable(path: str) -> str:
    """A name that is no UTF-8 keeps its bytes as lone surrogates in Python; JSON carries them as escapes and back."""
    return path
