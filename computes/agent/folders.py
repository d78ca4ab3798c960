"""The folders of a target: <root>/jobs/<job id>/ and its files. Strings, not pathlib: importing that costs 5 ms a verb."""

from __future__ import annotations

import contextlib
import json
import os
import time

from . import room
from .refused import Refused

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
RESERVE, RESERVED = "reserve", 64 * 1024
STREAMS = ("setup.log", "metrics.jsonl", "system.jsonl", "events.jsonl")


class JobFolder:
    def __init__(self, root: str, job_id: str) -> None:
        if not os.path.isabs(root):
            raise Refused(f"The root folder {root!r} of the target must be an absolute path.")
        if not job_id or len(job_id) > 200 or job_id[0] in ".-" or not LETTERS.issuperset(job_id):
            raise Refused(f"{job_id!r} cannot be the id of a job: use letters, digits, '_', '-' and '.'.")
        self.root, self.id = root, job_id
        self.path = os.path.join(root, "jobs", job_id)
        # What had no room on the disk yet, in order: (name, content, how). None: whoever writes is told at once.
        self.owed: list | None = None

    def __call__(self, name: str) -> str:
        return os.path.join(self.path, name)

    def create(self) -> None:
        for name in ("outputs", "logs"):
            os.makedirs(self(name), mode=0o700, exist_ok=True)
        os.chmod(self.path, 0o700)  # also where somebody made it first

    def offer_kept(self, cwd: str, more=()) -> None:
        """`outputs/` and `logs/` where the script starts are the job's own: scripts, Azure ML's too, write there what is to be kept.

        So are the folders that the configuration names besides, whose files are kept under their path."""
        if not os.path.isdir(cwd):
            return
        kept = {path: "files/" + path for path in sorted(map(inside, more)) if path and path.partition("/")[0] not in ("outputs", "logs")}
        for path, ours in {"outputs": "outputs", "logs": "logs", **kept}.items():
            with contextlib.suppress(FileExistsError, NotADirectoryError):  # a file of the code has this name: then it is no folder to keep
                os.makedirs(self(ours), mode=0o700, exist_ok=True)
                os.makedirs(os.path.dirname(os.path.join(cwd, path)), exist_ok=True)
                self._offer(os.path.join(cwd, path), self(ours))

    def _offer(self, here: str, kept: str) -> None:
        if os.path.isdir(here) and not os.path.islink(here) and not os.listdir(kept):
            os.rename(here, kept)  # with the files that came in the snapshot
        if not os.path.lexists(here):
            os.symlink(kept, here)

    def read(self, name: str) -> dict | None:
        try:
            with open(self(name), "rb") as file:
                found = json.loads(file.read() or b"{}")
        except FileNotFoundError:
            return None
        except ValueError as trouble:
            raise Refused(f"The file {self(name)} on the target is damaged: {trouble}") from trouble
        if not isinstance(found, dict):
            raise Refused(f"The file {self(name)} on the target is damaged: it holds no facts.")
        return found

    def write(self, name: str, value: dict) -> None:
        self._put(name, json.dumps(value).encode() + b"\n", write_atomically)

    def note(self, event: str, **facts) -> None:
        """One line of events.jsonl, in one write: a reader sees it whole or not at all."""
        self._put("events.jsonl", json.dumps({"at": time.time(), "event": event, **facts}).encode() + b"\n", append)

    def say(self, sentence: str) -> None:
        self._put("setup.log", sentence.encode("utf-8", "replace") + b"\n", append)

    def sample(self, value: dict) -> None:
        """One line of system.jsonl, unless more important ones wait for room."""
        if not self.owed:
            self._put("system.jsonl", json.dumps(value).encode() + b"\n", append)

    def reserve(self) -> None:
        """Keep some room for what must be written although somebody filled the disk."""
        descriptor = os.open(self(RESERVE), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVED)
        except OSError as trouble:
            if room.says_full(trouble):
                raise  # other file systems may know no such call: then there is no reserve
        finally:
            os.close(descriptor)

    def use_reserve(self) -> bool:
        """Whether there was any."""
        try:
            os.unlink(self(RESERVE))
        except OSError:
            return False
        return True

    def pay(self) -> bool:
        """Write what had no room so far; whether nothing is left of it."""
        while self.owed:
            name, content, how = self.owed[0]
            try:
                rest = how(self(name), content)
            except OSError as trouble:
                if self._makes_room(trouble):
                    continue
                if room.says_full(trouble):
                    return False
                del self.owed[0]
                raise
            self.owed[:1] = [(name, rest, how)] if rest else []
        return True

    def _put(self, name: str, content: bytes, how) -> None:
        if self.owed is None:
            self._put_now(name, content, how)
        else:
            # Of a file that is replaced as a whole only the newest content counts.
            outdated = [each for each in self.owed if each[0] == name and how is write_atomically]
            self.owed = [*(each for each in self.owed if each not in outdated), (name, content, how)]
            self.pay()

    def _put_now(self, name: str, content: bytes, how) -> None:
        while content:
            try:
                content = how(self(name), content)
            except OSError as trouble:  # noqa: PERF203 - once
                if not self._makes_room(trouble):
                    raise

    def _makes_room(self, trouble: OSError) -> bool:
        return room.says_full(trouble) and self.use_reserve()

    def streams(self) -> dict[str, int]:
        """The growing files there are now, with their sizes. A script may put anything here: only plain files count."""
        try:
            entries = sorted((entry for entry in os.scandir(self.path) if is_stream(entry.name)), key=lambda entry: entry.name)
            return {entry.name: os.lstat(entry.path).st_size for entry in entries if entry.is_file(follow_symlinks=False)}
        except FileNotFoundError:
            return {}

    def open(self, name: str) -> int:
        """For reading, and never waiting for the other end of a pipe that a script put in its place."""
        return os.open(self(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)

    def sync(self) -> None:
        for name in self.streams():
            descriptor = self.open(name)
            try:
                os.fdatasync(descriptor)
            except OSError as trouble:  # what the disk has no room for is lost whatever we do; how the job ended must not be
                if not room.says_full(trouble):
                    raise
            finally:
                os.close(descriptor)


def inside(path: str) -> str:
    """The path below the folder where the script starts, or nothing for one that leads elsewhere, or is that folder itself."""
    tidy = os.path.normpath(str(path)).replace(os.sep, "/")
    return "" if tidy in (".", "..") or tidy.startswith(("/", "../")) or "\0" in tidy else tidy


def is_stream(name: str) -> bool:
    return name in STREAMS or (name.startswith("rank-") and name.endswith(".log") and name[5:-4].isdigit())


def size_of(path: str) -> int:
    """Bytes on the disk, as `du` counts: a file hardlinked from uv's cache counts here although it is stored once."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except FileNotFoundError:  # noqa: PERF203 - a running job tidies up while we count
                continue
    return total


def append(path: str, line: bytes) -> bytes:
    """What of the line found no room: its beginning may be all that fits on a disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        return line[os.write(descriptor, line) :]
    finally:
        os.close(descriptor)


def write_atomically(path: str, content: bytes) -> bytes:
    # The name holds the pid: two writers never share a half-written file, and the last rename wins.
    unfinished = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.rename(unfinished, path)
        return b""
    except OSError:
        os.unlink(unfinished)
        raise
