"""The runner's side of a transfer: a process of its own, so that a cancel ends it and no library enters the runner."""

from __future__ import annotations

import json
import os
import sys

from .. import variables
from ..folders import JobFolder
from ..refused import Refused
from ..spawn import spawn
from .failed import Failed

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")


class Transfer:
    def __init__(self, folder: JobFolder, job: dict, runner) -> None:
        self.folder, self.job, self.runner = folder, job, runner

    def run(self, act: str, here: str, item: dict) -> dict:
        """Download to `here`, or upload from it. Returns {"files", "bytes", "kept", "single"}; Failed with a sentence."""
        report = self.folder("transfer.json")
        ask = {"act": act, "here": here, "report": report, **{name: item.get(name) for name in ("name", "place", "overwrite", "globs")}}
        ask["options"] = self._credentials(item)
        if os.path.exists(report):
            os.unlink(report)
        status = self._attended(self._python(item["place"]), ask)
        told = self.folder.read("transfer.json") or {}
        if status != 0:
            raise Failed(told.get("error") or "the transfer was ended by the system, often for want of memory; setup.log may tell more.")
        self.folder.note("data", name=item["name"], act=act, files=told.get("files"), bytes=told.get("bytes"))
        return told

    def _credentials(self, item: dict) -> dict:
        return (self.job.get("secrets") or {}).get("data", {}).get(item.get("credentials") or "", {})

    def _python(self, place: dict) -> list[str]:
        if place["kind"] == "folder":
            return [sys.executable, "-I", "-S"]
        from . import tool  # with hashlib and shutil two megabytes, which a runner without data never needs

        return [tool.python(self.folder, self.job["data"].get("tool") or {}, self.runner), "-I"]

    def _attended(self, python: list[str], ask: dict) -> int:
        # Neither a command line, nor a variable, nor a file: nobody but this user's processes can look into it, and it ends with them.
        question = os.memfd_create("transfer")
        os.write(question, json.dumps(ask).encode())
        os.lseek(question, 0, os.SEEK_SET)
        surroundings = {**variables.inherited(), "TRAINSHED_JOB": self.runner.marker}
        try:
            pid = spawn([*python, PROGRAM], self.folder.path, surroundings, self.folder("setup.log"), 0o077, stdin=question)
        except Refused as trouble:
            raise Failed(str(trouble)) from trouble
        finally:
            os.close(question)
        return self.runner.attend(pid)
