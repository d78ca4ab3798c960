"""Start a process that is ours to watch: its own session, its output straight into a file."""

from __future__ import annotations

import os
import signal

from .refused import Refused


def spawn(argv: list[str], cwd: str, environment: dict, output: str, umask: int, stdin: int | None = None) -> int:
    """The pid. Nothing stands between the process and its log: what it wrote before it died is in the file. `stdin`: a descriptor to read."""
    report, complain = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(argv, cwd, environment, output, umask, complain, stdin)
    os.close(complain)
    with os.fdopen(report, "rb") as pipe:
        trouble = pipe.read().decode()
    if trouble:
        os.waitpid(pid, 0)
        raise Refused(trouble)
    return pid


def _become(argv, cwd, environment, output, umask, complain, stdin) -> None:
    try:
        os.setsid()
        _wire(output, stdin)
        _reset_signals()
        os.umask(umask)
        os.chdir(cwd)
        os.execvpe(argv[0], argv, environment)
    except OSError as trouble:
        what = argv[0] if os.path.isdir(cwd) else f"The folder {cwd}, to start {argv[0]} in,"
        os.write(complain, f"{what} could not be used: {trouble.strerror}.".encode())
    finally:
        os._exit(127)


def _wire(output: str, stdin: int | None) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY) if stdin is None else stdin
    log = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def _reset_signals() -> None:
    # The runner blocks signals to wait for them, Python ignores SIGPIPE, and schedulers start us with SIGTERM blocked:
    # a process inherits all three.
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
