"""The image that a job asks for: there already, pulled, or built. Ten jobs that ask at once pull or build once."""

from __future__ import annotations

import base64
import hashlib
import json
import os

from .. import locks
from ..environments.failure import Failed
from . import building, trouble
from .aside import Aside
from .engine import Engine, EngineError
from .progress import Progress

LABEL = "trainshed.image"
BUILT = "trainshed/built"


class Image:
    """`id` is the engine's; `name` what people call it; `path` the PATH of its processes."""

    def __init__(self, name: str, facts: dict) -> None:
        self.name, self.id = name, facts["Id"]
        self.config = facts.get("Config") or {}
        self.labels = self.config.get("Labels") or {}
        said = dict(line.partition("=")[::2] for line in self.config.get("Env") or [])
        self.path = said.get("PATH") or "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        self.size = facts.get("Size", 0)


def obtain(engine: Engine, job, wanted: dict, runner) -> Image:
    """Failed with a sentence; whatever the runner raises, when the run is cancelled meanwhile, passes through."""
    image = wanted.get("image")
    return _pulled(engine, job, image, wanted, runner) if image else _built(engine, job, wanted, runner)


def look_up(engine: Engine, name: str) -> Image | None:
    facts = engine.find(f"images/{name}/json")
    return facts and Image(name, facts)


def _pulled(engine: Engine, job, name: str, wanted: dict, runner) -> Image:
    name = name if "@" in name or ":" in name.rpartition("/")[2] else f"{name}:latest"
    there = look_up(engine, name)
    if there and not wanted.get("rebuild"):
        return there
    with Lock(job, runner, name):
        there = look_up(engine, name)  # somebody else may have brought it while we waited
        if there is None or wanted.get("rebuild"):
            _pull(engine, job, name, runner)
    found = look_up(engine, name)
    if found is None:
        raise Failed(f"The image {name} was pulled, and the container engine does not have it. Submit the run again.")
    job.say(f"Image {name} is here ({found.size / 1e6:.1f} MB, {found.id[7:19]})")
    return found


def _pull(engine: Engine, job, name: str, runner) -> None:
    job.say(f"Pulling image {name}")
    progress = Progress(job, "pulling", name)
    repository, _, tag = name.partition("@") if "@" in name else name.rpartition(":")
    headers = {"X-Registry-Auth": _sealed(sign_in(runner, name))}

    def talk(aside: Aside) -> None:
        with engine.open("POST", "images/create", headers=headers, fromImage=repository, tag=tag) as aside.talk:
            for message in aside.talk.documents():
                if "error" in message:
                    raise trouble.of_pull(name, message["error"])
                said = progress.layer(message)
                if said:
                    aside.tell(progress.tell, *said)

    try:
        Aside(talk).attended(runner)
    except EngineError as refusal:
        raise trouble.of_pull(name, refusal.words) from refusal
    progress.done()


def sign_in(runner, name: str) -> dict:
    """User and password for the registry that this image is in, or nothing."""
    return (registries(runner)).get(registry_of(name), {})


def registries(runner) -> dict[str, dict]:
    given = (runner.job.get("secrets") or {}).get("registries") or {}
    return {address: {"serveraddress": address, **who} for address, who in given.items()}


def registry_of(name: str) -> str:
    """The part before the first slash, where it looks like a host; else Docker's own: github.com/distribution/reference."""
    first, slash, _ = name.partition("/")
    return first if slash and (":" in first or "." in first or first == "localhost") else "docker.io"


def _sealed(who: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(who).encode()).decode()


def _built(engine: Engine, job, wanted: dict, runner) -> Image:
    recipe = building.Recipe(job, wanted)
    name = f"{BUILT}:{recipe.hash}"
    with Lock(job, runner, name):
        found = None if wanted.get("rebuild") else look_up(engine, name)
        if found is None:
            job.say(f"Building image {name}")
            labels = {LABEL: "built"}
            known = {"X-Registry-Config": _sealed(_by_address(registries(runner)))}
            building.build(engine, job, recipe, name, labels, known, runner)
            found = look_up(engine, name)
        else:
            job.say(f"Image {name} is built already ({found.size / 1e6:.1f} MB)")
    if found is None:
        raise Failed("The image was built, and the container engine does not have it. Submit the run again.")
    return found


def _by_address(known: dict[str, dict]) -> dict[str, dict]:
    """As the engine's builder looks them up; Docker's own registry has an old name there."""
    return {"https://index.docker.io/v1/" if address == "docker.io" else address: who for address, who in known.items()}


def lock_of(root: str, name: str) -> str:
    """The file that is there since a job of this root asked for the image, and held while one prepares it."""
    return os.path.join(root, "images", hashlib.sha256(name.encode()).hexdigest()[:24] + ".lock")


class Lock:
    """Held while an image is pulled, built or laid on; the kernel lets go of it when its holder dies."""

    def __init__(self, job, runner, name: str) -> None:
        self.path = lock_of(job.root, name)
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        self.job, self.runner, self.name = job, runner, name

    def __enter__(self) -> None:
        self.held, told = locks.take(self.path, wait=False), False
        while self.held is None:
            if not told:
                self.job.say(f"Another run is preparing {self.name}; waiting for it.")
                told = True
            self.runner.pause(0.1)
            self.held = locks.take(self.path, wait=False)

    def __exit__(self, *trouble) -> None:
        if self.held is not None:
            os.close(self.held)
