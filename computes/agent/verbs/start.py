"""Start a job, detached. Asked twice, at once or a year later, it starts once."""

from __future__ import annotations

import contextlib
import os
import sys

from .. import agents, locks, processes
from ..folders import JobFolder
from ..reaper import hold_signals
from ..refused import Refused


def answer(ask: dict, rest) -> dict:
    job = ask["job"]
    folder = JobFolder(ask["root"], job["id"])
    _check(job)
    folder.create()
    # The runner inherits this descriptor and holds the lock for life. Whoever finds it taken, or finds the runner's file, came second.
    lock = locks.take(folder("lock"), wait=False)
    if lock is None or os.path.exists(folder("runner")):
        return {"started": False, "job": folder.id}
    folder.reserve()
    folder.write("job.json", {**job, "secrets": {}})  # the runner is our fork: it has them in memory
    _detach(folder, job, ask["umask"])
    return {"started": True, "job": folder.id}


def _check(job: dict) -> None:
    argv = job.get("argv")
    words = [*(argv or []), *(job.get("variables") or {}).values()]
    if argv is None or any("\0" in str(word) for word in words):
        raise Refused("Job {} has no command that could be run.".format(job["id"]))


def _detach(folder: JobFolder, job: dict, umask: int) -> None:
    """Two forks and a new session: nobody's child and in nobody's terminal. Comes back when the runner has signed in."""
    signed_in, report = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            if os.fork() == 0:
                _be_the_runner(folder, job, umask, report)
        finally:
            os._exit(0)
    os.close(report)
    os.waitpid(child, 0)
    if os.read(signed_in, 1) != b"1":
        raise Refused("The agent could not start its runner for job {}; see {}.".format(folder.id, folder("agent.log")))


def _be_the_runner(folder: JobFolder, job: dict, umask: int, report: int) -> None:
    try:
        _leave_the_studio(folder)
        agents.use()
        hold_signals()  # from the moment others can read who we are, they may ring
        nonce = os.urandom(8).hex()
        pid = os.getpid()
        identity = {"pid": pid, "start": processes.start_of(pid), "boot": processes.boot_id(), "nonce": nonce}
        folder.write("runner", identity)
        with contextlib.suppress(BrokenPipeError):  # whoever asked is dead; the job is started all the same
            os.write(report, b"1")
        os.close(report)
        from ..runner import Runner

        Runner(folder, job, nonce, umask).live()
    except BaseException:  # the last frame of a process: all it can do is write down why it ends
        import traceback

        traceback.print_exc()
        sys.stderr.flush()  # before Python 3.9 it keeps words back
        os._exit(1)


def _leave_the_studio(folder: JobFolder) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    log = os.open(folder("agent.log"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for descriptor, ours in ((0, nothing), (1, nothing), (2, log)):
        os.dup2(ours, descriptor)
    os.chdir(folder.path)
