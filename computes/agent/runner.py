"""The detached process beside the user's: prepare the environment, run, collect the exit, end what is left."""

from __future__ import annotations

import os
import signal
import time

from . import azureml, cgroup, data, ending, environments, machine, processes, room, variables
from .folders import JobFolder
from .reaper import Reaper
from .refused import Refused
from .sampler import Sampler
from .spawn import spawn

# How long left-overs of a script that ended by itself may take to end too.
LEFTOVER_GRACE = 2.0
# A cancel rings the doorbell (SIGUSR1); looking at its file now and then covers a bell that was lost.
LOOK_EVERY = 1.0
# Between the first process that a shutdown asks to stop and us, seconds.
SHUTDOWN_WITHIN = 0.5
FULL = "The disk of the machine was full."


class Halt(Exception):
    """The run must end before its process does."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Runner:
    def __init__(self, folder: JobFolder, job: dict, nonce: str, umask: int) -> None:
        self.folder, self.job, self.umask = folder, job, umask
        folder.owed = []  # a full disk ends nobody: what we have to say waits for room
        self.marker = "{}:{}".format(job["id"], nonce)
        self.reaper = Reaper()
        self.family = ending.Family(self.marker, ancestor=os.getpid())
        self.sampler = Sampler(folder, job.get("sample_every") or 2.0)
        self.main: int | None = None
        self.container = None  # containers.running.Running, of a job that has one
        self.out_of_memory = machine.out_of_memory_kills()
        self.facts: dict = {"code": None, "signal": None, "reason": "", "started": None, "ended_processes": 0, "left_processes": 0}

    def live(self) -> None:
        try:
            self._work()
        finally:  # also when we break (a full disk): the user's processes never outlive their watcher by its own fault
            if not self.reaper.alone():
                self._end_all(0)
            if self.container is not None:
                self.container.gone()

    def _work(self) -> None:
        self.folder.note("preparing", pid=os.getpid())
        self._phase("preparing")
        try:
            self._look_for_halt(None)
            prepared = self._prepared()
            data.bring(self.folder, self.job, self)
            self._run(prepared)
            if self.facts["reason"] == "exited":
                data.take_away(self.folder, self.job, self)
        except Halt as halt:
            self._halt(halt.reason)
        except environments.Failed as trouble:
            self.facts["key"] = trouble.key
            self._give_up("environment failed", str(trouble))
        except data.Failed as trouble:
            self._give_up("data failed", str(trouble))
        except OSError as trouble:
            if not room.says_full(trouble) or self.main is not None:
                raise
            self._give_up("could not start", FULL)
        self._finish()

    def _prepared(self) -> environments.Prepared:
        if not self.job.get("container"):
            return environments.prepare(self.folder, self.job["environment"], self)
        from .containers import running  # its HTTP client takes 5 MB, which plain processes need not pay

        self.container = running.Running(self.folder, self.job, self)
        return self.container.prepare()

    def _run(self, prepared: environments.Prepared) -> None:
        self._look_for_halt(None)
        if not self.job["argv"]:  # to prepare the environment was all that was asked
            self.facts.update(code=0, reason="exited")
            return
        try:
            self.main = self._start(prepared)
        except (Refused, environments.Failed) as trouble:
            self._give_up("could not start", str(trouble))
            return
        limit = self.job.get("max_seconds")
        deadline = limit and time.monotonic() + limit
        if self.container is None:
            status = self.attend(self.main, deadline)
            self._look_for_shutdown(status)
            self._collect(status)
        else:
            self._collect_contained(self.container.attended(deadline))
        self.facts["reason"] = "exited"

    def _start(self, prepared: environments.Prepared) -> int:
        cwd = os.path.join(self.folder.path, self.job.get("cwd") or "code")
        self.folder.offer_kept(cwd, self.job.get("keep") or ())
        argv = [prepared.python if number == 0 and word == "python" else word for number, word in enumerate(self.job["argv"])]
        offer = azureml.offer(self.folder, self.job, prepared, self)
        if self.container is not None:
            pid = self.container.start(prepared, argv, cwd, offer)
            self.family.init, self.sampler.container = self.container.init, pid
        else:
            of_job = variables.of_job(self.folder, self.job, self.marker, prepared, offer)
            pid = spawn(argv, cwd, of_job, self.folder("rank-0.log"), self.umask)
        self.facts["started"] = time.time()
        self.folder.write("pid-0", {"pid": pid, "start": processes.start_of(pid), "boot": processes.boot_id()})
        self.folder.note("running", pid=pid)
        self._phase("running", pid=pid)
        if self.container is None:
            self._group()
        return pid

    def _group(self) -> None:
        group = cgroup.create(self.marker.replace(":", "-"))
        if group is not None:
            self.folder.write("group", {"path": group.path})
            self.family.group = group
            group.take_in(lambda: [process.pid for process in processes.descendants(os.getpid())])

    def attend(self, child: int, deadline: float | None = None) -> int:
        """Wait for this child's status, sampling meanwhile. Halt when it has to end earlier."""
        self.until(lambda: child in self.reaper.statuses, deadline)
        return self.reaper.statuses[child]

    def until(self, over, deadline: float | None = None) -> None:
        """As `attend`, for whatever rings when it is over."""
        while not over():
            self._look_for_halt(deadline)
            self.folder.pay()
            self.sampler.sample_if_due()
            soonest = min(LOOK_EVERY, self.sampler.due_in(), LOOK_EVERY if deadline is None else deadline - time.monotonic())
            self.reaper.wait(soonest)

    def pause(self, seconds: float) -> None:
        self._look_for_halt(None)
        self.reaper.wait(seconds)

    def _look_for_halt(self, deadline: float | None) -> None:
        if os.path.exists(self.folder("cancel")):
            raise Halt("cancelled")
        if self.reaper.stopped:
            raise Halt("agent stopped")
        if deadline is not None and time.monotonic() >= deadline:
            raise Halt("time limit")

    def _look_for_shutdown(self, status: int) -> None:
        """A machine that is shut down asks everybody to stop at once, and its script may be the first to obey."""
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGTERM:
            self.reaper.wait(SHUTDOWN_WITHIN)
            if self.reaper.stopped:
                raise Halt("agent stopped")

    def _halt(self, reason: str) -> None:
        request = self.folder.read("cancel") or {}
        self.facts["reason"] = reason
        self.reaper.reap()
        self._end_all(request.get("grace", self.job.get("grace", 10)), because=reason)
        ended = self.container and self.container.stopped()
        if ended:
            self._collect_contained(ended)
        if self.main in self.reaper.statuses:
            self._collect(self.reaper.statuses[self.main])

    def _end_all(self, grace: float, because: str = "left over") -> None:
        def tell(name: str, count: int) -> None:
            self.folder.note("signalled", signal=name, processes=count, because=because)

        self.sampler.close()
        ended, left = ending.end(self.family, signal.SIGTERM, grace, self._hurry, self.reaper.wait, tell)
        self.facts["ended_processes"] += ended
        self.facts["left_processes"] = left

    def _hurry(self) -> bool:
        return bool((self.folder.read("cancel") or {}).get("force"))

    def _collect(self, status: int) -> None:
        self.facts["code"] = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        self.facts["signal"] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        if self.facts["signal"] == signal.SIGKILL and machine.out_of_memory_kills() > self.out_of_memory:
            self.facts["detail"] = "The machine ran out of memory meanwhile: its kernel ended a process."
        if status != 0 and room.is_full(self.folder.root):
            self.facts["detail"] = FULL
        self.folder.note("exited", code=self.facts["code"], signal=self.facts["signal"])

    def _collect_contained(self, ended) -> None:
        self.facts.update(code=ended.code, signal=ended.signal)
        if ended.why():
            self.facts["detail"] = ended.why()
        self.folder.note("exited", code=ended.code, signal=ended.signal)

    def _give_up(self, reason: str, sentence: str) -> None:
        self.facts.update(reason=reason, detail=sentence)
        self.folder.say(sentence)

    def _finish(self) -> None:
        """Nothing is left, then the exit file, then the last line of the events, then the status: each proves those before it."""
        self.sampler.close()
        if not self.reaper.alone():
            self._end_all(LEFTOVER_GRACE)
        if self.container is not None:
            self.container.gone()
        if self.family.group is not None:
            self.family.group.remove()
        self.facts["ended"] = time.time()
        self.folder.use_reserve()
        self.folder.sync()  # a machine that loses its power must not keep the exit code and lose the log
        self.folder.write("exit-0", self.facts)
        self.folder.note("finished", **self.facts, sizes=self.folder.streams())
        self._phase("finished", sizes=self.folder.streams())
        while not self.folder.pay():  # the script is over and nothing of it runs: only its last words wait for room
            self.reaper.wait(LOOK_EVERY)

    def _phase(self, phase: str, **facts) -> None:
        self.facts.update(facts)
        self.folder.write("status.json", {"phase": phase, **self.facts})
