"""An instance that is an SSH machine: one command on the studio's own machine starts it, another stops it."""

from __future__ import annotations

import time
from functools import partial

from computes.errands.checking import Visit, agent, folder, python
from computes.errands.checking.steps import Step
from computes.errands.checking.visit import Finding, failed, passed
from computes.errors import ComputeError
from computes.instances import lab
from computes.models import Instance, InstanceState
from computes.reach import reach
from computes.transports.local import LocalTransport

from . import Truth
from .runs import end_runs

COMMAND_SECONDS = 300
BOOTS_WITHIN = 600
LOOK_EVERY = 2.0
PATIENCE = 15


class Commanded:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def create(self) -> list[Step]:
        there = [
            Step("python", "Python 3.8 or later", python.look),
            Step("folder", "Folder", folder.look),
            Step("agent", "Agent", agent.look),
        ]
        return [*self.start(), *there]

    def start(self) -> list[Step]:
        return [
            Step("start", "Start command", partial(self._run, self.instance.start_command)),
            Step("answers", "Answers", self._answers),
        ]

    def stop(self) -> list[Step]:
        return [
            Step("runs", "Runs on it", partial(end_runs, self.instance)),
            Step("stop", "Stop command", partial(self._run, self.instance.stop_command)),
        ]

    def restart(self) -> list[Step]:
        return [*self.stop(), *self.start()]

    def delete(self) -> list[Step]:
        """The machine is left as it is: it was there before."""
        runs = Step("runs", "Runs on it and those that wait", partial(end_runs, self.instance, waiting=True))
        return [runs, Step("lab", "JupyterLab", self._end_lab, False)]

    def look(self) -> Truth:
        try:
            self._reach()
        except ComputeError as trouble:
            # Nobody can tell a machine that is off from one whose network is cut, but we know whether we stopped it.
            off = self.instance.state in (InstanceState.STOPPED, InstanceState.STOPPING, InstanceState.STARTING, InstanceState.CREATING)
            return Truth(InstanceState.STOPPED if off else InstanceState.UNKNOWN, str(trouble))
        return Truth(InstanceState.RUNNING)

    def address(self) -> str:
        return "127.0.0.1"

    def discard(self) -> None:
        """Nothing was made."""

    def _run(self, words: list[str], visit: Visit) -> Finding:
        visit.say(f"Running {words[0]}")
        done = LocalTransport().run(words, timeout=COMMAND_SECONDS)
        said = (done.err or done.out).decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
        if done.code != 0:
            return failed(f"{words[0]} ended with {done.code}: {said or 'it said nothing'}.", "An owner of the workspace looks into it.")
        return passed(said or f"{words[0]} ran.")

    def _end_lab(self, visit: Visit) -> Finding:
        lab.end(self.instance, visit)
        return passed("It does not run on it any more.")

    def _answers(self, visit: Visit) -> Finding:
        deadline = time.monotonic() + BOOTS_WITHIN
        while True:
            try:
                self._reach()
                return passed("It answers.")
            except ComputeError as trouble:
                if time.monotonic() > deadline or not trouble.transient:
                    return failed(str(trouble), "Look whether the machine is on, and start it again.")
                visit.say(f"Not yet: {trouble}")
            time.sleep(LOOK_EVERY)

    def _reach(self) -> None:
        reach(self.instance.target)[0].transport.run(["true"], timeout=PATIENCE)
