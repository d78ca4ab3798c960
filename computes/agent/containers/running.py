"""A job's processes in a container, for the runner: what it does with a process of its own, done with a container's."""

from __future__ import annotations

import os

from .. import azureml, variables
from ..environments import Failed
from ..folders import JobFolder
from . import images, layer, order, sockets, surroundings
from .container import Container, Ended
from .engine import Engine, EngineError, Unreachable
from .trouble import of_start

AZUREML = "A script that imports azureml gets the studio's own module in a container, also where the image has Azure's."


class Running:
    """`prepare`, then `run`; `end` and `gone` at the end, whatever happened before."""

    def __init__(self, folder: JobFolder, job: dict, runner) -> None:
        self.folder, self.job, self.runner = folder, job, runner
        self.engine = Engine(sockets.find(job["container"].get("socket")))
        self.container: Container | None = None

    def prepare(self) -> layer.InImage:
        """Failed with a sentence."""
        try:
            self.machine = surroundings.Machine(self.engine)
            os.makedirs(self.folder("home"), mode=0o700, exist_ok=True)
            image = images.obtain(self.engine, self.folder, self.job["container"], self.runner)
            return layer.prepare(self.engine, self.folder, self.job["environment"], self.runner, self.machine, image)
        except Unreachable as silence:
            raise Failed(str(silence)) from silence
        except EngineError as refusal:
            raise of_start(refusal.words) from refusal

    def start(self, prepared: layer.InImage, words: list[str], cwd: str, offer) -> int | None:
        """Its first process, as this machine sees it. Failed with a sentence."""
        if not self.machine.limits and any(self.job["container"].get(name) for name in ("memory", "cpus", "pids")):
            self.folder.say(surroundings.NO_LIMITS)
        asked = order.of_run(self.folder, self.job["container"], self.machine, prepared.image.id, words, cwd, self.runner.umask)
        asked["Env"] += [f"{name}={value}" for name, value in self._variables(prepared, offer).items()]
        asked["HostConfig"]["Mounts"] += self._mounts()
        os.makedirs(cwd, exist_ok=True)  # else the engine makes it, as root's
        self._open_log()
        self.container = Container(self.engine, self.folder, self.runner)
        try:
            self.container.create(order.with_gpus(asked, self.job.get("gpus"), self.machine.gives_gpus))
            self.container.start()
        except Unreachable as silence:
            raise Failed(str(silence)) from silence
        return self.container.pid

    @property
    def init(self) -> tuple | None:
        """(pid, start) of the container's first process, as this machine sees it."""
        return tuple(self.container.init) if self.container and self.container.init else None

    def attended(self, deadline: float | None) -> Ended:
        assert self.container is not None
        return self.container.attended(deadline)

    def stopped(self) -> Ended | None:
        """After its processes were ended."""
        return self.container.stopped() if self.container and self.container.id else None

    def gone(self) -> None:
        """Nothing is left of the container."""
        if self.container and not self.container.remove():
            self.folder.say(f"The container engine does not say that container {self.container.id} is gone; it ran nothing any more.")

    def _open_log(self) -> None:
        """Ours from the beginning: whoever the container's processes are, its owner is this account."""
        os.close(os.open(self.folder("rank-0.log"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))

    def _variables(self, prepared: layer.InImage, offer) -> dict[str, str]:
        if "azureml" in str(self.job["environment"]):
            self.folder.say(AZUREML)
        around = {**surroundings.variables(self.folder("home")), "PATH": prepared.image.path}
        made = variables.of_job(self.folder, self.job, self.runner.marker, prepared, offer, around)
        made.pop("CUDA_VISIBLE_DEVICES", None)  # a container sees its own GPUs alone, counted from 0
        return made

    def _mounts(self) -> list[dict]:
        own = [surroundings.mount(self.folder.path), surroundings.mount(azureml.client(), read_only=True)]
        return own + [surroundings.mount(path) for path in _outermost(self._places()) if not _below(path, self.folder.path)]

    def _places(self) -> list[str]:
        """Where this job's data lies outside of its folder."""
        data = self.job.get("data") or {}
        items = [*data.get("inputs", ()), *data.get("outputs", ())]
        found = [each["place"]["path"] for each in items if each["place"]["kind"] == "folder" and each["mode"] == "mount"]
        found += [each["path_on_compute"] for each in items if os.path.isabs(each.get("path_on_compute") or "")]
        places = sorted({os.path.normpath(path) for path in found if os.path.exists(path)})
        if "/" in places:
            raise Failed("The data of this run is the root folder / of the target, which a container cannot have. Name a folder below it.")
        return places


def _outermost(paths: list[str]) -> list[str]:
    return [path for path in paths if not any(_below(path, other) for other in paths if other != path)]


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
