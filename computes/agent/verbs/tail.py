"""Watch many growing files of many jobs in one call: frames on stdout until the wait is over.

With {"more": true} the call reads on: each further line {"jobs": {id: {file: offset}}} adds jobs, and the end of the
stream ends the call, so that a studio that died leaves nobody behind and a new job waits for no one."""

from __future__ import annotations

import json
import os
import time

from ..folders import JobFolder
from ..waker import Waker

CHUNK = 1024 * 1024
# After a delivery we let the next bytes gather this long: a script that prints a million lines costs hundreds of frames, not a million.
GATHER = 0.004


def answer(ask: dict, rest) -> dict:
    files, waker = Files(ask["root"]), Waker()
    more = More(rest) if ask.get("more") else None
    if more:
        waker.listen(rest.fileno())
    deadline = time.monotonic() + ask.get("wait", 0)
    worth_a_look = _join(files, waker, ask["jobs"])
    while True:
        if more:
            worth_a_look |= _join(files, waker, more.jobs())
        grew, more_waits = files.deliver(worth_a_look)
        if time.monotonic() >= deadline or (more and more.over):  # also when something always grows
            return {"end": True}
        if grew and not more_waits:
            time.sleep(GATHER)
        worth_a_look = more_waits | waker.wait(0 if grew else deadline - time.monotonic())


def _join(files: Files, waker: Waker, jobs: dict) -> set:
    folders = {files.add(job_id, offsets).path for job_id, offsets in jobs.items()}
    for folder in folders:
        waker.add(folder)
    return folders


class More:
    """Lines that come while we watch."""

    def __init__(self, stream) -> None:
        self.stream, self.held, self.over = stream, b"", False
        os.set_blocking(stream.fileno(), False)

    def jobs(self) -> dict:
        arrived = self.stream.read()  # None: nothing now; b"": nothing ever again
        self.over = self.over or arrived == b""
        whole, _newline, self.held = (self.held + (arrived or b"")).rpartition(b"\n")
        jobs = {}
        for line in whole.splitlines():
            jobs.update(json.loads(line)["jobs"] if line else {})
        return jobs


class Files:
    def __init__(self, root: str) -> None:
        self.root = root
        self.folders: dict[str, JobFolder] = {}
        self.offsets: dict[tuple[str, str], int] = {}

    def add(self, job_id: str, offsets: dict) -> JobFolder:
        folder = JobFolder(self.root, job_id)
        self.folders[folder.path] = folder
        self.offsets.update({(job_id, name): offset for name, offset in offsets.items()})
        return folder

    def deliver(self, paths: set) -> tuple[bool, set]:
        """One chunk of each file that grew in these folders: a run that writes gigabytes does not hold up the others.
        Whether any grew, and which folders have more waiting."""
        sent = {path: [self._deliver(self.folders[path], *stream) for stream in _streams(self.folders[path])] for path in paths}
        return any(map(any, sent.values())), {path for path, lengths in sent.items() if CHUNK in lengths}

    def _deliver(self, folder: JobFolder, name: str, size: int) -> int:
        offset = self.offsets.get((folder.id, name), 0)
        if size <= offset:
            return 0
        body = _read(folder, name, offset)
        if not body:
            return 0
        header = {"job": folder.id, "file": name, "offset": offset, "length": len(body), "size": max(size, offset + len(body))}
        header["at"] = time.time()
        _write(json.dumps(header).encode() + b"\n", body)
        self.offsets[folder.id, name] = offset + len(body)
        return len(body)


# A script may take its files away or close them to us. They did not grow then, and the other jobs' files still did.


def _streams(folder: JobFolder) -> list:
    try:
        return list(folder.streams().items())
    except OSError:
        return []


def _read(folder: JobFolder, name: str, offset: int) -> bytes:
    try:
        descriptor = folder.open(name)
    except OSError:
        return b""
    try:
        return os.pread(descriptor, CHUNK, offset)
    finally:
        os.close(descriptor)


def _write(*parts: bytes) -> None:
    waiting = [memoryview(part) for part in parts]
    while waiting:
        written = os.writev(1, waiting)
        while waiting and written >= len(waiting[0]):
            written -= len(waiting.pop(0))
        if waiting and written:
            waiting[0] = waiting[0][written:]
