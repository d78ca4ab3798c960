"""The root folder on a target: every file act, written once on top of `Transport.run`.

The agent is looked for by running it, and pushed when it is not there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from computes.agent_zip import agent_zip
from computes.errors import ComputeError, DiskFull, NotReached, ProgramMissing
from computes.frames import FrameReader
from computes.transports import Sink, Transport
from computes.unpacking import unpack
from computes.values import Completed, Frame, OutputFile

Stream = Callable[[], Iterable[bytes]]
CANNOT_OPEN, REFUSED = 2, 3
NOISE = (
    "The machine wrote something else than the agent's answer: {!r}. "
    "What a shell reads when it starts there, such as ~/.bashrc, must print nothing where nobody looks."
)
OTHER_PYTHON = "Install Python 3.8 or later there, or give another interpreter on the target's page."
NO_ROOM = (b"No space left on device", b"Disk quota exceeded")  # strerror(3) of ENOSPC and EDQUOT
# Read from stdin by the target's Python: puts the agent's files where its hash says. Twice at once is harmless, the rename decides.
PUSH = """
import sys, os, io, zipfile, hashlib, shutil
root, name = sys.argv[1:]
sys.version_info >= (3, 8) or sys.exit("The target's Python is %s; Python 3.8 or later is needed." % sys.version.split()[0])
os.umask(0o077)
content = sys.stdin.buffer.read()
hashlib.sha256(content).hexdigest()[:16] == name or sys.exit("The agent arrived damaged.")
folder = os.path.join(root, "agent", name)
unfinished = "%s.%d.tmp" % (folder, os.getpid())
try:
    zipfile.ZipFile(io.BytesIO(content)).extractall(unfinished)
    os.rename(unfinished, folder)
except OSError:
    shutil.rmtree(unfinished, ignore_errors=True)
    if not os.path.isdir(folder):
        raise
