"""The run and its children as azureml-core sees them: what it wrote itself, over what the studio said at the start."""

from __future__ import annotations

import threading
import time

from .journal import Journal
from .variables import SUBSCRIPTION, guid

CHILDREN = 10_000  # of one run; Azure ML's own limit is far above what a script makes
STATES = {"Running", "Completed", "Failed", "Canceled"}


class Unknown(Exception):
    """There is no such run here."""


class Book:
    """Answers are RunDto's. Safe in the server's threads."""

    def __init__(self, facts: dict, journal: Journal) -> None:
        self.facts, self.journal, self.lock = facts, journal, threading.RLock()
        self.own = facts["id"]
        above = facts.get("parent") or {}
        self.above = above.get("id")
        self.runs = {self.own: self._new(self.own, self.above)}
        self.runs[self.own].update(
            name=facts.get("display_name") or None,
            tags=dict(facts.get("tags") or {}),
            properties={name: str(value) for name, value in (facts.get("properties") or {}).items()},
            runNumber=facts.get("number") or 1,
            runType="azureml.scriptrun",
        )
        if self.above:
            self.runs[self.above] = self._sweep(above)

    def mine(self, run_id: str) -> dict:
        """A run that the script may write to: its own, or a child of it."""
        if run_id == self.above:
            raise Unknown(f"{run_id} is the sweep of this run: a trial can only read it. Log and tag on the trial's own run.")
        return self.run(run_id)

    def run(self, run_id: str) -> dict:
        with self.lock:
            if run_id not in self.runs:
                raise Unknown(
                    f"Run {run_id} is not this run or a child of it. A script sees its own run alone: use the studio's SDK for others."
                )
            return dict(self.runs[run_id])

    def children(self, run_id: str) -> list[dict]:
        with self.lock:
            return [dict(run) for run in self.runs.values() if run["parentRunId"] == run_id]

    def patch(self, run_id: str, changes: dict) -> dict:
        """Change a run, or make it as a child where there is none: the client does both with one request."""
        with self.lock:
            if run_id not in self.runs:
                self._add(run_id, changes)
            self.mine(run_id)
            run = self.runs[run_id]
            self._set_properties(run, changes.get("properties") or {})
            self._tag(run, changes.get("tags") or {})
            self._describe(run, changes)
            if changes.get("status") in STATES and run_id != self.own:
                self.move(run_id, changes["status"])
            return dict(run)

    def untag(self, run_id: str, names: list) -> dict:
        with self.lock:
            self.mine(run_id)
            run = self.runs[run_id]
            gone = [name for name in names if run["tags"].pop(name, self) is not self]
            if gone:
                self._write(run_id, {"g": {"untag": gone}})
            return dict(run)

    def move(self, run_id: str, state: str) -> None:
        """A child's state is its script's to say; the run's own is the agent's, which sees how the script ends."""
        with self.lock:
            run = self.mine(run_id) and self.runs[run_id]
            if run_id == self.own or run["status"] == state or run["status"] in STATES - {"Running"}:
                return
            run["status"], run["endTimeUtc"] = state, iso() if state != "Running" else None
            self.journal.write({"c": {"id": run_id, "state": state}})

    def warn(self, run_id: str, level: str, message: str, code: str | None) -> None:
        self.mine(run_id)
        self._write(run_id, {"e": {"level": level, "message": message, "code": code}})

    def _add(self, run_id: str, asked: dict) -> None:
        parent = asked.get("parentRunId") or self.own
        self.run(parent)
        if len(self.runs) > CHILDREN:
            raise Unknown(f"This run has {CHILDREN:,} children, and no more are kept.")
        self.runs[run_id] = {
            **self._new(run_id, parent),
            "runNumber": len(self.runs),
            "name": asked.get("name"),
            "runType": asked.get("runType"),
        }
        child = {"id": run_id, "name": asked.get("name"), "state": "Running", "parent": None if parent == self.own else parent}
        self.journal.write({"c": child})

    def _tag(self, run: dict, tags: dict) -> None:
        new = {name: value for name, value in tags.items() if name not in run["tags"] or run["tags"][name] != value}
        if new:
            run["tags"].update(new)
            self._write(run["runId"], {"g": {"tags": new}})

    def _set_properties(self, run: dict, properties: dict) -> None:
        """A property keeps its first value for ever, as in Azure ML: what was true once is what others build on."""
        held = {
            name: run["properties"][name] for name, value in properties.items() if run["properties"].get(name, str(value)) != str(value)
        }
        if held:
            raise ValueError("Properties cannot be changed, and {} is set already: use a tag for what changes.".format(", ".join(held)))
        new = {name: str(value) for name, value in properties.items() if name not in run["properties"]}
        if new:
            run["properties"].update(new)
            self._write(run["runId"], {"g": {"properties": new}})

    def _describe(self, run: dict, changes: dict) -> None:
        said = {name: changes[name] for name in ("name", "description") if changes.get(name) and changes[name] != run[name]}
        if said:
            run.update(said)
            self._write(run["runId"], {"d": said})

    def _write(self, run_id: str, line: dict) -> None:
        self.journal.write(line if run_id == self.own else {**line, "r": run_id})

    def _sweep(self, known: dict) -> dict:
        """The parent of a trial, with what HyperDrive would have written onto it."""
        told = {name: dict(known.get(name) or {}) for name in ("tags", "properties")}
        own = {"runNumber": known.get("number") or 1, "name": known.get("name") or None, "runType": "hyperdrive"}
        return {**self._new(known["id"], None), **own, **told}

    def _new(self, run_id: str, parent: str | None) -> dict:
        now = iso()
        return {
            "runNumber": 1, "rootRunId": self.above or self.own, "experimentId": guid("experiment", self.facts["experiment"]), "createdUtc": now,
            "createdBy": {"userName": self.facts.get("submitted_by") or "", "userObjectId": SUBSCRIPTION, "userTenantId": SUBSCRIPTION},
            "userId": SUBSCRIPTION, "runUuid": guid("run", run_id), "rootRunUuid": guid("run", self.above or self.own), "runId": run_id,
            "parentRunId": parent, "status": "Running", "startTimeUtc": now, "endTimeUtc": None, "heartbeatEnabled": False,
            "options": {"generateDataContainerIdIfNotSpecified": True}, "name": None, "dataContainerId": f"dcid.{run_id}",
            "description": None, "hidden": False, "runType": None, "properties": {}, "scriptName": self.facts.get("script"),
            "target": "local", "tags": {}, "inputDatasets": [], "outputDatasets": [], "runDefinition": None, "error": None,
            "warnings": None, "token": None, "revision": 1,
        }  # fmt: skip


def iso() -> str:
    seconds = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}Z"
