"""A Python environment on top of an image: built once in a container of it, and kept as an image of its own."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time

from .. import agents
from ..environments import Failed, Prepared
from ..environments.home import Home
from ..folders import write_atomically
from ..machine import find_uv
from . import container, files, images, kept, order, surroundings
from .inside import ANSWER, ASKED, FAILED, ROOT, SECRETS

NAME = "trainshed/environment"
PREPARED = "trainshed.environment"  # a label: the answer of inside.py, as JSON
PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
CACHE = ROOT + "/cache"
NO_PYTHON = 64
NO_KEY = "activated"  # a conda environment of the image, of which nothing is built
# The newest Python that the usual names lead to; conda's places, because images of Azure ML have it there and not on PATH.
BEGIN = """exec >>"$1" 2>&1; shift
for python in python3 python /opt/miniconda/bin/python /opt/conda/bin/python; do
    "$python" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 && exec "$python" -I -S "$@"
done
exit 64"""
OLD = (
    "The image {image} has no Python 3.8 or later, which builds the environment on top of it. Take another image, or say "
    "userManagedDependencies: true where the image has all that the script needs."
)
# What of the form of an environment says how it is told, not what is built.
UNSAID = ("notes", "uv", "rattler", "rebuild", "local", "key")


class InImage(Prepared):
    """What a job's processes start with in a container of `image`."""

    def __init__(self, image: images.Image, python: str, variables: dict | None = None, path: tuple = ()) -> None:
        super().__init__(python, variables, path)
        self.image = image
        self.path = tuple(path)


def prepare(engine, job, wanted: dict, runner, machine, image: images.Image) -> InImage:
    """The image's own Python, or the environment on top of it: `wanted` as computes/agent/environments has it."""
    for note in wanted.get("notes") or ():
        job.say(note)
    if wanted["kind"] == "interpreter" and not wanted.get("base"):
        return InImage(image, wanted.get("python") or "python")
    return Layer(engine, job, wanted, runner, machine, image).obtained()


