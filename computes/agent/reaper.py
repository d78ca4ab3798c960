"""The runner's only way to wait: for signals, of which a child's end is one."""

from __future__ import annotations

import os
import signal

CHILD, DOORBELL = signal.SIGCHLD, signal.SIGUSR1
STOP = (signal.SIGTERM, signal.SIGINT)
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Reaper:
    def __init__(self) -> None:
        self.statuses: dict[int, int] = {}
        self.childless, self.stopped = False, False
        hold_signals()
        self.adopts = _adopt_orphans()

    def wait(self, seconds: float) -> None:
        """Until a child ends, somebody rings, or the time is over."""
        arrived = signal.sigtimedwait([CHILD, DOORBELL, *STOP], max(seconds, 0.0))
        self.stopped = self.stopped or (arrived is not None and arrived.si_signo in STOP)
        self.reap()

    def reap(self) -> None:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
            while pid:
                self.statuses[pid] = status
                pid, status = os.waitpid(-1, os.WNOHANG)
            self.childless = False
        except ChildProcessError:
            self.childless = True

    def alone(self) -> bool:
        """The kernel's own proof that nothing is left: all orphans of the job become our children, and we have none."""
        self.reap()
        return self.adopts and self.childless


def hold_signals() -> None:
    """Blocked signals stay pending until they are waited for: none can slip in between a look and a wait, and none kills us."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [CHILD, DOORBELL, *STOP])
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _adopt_orphans() -> bool:
    try:
        import ctypes
    except ImportError:  # some minimal builds of Python lack it; the other nets of ending.Family still hold
        return False
    return ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
