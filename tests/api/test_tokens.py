"""Who may call, and what refusals look like."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from studio.models import Token
from tests.api.conftest import Caller

READING = [
    "/me", "/members", "/targets", "/targets/local", "/experiments", "/experiments/digits", "/sources", "/sources/digits",
    "/sources/digits/snapshots", "/sources/digits/snapshots/1", "/sources/digits/snapshots/1/files",
    "/sources/digits/snapshots/1/files/train.py", "/configurations", "/configurations/train", "/configurations/train/versions",
    "/runs", "/runs/{key}", "/runs/{key}/logs", "/runs/{key}/logs/rank-0.log", "/runs/{key}/logs/rank-0.log/part?offset=0",
    "/runs/{key}/metrics", "/runs/{key}/metrics/points", "/runs/{key}/metrics/series?name=loss", "/runs/{key}/outputs",
    "/runs/{key}/outputs/archive", "/runs/{key}/outputs/file/a.txt", "/runs/{key}/events",
]  # fmt: skip
LISTS = {"/members", "/targets", "/experiments", "/sources", "/configurations", "/runs", "/me"}
SUBMITTING = [
    ("/sources", {"name": "new"}), ("/sources/digits/choice", {"paths": []}), ("/sources/digits/missing", {"hashes": []}),
    ("/sources/digits/blobs", None), ("/sources/digits/archives", None), ("/sources/digits/snapshots", {"files": {}}),
    ("/sources/digits/fetches", {}), ("/configurations", {"name": "new", "script": "train.py", "target": "local"}),
    ("/configurations/train/versions", {"script": "train.py", "target": "local"}),
    ("/runs", {"experiment": "digits", "configuration": "train", "source": "digits"}),
    ("/runs/{key}/cancellation", {}), ("/runs/{key}/reruns", {}),
]  # fmt: skip


@pytest.mark.parametrize("path", READING)
def test_without_a_token_nothing_is_told(call, a_run, path):
    answer = call().get(path.format(key=a_run().key))
    assert answer.status_code == 401 and "API token" in answer.data["detail"]


@pytest.mark.parametrize("path", READING)
def test_a_stranger_finds_nothing_of_another_workspace(call, a_run, stranger, path):
    answer = call(stranger).get(path.format(key=a_run().key))
    if path == "/me":
        assert answer.data["workspace"]["slug"] == "speech"
    elif path == "/members":
        assert [member["username"] for member in answer.data["items"]] == ["sam"]
    elif path in LISTS or path in ("/sources/digits/snapshots", "/configurations/train/versions"):
        assert answer.data == {"items": [], "next": None}
    else:
        assert answer.status_code == 404 and answer.data["detail"].endswith(".")


@pytest.mark.parametrize(("path", "body"), SUBMITTING)
def test_a_reader_changes_nothing(call, reader, a_run, path, body):
    answer = call(reader).post(path.format(key=a_run().key), body)
    assert answer.status_code == 403 and "contributor" in answer.data["detail"]


@pytest.mark.parametrize(("path", "body"), SUBMITTING)
def test_a_stranger_changes_nothing(call, stranger, a_run, path, body):
    if path.endswith("/archives"):
        answer = call(stranger).post(path, archive=SimpleUploadedFile("code.zip", b"PK"))
        assert answer.status_code == 404
    elif path not in ("/sources", "/configurations"):  # those would be made in their own workspace
        assert call(stranger).post(path.format(key=a_run().key), body).status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer tsd_wrong", "Basic b3duZXI6b3duZXI=", "Bearer " + "x" * 5000, "Bearer \x00ü"]
)
def test_a_wrong_token_is_refused(db, header):
    caller = Caller()
    caller.client.defaults["HTTP_AUTHORIZATION"] = header
    assert caller.get("/me").status_code == 401


def test_an_expired_or_revoked_token_is_refused(reader):
    _, text = Token.issue(reader, "old", expires=timezone.now() - timedelta(seconds=1))
    assert Caller(text).get("/me").status_code == 401
    _, text = Token.issue(reader, "good")
    assert Caller(text).get("/me").status_code == 200
    reader.tokens.all().delete()
    assert Caller(text).get("/me").status_code == 401


def test_a_token_that_only_reads_changes_nothing_whoever_it_belongs_to(owner, a_run):
    caller = Caller(Token.issue(owner, "dashboard", scope="read")[1])
    assert caller.get("/runs").status_code == 200
    answer = caller.post(f"/runs/{a_run().key}/cancellation", {})
    assert answer.status_code == 403 and "wider scope" in answer.data["detail"]


def test_a_token_for_runs_changes_no_target_of_its_owner_s(owner, a_run):
    a_run()
    caller = Caller(Token.issue(owner, "nightly", scope="submit")[1])
    assert caller.patch("/targets/local", {"slots": 3}).status_code == 403
    assert Caller(Token.issue(owner, "laptop")[1]).patch("/targets/local", {"slots": 3}).status_code == 200


def test_a_scope_gives_a_reader_no_more_than_a_reader_may(reader, a_run):
    caller = Caller(Token.issue(reader, "all", scope="all")[1])
    assert caller.post(f"/runs/{a_run().key}/cancellation", {}).status_code == 403


def test_an_error_is_problem_json(call, reader):
    answer = call(reader).get("/runs/none")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.data["status"] == 404 and answer.data["title"] == "Not Found" and answer.data["detail"]


def test_a_session_is_no_token(browse, owner):
    assert browse(owner).get("/api/v1/me").status_code == 401


def test_me_says_whose_token_it_is(call, contributor):
    facts = call(contributor).get("/me").data
    assert (facts["username"], facts["role"], facts["workspace"]["slug"]) == ("carl", "contributor", "vision")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/runs", "/api/v1/runs/"])
def test_an_address_that_is_none_answers_in_the_same_shape(db, client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and "docs" in answer.json()["detail"]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"before": "-1"}, {"before": "9" * 30}, {"limit": "100000"}])
def test_a_malformed_question_is_told_where(call, reader, query):
    answer = call(reader).get("/runs", **query)
    assert answer.status_code == 422 and next(iter(query)) in answer.data["detail"] and answer.data["facts"]


@pytest.mark.parametrize(
    "path",
    [
        "/runs/%00",
        "/sources/a%00b",
        "/experiments/%00",
        f"/sources/digits/snapshots/{10**30}",
        f"/sources/digits/fetches/{10**30}",
        "/targets/ü",
    ],
)
@pytest.mark.parametrize("more", ["", "?before=5&limit=1"])
def test_names_and_numbers_that_cannot_be_are_refused(call, reader, a_snapshot, path, more):
    a_snapshot()
    answer = call(reader).get(path + more)
    assert answer.status_code in (404, 422) and answer.data["detail"].endswith(".")


def test_a_body_that_is_no_json_is_refused(call, contributor):
    answer = call(contributor).client.post("/api/v1/runs", b"{", content_type="application/json")
    assert answer.status_code == 400 and answer.json()["detail"]


def test_the_documentation_and_the_schema_are_served_by_the_studio(db, client):
    page = client.get("/api/v1/docs").content.decode()
    assert "swagger" in page and "://" not in page
    assert "/api/v1/runs" in client.get("/api/v1/openapi.json").json()["paths"]
