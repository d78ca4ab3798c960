"""The run's files by the names that scripts give them: `outputs/…` and `logs/…` where they always are, all others in files/."""

from __future__ import annotations

import json
import os

from ..refused import Refused

TOP = ("outputs", "logs")
LARGEST_CHART = 16 * 2**20  # bytes of a confusion matrix and its kin, which are read into one line


class Files:
    def __init__(self, job: str) -> None:
        self.job = job

    def place(self, name: str) -> str:
        """Where the file of this name is or belongs. Refused when the name leads elsewhere."""
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or ".." in parts or "\0" in name:
            raise Refused(f"{name!r} is no name of a file of the run: use a path such as outputs/model.pkl.")
        top = os.path.realpath(os.path.join(self.job, parts[0] if parts[0] in TOP else "files"))
        found = os.path.realpath(os.path.join(top, *(parts[1:] if parts[0] in TOP else parts)))
        if os.path.commonpath([top, found]) != top or found == top:
            raise Refused(f"{name!r} leads out of the run's files.")
        return found

    def names(self, prefix: str = "") -> list[str]:
        found = []
        for top in (*TOP, "files"):
            root = os.path.join(self.job, top)
            for at, _, files in os.walk(root):
                found += [self._name(top, os.path.relpath(os.path.join(at, file), root)) for file in files]
        return sorted(name for name in found if name.startswith(prefix) and not name.endswith(".part"))

    def _name(self, top: str, path: str) -> str:
        return path if top == "files" else f"{top}/{path}"

    def receive(self, name: str, body, length: int) -> None:
        """Whole or not at all: a reader never sees half a file."""
        place = self.place(name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        part = f"{place}.{os.getpid()}-{id(body)}.part"
        try:
            with open(part, "wb") as file:
                _copy(body, file, length)
            os.replace(part, place)
        finally:
            if os.path.exists(part):
                os.remove(part)

    def json(self, name: str):
        place = self.place(name)
        if os.path.getsize(place) > LARGEST_CHART:
            raise ValueError(f"{name} is larger than {LARGEST_CHART >> 20} MB, too large to be drawn; it is kept as a file.")
        with open(place, encoding="utf-8") as file:
            return json.load(file)


def _copy(body, file, length: int) -> None:
    while length > 0:
        piece = body.read(min(length, 1 << 20))
        if not piece:
            raise ConnectionError("The upload ended before all of it had come.")
        file.write(piece)
        length -= len(piece)
