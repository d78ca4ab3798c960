import json
import shutil
from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.test import Client


class Caller:
    """A program with a member's token: `get("/runs", state="active")`, `post("/runs", {...})`. Answers carry `.data`."""

    def __init__(self, token: str = ""):
        self.client = Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query):
        return self._told(self.client.get(f"/api/v1{path}", query))

    def post(self, path: str, body=None, **fields):
        kind = {"content_type": "application/json"} if body is not None else {}
        return self._told(self.client.post(f"/api/v1{path}", json.dumps(body) if body is not None else fields, **kind))

    def patch(self, path: str, body):
        return self._told(self.client.patch(f"/api/v1{path}", json.dumps(body), content_type="application/json"))

    def put(self, path: str, body):
        return self._told(self.client.put(f"/api/v1{path}", json.dumps(body), content_type="application/json"))

    def delete(self, path: str):
        return self._told(self.client.delete(f"/api/v1{path}"))

    @staticmethod
    def _told(answer):
        answer.data = answer.json() if answer.headers["Content-Type"].startswith(("application/json", "application/problem+json")) else None
        return answer


def content(answer) -> bytes:
    """All that a streamed answer sends."""

    async def take() -> bytes:
        return b"".join([piece async for piece in answer])

    return async_to_sync(take)()


@pytest.fixture
def call(db) -> Callable[..., Caller]:
    """`call(reader)`: a program of that member; `call()`: one without a token."""

    def caller(member=None) -> Caller:
        from studio.models import Token

        return Caller(Token.issue(member, "tests")[1] if member else "")

    return caller


@pytest.fixture(autouse=True)
def _fresh_store(db):
    """Rolling back a test gives its keys to the next one; the files in the store must not be there then."""
    yield
    from runs import sourcing
    from studio import datafolder

    sourcing._store.cache_clear()
    shutil.rmtree(datafolder.path() / "snapshots", ignore_errors=True)
