"""Watch many growing files of many jobs in one call: frames on stdout until the wait is over."""
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
    folders = [JobFolder(ask["root"], job_id) for job_id in ask["jobs"]]
    waker = Waker([folder.path for folder in folders])
    files = Files(folders, ask["jobs"])
    deadline = time.monotonic() + ask.get("wait", 0)
    while True:
        if files.deliver():
            time.sleep(GATHER)
        elif time.monotonic() >= deadline:
            return {"end": True}
        else:
            waker.wait(deadline - time.monotonic())


class Files:
    def __init__(self, folders: list[JobFolder], cursors: dict) -> None:
        self.folders = folders
        self.offsets = {(job_id, name): offset for job_id, files in cursors.items() for name, offset in files.items()}

    def deliver(self) -> bool:
        """One chunk of each file that grew: a run that writes gigabytes does not hold up the others."""
        grown = [self._deliver(folder, name) for folder in self.folders for name in folder.streams()]
        return any(grown)

    def _deliver(self, folder: JobFolder, name: str) -> bool:
        path, offset = folder(name), self.offsets.get((folder.id, name), 0)
        size = os.stat(path).st_size
        if size <= offset:
            return False
        descriptor = os.open(path, os.O_RDONLY)
        try:
            body = os.pread(descriptor, CHUNK, offset)
        finally:
            os.close(descriptor)
        header = {"job": folder.id, "file": name, "offset": offset, "length": len(body), "size": size}
        _write(json.dumps(header).encode() + b"\n", body)
        self.offsets[folder.id, name] = offset + len(body)
        return bool(body)


def _write(*parts: bytes) -> None:
    waiting = [memoryview(part) for part in parts]
    while waiting:
        written = os.writev(1, waiting)
        while waiting and written >= len(waiting[0]):
            written -= len(waiting.pop(0))
        if waiting and written:
            waiting[0] = waiting[0][written:]
