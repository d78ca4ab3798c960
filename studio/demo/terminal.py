"""The demo's output: what happens, the run's own lines, and below them one line of progress where there is a terminal."""

import shutil
import sys
import time

from studio.serve.console import paint

CLEAR_LINE = "\r\033[K"
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Terminal:
    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.below = ""
        self.unfinished: dict[str, str] = {}

    def say(self, text: str, colour: str = "bold") -> None:
        self._print(f"{paint(time.strftime('%H:%M:%S'), 'dim')}  {paint(text, colour)}")

    def check(self, passed: bool, text: str) -> None:
        self._print(f"          {paint('✓', 'good') if passed else paint('✗', 'bad')} {text}")

    def write(self, name: str, text: str) -> None:
        """More of a log. A line is printed when it is whole; of a line that was written over by `\\r`, the last version."""
        *whole, rest = (self.unfinished.get(name, "") + text.replace("\r\n", "\n")).split("\n")
        self.unfinished[name] = rest
        for line in whole:
            self._print(f"          | {line.rstrip(chr(13)).rpartition(chr(13))[2]}")

    def progress(self, text: str) -> None:
        """The line below everything; empty takes it away."""
        self.below = text
        self._refresh()

    def _print(self, line: str) -> None:
        print(f"{CLEAR_LINE if self.live else ''}{line}", flush=True)
        self._refresh()

    def _refresh(self) -> None:
        if self.live:
            turn = SPINNER[int(time.monotonic() * 10) % len(SPINNER)]
            room = shutil.get_terminal_size().columns - 3  # a line that wraps could not be cleared
            sys.stdout.write(f"{CLEAR_LINE}{turn} {self.below[:room]}" if self.below else CLEAR_LINE)
            sys.stdout.flush()
