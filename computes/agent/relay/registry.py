"""Models, and the few things of a workspace that a script asks for from inside a run."""

from __future__ import annotations

import uuid

from .book import Book, iso
from .journal import Journal


class Registry:
    def __init__(self, book: Book, journal: Journal) -> None:
        self.book, self.journal = book, journal
        self.assets: dict[str, dict] = {}

    def asset(self, body: dict) -> dict:
        """The files of a model, which the client names first; the model itself comes with the next request."""
        asset = {**body, "id": uuid.uuid4().hex, "createdTime": iso()}
        self.assets[asset["id"]] = asset
        return asset

    def model(self, body: dict) -> dict:
        asset = self.assets.get(str(body.get("url", "")).rpartition("/")[2], {})
        self.journal.write({"m": {**_facts(body), "path": _path(asset) or body.get("url") or ""}})
        return {
            **dict.fromkeys(("datasets", "resourceRequirements", "sampleInputData", "sampleOutputData", "parentModelId"), None),
            **body, "id": "{}:1".format(body.get("name")), "version": 1, "datasets": [], "createdTime": iso(), "modifiedTime": iso(),
            "unpack": False, "experimentName": self.book.facts["experiment"], "kvTags": body.get("kvTags") or {}, "runId": self.book.own,
            "properties": body.get("properties") or {}, "derivedModelIds": [], "createdBy": {"userName": self.book.facts.get("submitted_by")},
        }  # fmt: skip


def _facts(body: dict) -> dict:
    said = {"name": "name", "tags": "kvTags", "properties": "properties", "description": "description"}
    return {
        **{ours: body.get(theirs) for ours, theirs in said.items()},
        "framework": body.get("framework"),
        "framework_version": body.get("frameworkVersion"),
    }


def _path(asset: dict) -> str:
    """`ExperimentRun/dcid.<run>/outputs/model.pkl` → `outputs/model.pkl`"""
    prefixes = [artifact.get("prefix") or artifact.get("id") or "" for artifact in asset.get("artifacts") or []]
    return prefixes[0].split("/", 2)[-1] if prefixes else ""
