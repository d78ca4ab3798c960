"""One program of the studio: started, watched, started again with growing pauses, stopped."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

from studio.serve import identity
from studio.serve.console import say, show
from studio.serve.log import Log

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
HEALTHY_AFTER = 30.0
SHOW_LOG_AT = {3, 10, 100}  # deaths in a row
PR_SET_PDEATHSIG = 1


class Program:
    def __init__(self, name: str, command: list[str], data: Path, environment: dict[str, str], descriptors: tuple[int, ...] = ()):
        self.name, self.command, self.environment, self.descriptors = name, command, environment, descriptors
        self.log = Log(data / "logs" / f"{name}.log")
        self.pid_file = data / "run" / f"{name}.pid"
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0  # in a row
        self.started_at = self.start_at = 0.0

    def start(self) -> None:
        output = self.log.open()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=self.descriptors,
            start_new_session=True,  # Ctrl-C in the terminal is for the studio, which then stops its programs in order
            preexec_fn=end_with_parent,
        )
        os.close(output)
        identity.note(self.pid_file, self.process.pid)
        self.started_at, self.start_at = time.monotonic(), 0.0

    def look(self) -> None:
        """Notices a death, and starts again once the pause is over."""
        if self.process and self.process.poll() is not None:
            self._died(self.process)
        if not self.process and self.start_at and time.monotonic() >= self.start_at:
            self.start()

    def seconds_to_wait(self) -> float:
        """How long nothing will happen here unless the program dies."""
        return max(0.0, self.start_at - time.monotonic()) if self.start_at else 3600.0

    def signal(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            identity.signal_group(self.process.pid, number)

    def gone(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def forget(self) -> None:
        self.process = None
        self.pid_file.unlink(missing_ok=True)

    def _died(self, process: subprocess.Popen[bytes]) -> None:
        identity.signal_group(process.pid, signal.SIGKILL)  # what it had started, a git command for instance
        self.forget()
        self.deaths = 1 if time.monotonic() - self.started_at > HEALTHY_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.deaths - 1))
        self.start_at = time.monotonic() + pause
        say(self.name, f"{ending(process.returncode)}; starting again in {pause:.1f} s", "warn")
        if self.deaths in SHOW_LOG_AT:
            say(self.name, f"keeps ending, {self.deaths} times by now; the last lines of {self.log.path}:", "bad")
            show(self.log.tail())


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


_libc = ctypes.CDLL(None)


def end_with_parent() -> None:
    # Runs in the child before its program: when this process is killed, Linux asks the program to stop. Elsewhere the
    # next start finds it by its pid file.
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
