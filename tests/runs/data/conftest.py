"""Datastores and data sets of the workspace, and run configurations that name them."""

from collections.abc import Callable

import pytest


@pytest.fixture
def a_datastore(workspace) -> Callable:
    """`a_datastore("raw", "/data/raw")`, `a_datastore("team", "s3://team", options={...})`."""

    def make(name: str, url: str, options: dict | None = None, **fields):
        import json

        from runs.models import Datastore

        kind = Datastore.Kind.FOLDER if url.startswith("/") else Datastore.Kind.REMOTE
        return Datastore.objects.create(
            workspace=workspace, name=name, kind=kind, url=url, options=json.dumps(options) if options else "", **fields
        )

    return make


@pytest.fixture
def a_configured() -> Callable:
    """`a_configured(data={...}, dataReferences={...})`: the typed run configuration of such a tree."""

    def read(**tree):
        from runs.runconfig import Document

        return Document.of({"script": "train.py", "target": "local", **tree}).configuration

    return read
