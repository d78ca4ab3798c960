"""What each request does."""

from __future__ import annotations

from .artifacts import Artifacts
from .book import Book
from .files import Files
from .journal import Journal
from .metrics import Metrics
from .registry import Registry
from .routes import SERVICES
from .variables import guid

ENDS = {"Completed": "Completed", "Failed": "Failed", "Canceled": "Canceled"}


class Relay:
    """`facts` are run.json's. One method an act of routes.TABLE: what stood in the path, and the body, to the answer."""

    def __init__(self, job: str, metrics_file: str, facts: dict, url: str, token: str) -> None:
        journal = Journal(metrics_file)
        self.facts, self.url, self.run_token = facts, url, token
        self.files = Files(job)
        self.book = Book(facts, journal)
        self.metric_store = Metrics(self.book, journal, self.files)
        self.artifact_store = Artifacts(self.book, self.files, url, token)
        self.registry = Registry(self.book, journal)

    def discovery(self) -> dict:
        return dict.fromkeys(SERVICES, self.url)

    def experiment(self, body) -> dict:
        name = self.facts["experiment"]
        return {
            "experimentId": guid("experiment", name),
            "name": name,
            "description": None,
            "createdUtc": None,
            "tags": {},
            "archivedTime": None,
        }

    def run(self, body, run: str) -> dict:
        return self.book.run(run)

    def patch(self, body, run: str) -> dict:
        return self.book.patch(run, body)

    def details(self, body, run: str) -> dict:
        known = self.book.run(run)
        copied = (
            "runId",
            "target",
            "status",
            "startTimeUtc",
            "endTimeUtc",
            "error",
            "warnings",
            "tags",
            "properties",
            "inputDatasets",
            "outputDatasets",
        )
        return {
            **{name: known[name] for name in copied},
            "runDefinition": {},
            "logFiles": {},
            "submittedBy": self.facts.get("submitted_by"),
        }

    def children(self, body, run: str) -> dict:
        return {"value": self.book.children(run)}

    def nothing(self, body, run: str) -> dict:
        return {}

    def token(self, body, run: str) -> dict:
        return {"token": self.run_token, "expiryTimeUtc": "2100-01-01T00:00:00Z"}

    def event(self, body, run: str) -> None:
        kind, data = str(body.get("name")).rpartition(".")[2], body.get("data") or {}
        if kind in ENDS:
            self.book.move(run, ENDS[kind])
        if kind in ("Error", "Failed"):
            error = (data.get("ErrorResponse") or data.get("errorResponse") or {}).get("error") or {}
            self.book.warn(run, "error", error.get("message") or "The script called run.fail().", error.get("code"))
        if kind == "Warning":
            self.book.warn(run, "warning", data.get("Message") or data.get("message") or "", data.get("Source"))

    def events(self, body) -> dict:
        for event in body.get("events") or []:
            self.event(event, (event.get("data") or {}).get("RunId", self.book.own))
        return {"errors": []}

    def untag(self, body, run: str) -> dict:
        return self.book.untag(run, body if isinstance(body, list) else [])

    def batch(self, body) -> dict:
        return {"runs": {asked["runId"]: self.book.patch(asked["runId"], asked) for asked in body.get("runs") or []}, "errors": {}}

    def query_runs(self, body) -> dict:
        return {"value": [self.book.run(self.book.own)]}

    def query_metrics(self, body) -> dict:
        return self.metric_store.query(body)

    def metrics(self, body, run: str) -> dict:
        return self.metric_store.take(run, body)

    def metric_names(self, body, run: str) -> dict:
        return self.metric_store.names(run)

    def metric(self, body, run: str) -> dict:
        return self.metric_store.whole(run, body.get("metricName") or "")

    def announce(self, body, container: str) -> dict:
        return self.artifact_store.announce(container, body)

    def content(self, body, container: str, path: str) -> dict:
        return self.artifact_store.content(container, path)

    def contents(self, body, container: str, path: str) -> dict:
        return self.artifact_store.contents(container, path)

    def artifacts(self, body, container: str) -> dict:
        return self.artifact_store.listed(container)

    def artifact(self, body, container: str, path: str) -> dict:
        return self.artifact_store.artifact(container, path)

    def asset(self, body) -> dict:
        return self.registry.asset(body)

    def model(self, body) -> dict:
        return self.registry.model(body)
