"""An image from a Dockerfile."""

from __future__ import annotations

import fnmatch
import hashlib
import io
import os
import re
import tarfile

from .. import pip_settings
from ..environments.failure import Failed
from . import trouble
from .aside import Aside
from .engine import PIECE, Engine, EngineError
from .progress import Progress

STEP = re.compile(r"Step (\d+)/(\d+) : (.*)")
# COPY and ADD of files beside the Dockerfile: not of another stage's, nor of an address.
TAKES_FILES = re.compile(r"(?im)^\s*(?:COPY|ADD)\s+(?!.*--from=)(?!\s*(?:https?|git)://)")
ARGUMENT = re.compile(r"(?im)^\s*ARG\s+([A-Za-z_]\w*)")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
NAME = "Dockerfile.of-trainshed"
EPOCH = 315532800  # 1980: the same files give the same bytes


class Recipe:
    """What an image is made of. `hash` names it: the Dockerfile, the files it may take, and the arguments it asks for."""

    def __init__(self, job, wanted: dict) -> None:
        self.text = wanted["dockerfile"]
        if not re.search(r"(?im)^\s*FROM\s+\S", self.text):
            raise Failed("The Dockerfile has no FROM line, so there is no image to begin with. Add one, such as FROM python:3.11-slim.")
        self.folder = job("code") if wanted.get("context") and TAKES_FILES.search(self.text) else None
        self.files = sorted(_files(self.folder)) if self.folder else []
        self.arguments = _arguments(self.text)
        self.hash = self._hash()

    def stream(self):
        """The context as a tar, piece by piece."""
        entry = tarfile.TarInfo(NAME)
        entry.size = len(self.text.encode())
        yield from _member(entry, io.BytesIO(self.text.encode()))
        for path in self.files:
            yield from _of_file(self.folder, path)
        yield b"\0" * 1024

    def _hash(self) -> str:
        digest = hashlib.sha256(repr(sorted(self.arguments.items())).encode())
        for piece in self.stream():
            digest.update(piece)
        return digest.hexdigest()[:24]


def build(engine: Engine, job, recipe: Recipe, name: str, labels: dict, headers: dict, runner) -> None:
    progress = Progress(job, "building", name)
    proxies = {each: os.environ[each] for each in PROXIES if os.environ.get(each)}
    asked = {"t": name, "dockerfile": NAME, "rm": 1, "forcerm": 1, "labels": labels, "buildargs": {**proxies, **recipe.arguments}}
    headers = {"Content-Type": "application/x-tar", **headers}
    last = {"step": ""}

    def talk(aside: Aside) -> None:
        with engine.open("POST", "build", recipe.stream(), headers=headers, **asked) as aside.talk:
            for message in aside.talk.documents():
                if "error" in message:
                    raise EngineError(message["error"])
                aside.tell(_tell, job, progress, message, last)

    try:
        Aside(talk).attended(runner)
    except EngineError as refusal:
        raise _failed(last["step"], refusal.words) from refusal
    progress.done()


def _failed(step: str, words: str) -> Failed:
    image = re.match(r"(?i)step \d+ of \d+ \(FROM (\S+)", step)
    return trouble.of_pull(image[1], words) if image else trouble.of_build(step, words.rstrip("."))


def _tell(job, progress: Progress, message: dict, last: dict) -> None:
    words = message.get("stream", "")
    if words.strip():
        job.say(words.rstrip("\n"))
    found = STEP.match(words)
    if found:
        last["step"] = "step {} of {} ({})".format(found[1], found[2], found[3].strip()[:120].rstrip(")"))
        progress.step(int(found[1]), int(found[2]), found[3].strip()[:120])


def _arguments(text: str) -> dict[str, str]:
    """What this machine knows of package indexes, for the ARGs of that name."""
    known = {**pip_settings.for_uv(os.environ), **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))}}
    # An image tells whoever has it the arguments it was built with: none with a password in it.
    return {name: known[name] for name in ARGUMENT.findall(text) if "@" not in known.get(name, "@")}


def _files(folder: str):
    ignored = _ignored(folder)
    for parent, folders, names in os.walk(folder):
        inside = os.path.relpath(parent, folder)
        for name in sorted(names + [each for each in folders if os.path.islink(os.path.join(parent, each))]):
            path = os.path.normpath(os.path.join(inside, name))
            if not ignored(path):
                yield path


def _ignored(folder: str):
    """.dockerignore: https://docs.docker.com/build/concepts/context/#dockerignore-files. The last line that fits decides."""
    try:
        with open(os.path.join(folder, ".dockerignore"), encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    except OSError:
        return lambda path: False
    rules = [(line.lstrip("!").strip("/"), line.startswith("!")) for line in lines]

    def ignored(path: str) -> bool:
        verdict = False
        for pattern, kept in rules:
            above = [path[:at] for at in range(len(path) + 1) if at == len(path) or path[at] == "/"]
            if any(fnmatch.fnmatchcase(each, pattern.replace("**/", "*")) for each in above if each):
                verdict = not kept
        return verdict

    return ignored


def _of_file(folder: str, path: str):
    with tarfile.open(fileobj=io.BytesIO(), mode="w") as archive:
        entry = archive.gettarinfo(os.path.join(folder, path), path)
    if entry is None:  # a socket
        return
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = EPOCH
    if entry.islnk():  # a second name of a file that the archive has: sent again, for it was another archive's
        entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", os.path.getsize(os.path.join(folder, path))
    if entry.isreg():
        with open(os.path.join(folder, path), "rb") as file:
            yield from _member(entry, file)
    else:
        yield entry.tobuf()


def _member(entry: tarfile.TarInfo, file):
    yield entry.tobuf()
    left = entry.size
    while left > 0:
        piece = file.read(min(PIECE, left))
        left -= len(piece) or left
        yield piece
    yield b"\0" * (-entry.size % tarfile.BLOCKSIZE)