class Layer:
    def __init__(self, engine, job, wanted: dict, runner, machine, image: images.Image) -> None:
        self.engine, self.job, self.runner, self.machine, self.image = engine, job, runner, machine, image
        self.wanted = {**wanted, "rattler": None, "key": wanted.get("key") or NO_KEY}
        self.name = f"{NAME}:{self._hash()}"

    def obtained(self) -> InImage:
        with images.Lock(self.job, self.runner, self.name):
            ready = images.look_up(self.engine, self.name)
            if ready is None or self.wanted.get("rebuild") not in (None, self._told(ready).get("rebuild")):
                told = self._build(self.image, None)
                ready = images.look_up(self.engine, self.name)
            else:
                told = self._told(ready)
                self._tell(told)
        if ready is None:
            raise Failed("The environment was built, and the container engine does not have its image. Submit the run again.")
        if self.wanted["key"] != NO_KEY:
            kept.note(Home(self.job.root, self.wanted["key"]), self.engine, self.name, told["facts"])
        if self.wanted.get("local") and os.path.isdir(self.job("code")):  # a build by hand has no code
            told = self._build(ready, on_top=told)
        return InImage(ready, told["python"], told["variables"], tuple(told["path"]))

    def _hash(self) -> str:
        """Of all that it is made of. The account is part of it, for the files are its own."""
        what = {name: value for name, value in self.wanted.items() if name not in UNSAID}
        return hashlib.sha256(json.dumps([self.image.id, what, self.machine.user, 1], sort_keys=True).encode()).hexdigest()[:24]

    def _told(self, ready: images.Image) -> dict:
        return json.loads(ready.labels.get(PREPARED) or "{}")

    def _tell(self, told: dict) -> None:
        """What Shared says of an environment that is there."""
        facts = {**told["facts"], "seconds": 0.0}
        self.job.say(f"Environment {self.wanted['key']} is ready as image {self.name}")
        write_atomically(self.job("freeze.txt"), told["freeze"].encode())
        self.job.note("environment", key=self.wanted["key"], reused=True, **facts)

    def _build(self, image: images.Image, on_top: dict | None) -> dict:
        """In a container of `image`: what is for all, which is kept as an image; or what is this job's own, over what is there for all."""
        self.job.say(f"Preparing the environment in a container of {image.name}")
        began = time.monotonic()
        made = container.Container(self.engine, self.job, self.runner)
        pipe = self._ask(on_top)
        try:
            made.create(self._order(image))
            files.put_folder(self.engine, made.id, ROOT, self.machine.user)
            made.start()
            ended = made.attended()
            told = self._answer(ended, image)
            if on_top is None:
                self._keep(made.id, {**told, "rebuild": self.wanted.get("rebuild")}, time.monotonic() - began)
            return told
        finally:
            os.close(pipe)
            os.unlink(self.job(SECRETS))
            made.remove()

    def _ask(self, on_top: dict | None) -> int:
        """Tell it what to build. What may hold a password (an index, a proxy) waits in a pipe, which is held open until it was read."""
        told = {**surroundings.of_packages(), **surroundings.variables(self.job("home"))}
        told.update(UV_CACHE_DIR=CACHE, UV_LINK_MODE="copy", XDG_CACHE_HOME=self.job("home"))
        wanted = {**self.wanted, "uv": ROOT + "/uv"}
        question = {"environment": wanted, "marker": self.runner.marker, "on_top": on_top}
        write_atomically(self.job(ASKED), json.dumps(question).encode())
        if os.path.exists(self.job(SECRETS)):
            os.unlink(self.job(SECRETS))
        os.mkfifo(self.job(SECRETS), 0o600)
        pipe = os.open(self.job(SECRETS), os.O_RDWR | os.O_NONBLOCK)
        secrets = {"environment": (self.runner.job.get("secrets") or {}).get("environment"), "variables": told}
        os.write(pipe, json.dumps(secrets).encode() + b"\n")
        return pipe

    def _order(self, image: images.Image) -> dict:
        words = ["/bin/sh", "-c", BEGIN, "sh", self.job("setup.log"), PROGRAM, self.job.path]
        asked = {**self.runner.job["container"], "memory": None, "cpus": None, "shm": None}
        made = order.of_builder(self.job, asked, self.machine, image.id, words)
        made["HostConfig"]["Mounts"] += [surroundings.mount(self.job.path), surroundings.mount(agents.OWN, read_only=True), *self._tools()]
        return made

    def _tools(self) -> list[dict]:
        cache = os.path.join(self.job.root, "images", "cache")
        os.makedirs(cache, mode=0o700, exist_ok=True)
        uv = find_uv(self.wanted.get("uv"))
        there = [surroundings.mount(uv, ROOT + "/uv", read_only=True)] if uv else []
        return [*there, surroundings.mount(cache, CACHE), *(surroundings.mount(path, read_only=True) for path in self._places())]

    def _places(self) -> list[str]:
        """Folders of this machine where packages come from, which then are in the same place inside."""
        told = {**surroundings.of_packages(), **(self.wanted.get("variables") or {})}
        words = " ".join(str(told.get(name, "")) for name in ("UV_FIND_LINKS", "PIP_FIND_LINKS", "UV_DEFAULT_INDEX", "UV_INDEX"))
        named = [*words.replace(",", " ").split(), *(self.wanted.get("channels") or [])]
        paths = {each[len("file://") :] if each.startswith("file://") else each for each in named}
        return sorted(path.rstrip("/") for path in paths if path.startswith("/") and path.strip("/") and os.path.isdir(path))

    def _answer(self, ended: container.Ended, image: images.Image) -> dict:
        told = self.job.read(ANSWER) or {}
        if os.path.exists(self.job(ANSWER)):
            os.unlink(self.job(ANSWER))
        if ended.code == 0 and "python" in told:
            return told
        if ended.code == NO_PYTHON:
            raise Failed(OLD.format(image=image.name))
        trouble = Failed(told.get("error") or f"The environment could not be built: {ended.why() or 'its builder ended without a word'}")
        trouble.key = told.get("key") if ended.code == FAILED else self.wanted["key"]
        raise trouble

    def _keep(self, made: str, told: dict, seconds: float) -> None:
        facts = {**told["facts"], "seconds": round(seconds, 3)}
        kept = {**self.image.labels, images.LABEL: "environment", PREPARED: json.dumps({**told, "facts": facts})}
        forgotten = dict.fromkeys((order.JOB, order.ROOT, order.STUDIO), "")  # else whoever starts it by hand would seem to be this job
        repository, _, tag = self.name.rpartition(":")
        asked = {"container": made, "repo": repository, "tag": tag, "pause": 0}
        answer = self.engine.ask("POST", "commit", {"Labels": {**kept, **forgotten}}, timeout=None, changes=_as_before(self.image), **asked)
        if not answer:
            raise OSError(errno.EIO, "the engine kept no image")


def _as_before(image: images.Image) -> list[str]:
    """Instructions that undo in the new image what its builder's container had of its own."""
    config = image.config
    said = [f"CMD {json.dumps(config.get('Cmd') or [])}"]
    said += [f"ENTRYPOINT {json.dumps(config['Entrypoint'])}"] if config.get("Entrypoint") else []
    return [*said, f"USER {config.get('User') or 'root'}", f"WORKDIR {config.get('WorkingDir') or '/'}"]
