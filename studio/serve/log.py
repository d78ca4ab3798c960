"""The log file of a program that runs for months: it appends, we keep the file from growing without end."""

import os
import shutil
from pathlib import Path

LARGEST = 10 * 2**20


class Log:
    def __init__(self, path: Path):
        self.path = path

    def open(self) -> int:
        """A descriptor for a program to write to; it appends, so the file may be cut while it is open."""
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def trim(self, largest: int = LARGEST) -> None:
        """Moves a file that has grown too large to `NAME.log.1`. A line written in between may be lost."""
        if self.path.exists() and self.path.stat().st_size > largest:
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            os.truncate(self.path, 0)

    def tail(self, lines: int = 15) -> list[str]:
        if not self.path.exists():
            return []
        with open(self.path, "rb") as file:
            file.seek(max(0, self.path.stat().st_size - 16_384))
            return file.read().decode(errors="replace").splitlines()[-lines:]