"""


class Enough(Exception):
    """Raised by `on_frame` to end a tail early; the tail then returns as usual."""


class Workdir:
    def __init__(self, transport: Transport, root: str, python: str = "python3") -> None:
        """`root` is absolute on the target, or begins with "~/": then it is in the home of whoever the commands run as there."""
        self.transport, self.python = transport, python
        self.reached = False
        self._root = root

    @property
    def root(self) -> str:
        """Its absolute path on the target, which is asked for it when need be."""
        below = self._root  # two threads may come here at once
        if below.partition("/")[0] == "~":
            home = self.transport.run(["/bin/sh", "-c", 'printf %s "$HOME"'], timeout=60).out.decode()
            if not home.startswith("/"):
                raise NotReached("The account on the target has no home folder; give the target's folder as an absolute path.")
            self._root = home.rstrip("/") + below[1:]
        return self._root

    def call(self, verb: str, ask: Mapping[str, Any] | None = None, stream: Stream | None = None, timeout: float | None = 60) -> dict:
        """The agent's answer. Doing it again is harmless for every verb. ComputeError with the agent's own sentence when it refuses."""
        answer = self._run(verb, ask, stream, timeout).out
        try:
            return json.loads(answer)
        except ValueError as trouble:
            raise NotReached(NOISE.format(answer[:80].decode("utf-8", "replace"))) from trouble

    def checkout(self, job_id: str, commit: str, bundle: Callable[[list[str]], Iterable[bytes]], archive: Stream | None = None) -> int:
        """Put the commit's files into the job's code/ and return how many. `bundle(have)` streams a git bundle of what is missing
        given the commits the target has; `archive()` a tar of the files, for a target without git. Each is called only if needed."""
        ask = {"job_id": job_id, "commit": commit}
        answer = self.call("checkout", ask, timeout=600)
        if not answer["ok"] and answer["git"]:
            answer = self.call("checkout", {**ask, "bundle": True}, lambda: bundle(answer["have"]), timeout=3600)
        elif not answer["ok"]:
            if archive is None:
                raise ComputeError("There is no git on the target; install it there.")
            answer = self.call("checkout_tar", ask, archive, timeout=3600)
        return answer["files"]

    def tail(
        self, cursors: Mapping[str, Mapping[str, int]], on_frame: Callable[[Frame], None], wait: float = 5.0, more: Stream | None = None
    ) -> None:
        """Frames of all that grows in these jobs' folders beyond {job id: {file: offset}}, as it grows, for `wait` seconds.
        Files without a cursor, also those that appear later, come from their beginning. Per file the frames are gapless.
        `more()` yields lines {"jobs": cursors} of jobs that join while the call runs; the call ends when it does."""
        reader = FrameReader(on_frame)
        try:
            self._run("tail", {"jobs": cursors, "wait": wait, "more": more is not None}, more, wait + 60, reader.feed)
        except Enough:
            return
        if not reader.ended:
            raise ComputeError("The target stopped sending logs before it was done.", transient=True)

    def outputs(self, job_id: str) -> list[OutputFile]:
        return [OutputFile(**each) for each in self.call("outputs", {"job_id": job_id})["files"]]

    def fetch(self, job_id: str, into: Path, paths: list[str] | None = None) -> list[str]:
        """Copy outputs (all, or those named) below `into`, each whole or not at all. Returns the paths that came."""
        with unpack(into) as unpacking:
            self._run("fetch", {"job_id": job_id, "paths": paths}, None, 3600, unpacking.feed)
        return unpacking.paths

    def read(self, job_id: str, path: str, offset: int = 0, limit: int = -1) -> bytes:
        return self._run("read", {"job_id": job_id, "path": path, "offset": offset, "limit": limit}, None, 600).out

    def write(self, job_id: str, path: str, content: bytes) -> None:
        self.call("write", {"job_id": job_id, "path": path}, lambda: [content])

    def remove(self, job_ids: list[str], what: str = "all") -> list[str]:
        """Remove the jobs' code or all of them from the target; running ones stay. Returns the ids that were removed."""
        return self.call("clean", {"job_ids": job_ids, "what": what}, timeout=600)["removed"]

    def environments(self) -> list[dict[str, Any]]:
        """Those on the target: key, kind, size (bytes), built and used (unix seconds), seconds (its build took), packages, ready, building,
        in_use. What is not known of one that never became ready is None."""
        return self.call("environments", timeout=120)["environments"]

    def drop(self, keys: list[str]) -> tuple[list[str], dict[str, str]]:
        """Remove environments from the target: the keys of those that were there and went, and a sentence for each that had to stay."""
        answer = self.call("drop", {"keys": keys}, timeout=600)
        return answer["removed"], answer["refused"]

    def _run(
        self, verb: str, ask: Mapping[str, Any] | None, stream: Stream | None, timeout: float | None, sink: Sink | None = None
    ) -> Completed:
        if stream is not None and not self.reached:
            self.call("poll", {"jobs": []})  # an attempt that only finds out that the agent is missing may swallow some of the stream
        done = self._attempt(verb, ask, stream, timeout, sink)
        if done.code == CANNOT_OPEN and b"can't open file" in done.err:
            self._push()
            done = self._attempt(verb, ask, stream, timeout, sink)
        if done.code == REFUSED:
            raise _refusal(json.loads(_last_line(done)))
        if done.code != 0:
            raise ComputeError(f"The agent on the target failed to {verb}: {_last_line(done)}", transient=True)
        self.reached = True
        return done

    def _attempt(
        self, verb: str, ask: Mapping[str, Any] | None, stream: Stream | None, timeout: float | None, sink: Sink | None
    ) -> Completed:
        # -I: no variable and no file of the user's changes the agent. -S: it needs nothing from site-packages, and starts faster.
        command = [self.python, "-I", "-S", f"{self.root}/agent/{agent_zip().hash}/__main__.py", verb]
        question = json.dumps({"root": self.root, **(ask or {})}).encode() + b"\n"
        try:
            done = self.transport.run(command, question if stream is None else _joined(question, stream()), timeout, sink)
        except ProgramMissing as missing:
            raise ProgramMissing(f"{missing} {OTHER_PYTHON}") from missing
        if done.code == CANNOT_OPEN and b"nknown option" in done.err:  # of Python 2, which has no -I
            raise NotReached(f"{self.python} on the target is too old a Python. {OTHER_PYTHON}")
        return done

    def _push(self) -> None:
        agent = agent_zip()
        done = self.transport.run([self.python, "-I", "-S", "-c", PUSH, self.root, agent.hash], agent.content, timeout=60)
        if done.code != 0 and any(sign in done.err for sign in NO_ROOM):
            raise DiskFull(f"The agent could not be put into {self.root}.")
        if done.code != 0:
            raise NotReached(f"The agent could not be put into {self.root} on the target: {_last_line(done)}")


def _joined(question: bytes, stream: Iterable[bytes]) -> Iterable[bytes]:
    yield question
    yield from stream


def _refusal(told: dict[str, Any]) -> ComputeError:
    return DiskFull(told["error"]) if told.get("full") else ComputeError(told["error"])


def _last_line(done: Completed) -> str:
    lines = done.err.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit code {done.code}"
