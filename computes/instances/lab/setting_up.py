"""The steps from nothing to a JupyterLab that answers."""

from __future__ import annotations

import contextlib
import time

from computes.errands.checking import Visit
from computes.errands.checking.steps import Step
from computes.errands.checking.visit import Finding, failed, passed
from computes.errors import ComputeError
from computes.instances import tokens
from computes.instances.machines import Machine
from computes.models import Instance
from computes.values import Status

from . import job
from .asking import activity, over

BUILT_WITHIN = 1800
ANSWERS_WITHIN = 120
ENDS_WITHIN = 10
LOOK_EVERY = 0.5
NO_INDEX = (
    "Look at the step's words: where the package index does not answer, open the way to it from the instance (it takes its proxy and index "
    "settings over from its host when it is created), and open JupyterLab again."
)
PORT = "import socket, sys; s = socket.socket(); s.bind((sys.argv[1], 0)); print(s.getsockname()[1])"


def steps(instance: Instance, machine: Machine) -> list[Step]:
    setup = _SetUp(instance, machine)
    return [Step("install", "Install", setup.install), Step("open", "Start", setup.open)]


def end(instance: Instance, visit: Visit) -> None:
    """What was started before, by us or by a worker that was killed, goes with its folder."""
    if not instance.token:
        return
    with contextlib.suppress(ComputeError):  # it never came so far
        visit.launcher.cancel(job.handle(instance), force=True)
        deadline = time.monotonic() + ENDS_WITHIN
        while not over(instance, visit.launcher) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        visit.workdir.remove([job.job_id(instance)])


class _SetUp:
    """Begun again by another worker, it ends what the one before it started."""

    def __init__(self, instance: Instance, machine: Machine) -> None:
        self.instance, self.machine = instance, machine

    def install(self, visit: Visit) -> Finding:
        end(self.instance, visit)
        address = self.machine.address()
        home = visit.run("sh", "-c", "cd && pwd").out.decode("utf-8", "replace").strip()
        port = int(visit.run(visit.workdir.python, "-I", "-S", "-c", PORT, address).out)
        self._write(token=tokens.fresh(), address=f"{address}:{port}")
        job.prepare(visit.workdir, self.instance, tokens.token_of(self.instance))
        visit.launcher.submit(job.job(self.instance, home, address, port))
        return self._installed(visit)

    def open(self, visit: Visit) -> Finding:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not activity(self.instance, visit.workdir):
            if self._status(visit).final or time.monotonic() > deadline:
                return failed(
                    f"JupyterLab does not start: {self._last_line(visit, 'rank-0.log')}", "Open it again, or restart the instance."
                )
            time.sleep(LOOK_EVERY)
        return passed("JupyterLab answers the studio, and nobody else.")

    def _installed(self, visit: Visit) -> Finding:
        deadline = time.monotonic() + BUILT_WITHIN
        while (status := self._status(visit)).phase in ("starting", "preparing", "unknown"):
            if time.monotonic() > deadline:
                return failed("JupyterLab could not be installed within half an hour.", NO_INDEX)
            visit.say(self._last_line(visit, "setup.log"))
            time.sleep(LOOK_EVERY)
        if status.phase != "running":
            return failed(status.detail or f"It ended: {status.reason or status.phase}.", NO_INDEX)
        return passed(self._last_line(visit, "setup.log") or "It is installed.")

    def _status(self, visit: Visit) -> Status:
        return visit.launcher.poll({"lab": job.handle(self.instance)})["lab"]

    def _last_line(self, visit: Visit, name: str) -> str:
        with contextlib.suppress(ComputeError):
            lines = visit.workdir.read(job.job_id(self.instance), name).decode("utf-8", "replace").strip().splitlines()
            return lines[-1][:300] if lines else ""
        return ""

    def _write(self, **facts: str) -> None:
        Instance.objects.filter(pk=self.instance.pk).update(**facts)
        for name, value in facts.items():
            setattr(self.instance, name, value)
