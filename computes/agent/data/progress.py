"""How far a transfer is, as lines of setup.log."""

from __future__ import annotations

import threading
import time

from .failed import Failed

FIRST, EVERY = 2.0, 5.0  # seconds: a short transfer says only how it ended


class Progress:
    def __init__(self, verb: str, name: str, files: int, size: int) -> None:
        self.verb, self.name, self.files, self.size = verb, name, files, size
        self.files_done, self.bytes_done = 0, 0
        self.began, self.due = time.monotonic(), time.monotonic() + FIRST
        self.lock = threading.Lock()

    def moved(self, count: int) -> None:
        with self.lock:
            self.bytes_done += count
            if time.monotonic() >= self.due:
                self.due = time.monotonic() + EVERY
                say(f"{self.verb} {self.name}: {self.files_done:,} of {self._files()}, {words(self.bytes_done)} of {words(self.size)}")

    def counted(self, act) -> None:
        """`act(moved)`; what it moved does not count when it fails, for the next attempt moves it again."""
        count = 0

        def moved(more: int) -> None:
            nonlocal count
            count += more
            self.moved(more)

        try:
            act(moved)
        except Failed:
            self.moved(-count)
            raise

    def ended_one(self) -> None:
        with self.lock:
            self.files_done += 1

    def end(self, past: str) -> None:
        seconds = time.monotonic() - self.began
        say(f"{past} {self.name}: {self._files()}, {words(self.size)} in {seconds:.1f} s")

    def _files(self) -> str:
        return f"{self.files:,} {'file' if self.files == 1 else 'files'}"


def say(sentence: str) -> None:
    print(sentence, flush=True)


def words(count: float) -> str:
    """812 B, 14.2 kB, 3.4 MB."""
    units = ["B", "kB", "MB", "GB", "TB"]
    while count >= 999.5 and len(units) > 1:
        count, units = count / 1000, units[1:]
    return f"{count:.0f} {units[0]}" if units[0] == "B" or count >= 99.5 else f"{count:.1f} {units[0]}"
