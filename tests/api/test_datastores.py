"""Datastores and data sets for programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs.models import Datastore
from tests.api.conftest import content
from tests.computes.data.s3 import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(call, contributor, s3):
    """A datastore `team` in the bucket of that name."""
    made = call(contributor).post("/datastores", {"name": "team", "url": "s3://team/base", "options": s3.options})
    assert made.status_code == 201, made.data
    return made.data


def test_a_datastore_is_made_listed_and_its_secrets_never_come_back(call, contributor, reader, team):
    told = call(reader).get("/datastores/team").data

    assert (told["kind"], told["url"], told["is_default"], told["credentials"]) == ("remote", "s3://team/base", True, ["key", "secret"])
    assert SECRET not in str(call(reader).get("/datastores").data) + str(told) + str(team)
    assert SECRET not in str(Datastore.objects.values_list("options", flat=True)[0])


def test_a_reader_makes_none_and_a_stranger_sees_none(call, reader, stranger, team):
    assert call(reader).post("/datastores", {"name": "x", "url": "/data/x"}).status_code == 403
    assert call(stranger).get("/datastores/team").status_code == 404
    assert call(stranger).get("/datastores/team/files").status_code == 404


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("file:///etc", {}),
        ("local:///etc", {}),
        ("memory://x", {}),
        ("simplecache::s3://team", {}),
        ("zip://x.zip::file:///etc/x.zip", {}),
        ("s3://key:secret@team", {}),
        ("relative/folder", {}),
        ("/data/../etc", {}),
        ("/", {}),
        ("https://example.org/data?sig=secret", {}),
        ("gs://team", {}),
        ("s3://team", {"profile": "default"}),
        ("s3://team", {"endpoint_url": "file:///etc"}),
        ("s3://team", {"client_kwargs": {"verify": False}}),
        ("sftp://host/x", {"key_filename": "/root/.ssh/id_rsa"}),
        ("/data/team", {"key": "k"}),
    ],
)
def test_an_address_that_would_read_the_studios_own_disk_or_is_none_is_refused(call, contributor, url, options):
    assert call(contributor).post("/datastores", {"name": "x", "url": url, "options": options}).status_code == 422


def test_another_endpoint_forgets_the_secrets(call, contributor, team, s3):
    changed = call(contributor).patch("/datastores/team", {"options": {"endpoint_url": "https://elsewhere.example.org"}})

    assert changed.data["credentials"] == []


def test_another_folder_of_the_same_store_keeps_them(call, contributor, team):
    changed = call(contributor).patch("/datastores/team", {"url": "s3://team/other"})

    assert (changed.data["url"], changed.data["credentials"]) == ("s3://team/other", ["key", "secret"])


def test_one_datastore_is_the_default(call, contributor, team):
    call(contributor).post("/datastores", {"name": "raw", "url": "/data/raw"})
    call(contributor).patch("/datastores/raw", {"is_default": True})

    assert {store["name"]: store["is_default"] for store in call(contributor).get("/datastores").data["items"]} == {
        "raw": True,
        "team": False,
    }


def test_files_go_up_are_listed_by_name_in_pages_and_come_down(call, contributor, reader, team, s3):
    files = {f"deep/{name}.bin": SimpleUploadedFile(name, name.encode() * 1000) for name in "abc"}
    assert call(contributor).post("/datastores/team/files", **files).data == {"stored": sorted(files), "kept": []}

    first = call(reader).get("/datastores/team/files", prefix="deep", limit=2).data
    assert first == {"items": [{"path": "deep/a.bin", "size": 1000}, {"path": "deep/b.bin", "size": 1000}], "next": "deep/b.bin"}
    assert call(reader).get("/datastores/team/files", prefix="deep", after="deep/b.bin").data["items"] == [
        {"path": "deep/c.bin", "size": 1000}
    ]
    assert content(call(reader).get("/datastores/team/file/deep/b.bin")) == b"b" * 1000
    assert set(s3.objects()) == {"base/deep/a.bin", "base/deep/b.bin", "base/deep/c.bin"}


def test_a_file_that_is_there_stays_unless_it_is_to_be_overwritten(call, contributor, team, s3):
    s3.put("base/a", b"old")
    new = {"a": SimpleUploadedFile("a", b"new")}
    assert call(contributor).post("/datastores/team/files", **new).data == {"stored": [], "kept": ["a"]}
    assert s3.objects()["base/a"] == b"old"

    new = {"a": SimpleUploadedFile("a", b"new")}
    call(contributor).post("/datastores/team/files?overwrite=true", **new)
    assert s3.objects()["base/a"] == b"new"


def test_a_path_that_leaves_the_datastore_is_refused(call, contributor, team, s3):
    s3.put("secret", b"x")

    assert call(contributor).get("/datastores/team/file/../secret").status_code in (404, 422)
    assert call(contributor).get("/datastores/team/files", prefix="../").status_code == 422
    assert call(contributor).post("/datastores/team/files", **{"../x": SimpleUploadedFile("x", b"x")}).status_code == 422


def test_what_is_not_there_is_told_without_the_secret(call, contributor, team, s3):
    answer = call(contributor).get("/datastores/team/file/nothing")

    assert answer.status_code == 404
    assert SECRET not in str(answer.data)


def test_a_folder_of_the_targets_is_not_opened_by_the_studio(call, contributor):
    call(contributor).post("/datastores", {"name": "raw", "url": "/etc"})
    answer = call(contributor).get("/datastores/raw/files")

    assert answer.status_code == 422
    assert "which the studio does not open" in str(answer.data)


def test_a_data_set_gets_versions_and_an_id(call, contributor, reader, team):
    first = call(contributor).post("/datasets", {"name": "mnist", "path": "/mnist/1/"}).data
    assert call(contributor).post("/datasets", {"name": "mnist", "path": "mnist/1"}).data["version"] == 1
    call(contributor).post("/datasets", {"name": "mnist", "path": "mnist/2", "tags": {"from": "tests"}})

    assert (first["version"], first["path"], first["datastore"]) == (1, "mnist/1", "team")
    assert call(reader).get("/datasets/mnist").data["version"] == 2
    assert call(reader).get("/datasets/mnist", version=1).data["id"] == first["id"]
    assert [one["version"] for one in call(reader).get("/datasets/mnist/versions").data["items"]] == [2, 1]
    assert [(one["name"], one["version"]) for one in call(reader).get("/datasets").data["items"]] == [("mnist", 2)]
    assert call(reader).get("/datasets/mnist", version=9).status_code == 404


def test_a_datastore_with_data_sets_in_it_stays(call, contributor, team):
    call(contributor).post("/datasets", {"name": "mnist", "path": "mnist"})

    assert call(contributor).client.delete("/api/v1/datastores/team").status_code == 422
    assert Datastore.objects.filter(name="team").exists()


def test_a_datastore_without_any_is_removed(call, contributor, team):
    assert call(contributor).client.delete("/api/v1/datastores/team").status_code == 204
    assert not Datastore.objects.filter(name="team").exists()


def test_lists_cost_the_same_however_long_they_are(call, contributor, django_assert_max_num_queries):
    caller = call(contributor)
    for name in "abcdef":
        caller.post("/datastores", {"name": name, "url": f"/data/{name}"})
        caller.post("/datasets", {"name": name, "datastore": name, "path": ""})

    for path in ("/datastores", "/datasets"):
        with django_assert_max_num_queries(4):
            assert len(caller.get(path).data["items"]) == 6
