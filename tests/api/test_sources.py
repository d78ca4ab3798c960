"""Files into sources: by hashes, as an archive, from a linked repository; and out again."""

import hashlib
import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs.models import Fetch, Snapshot, Source
from tests.api.conftest import content

TRAIN = b"print('hello')\n"


def unheard_of() -> bytes:
    """A content that no test has uploaded: rolling back a test leaves the store as it is."""
    return uuid4().bytes


def sha(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("code.zip", held.getvalue())


@pytest.fixture
def source(workspace):
    return Source.objects.create(workspace=workspace, name="digits", kind="upload")


def test_a_source_is_made_and_shown(call, contributor):
    caller = call(contributor)
    assert caller.post("/sources", {"name": "digits", "description": "Pictures"}).status_code == 201
    facts = caller.get("/sources/digits").data
    assert (facts["kind"], facts["description"]) == ("upload", "Pictures")
    assert [each["name"] for each in caller.get("/sources").data["items"]] == ["digits"]


@pytest.mark.parametrize("name", ["", "../digits", "x" * 101, "digits"])
def test_a_name_that_cannot_be_is_refused(call, contributor, source, name):
    answer = call(contributor).post("/sources", {"name": name})
    assert answer.status_code == 422 and "name" in answer.data["facts"]


def test_a_folder_comes_by_hashes_and_only_what_is_missing_is_sent(call, contributor, source):
    caller, train, notes = call(contributor), unheard_of(), unheard_of()
    kept = caller.post(
        "/sources/digits/choice", {"paths": ["train.py", "notes.txt", "a.log", ".gitignore"], "ignores": {".gitignore": "*.log"}}
    )
    assert set(kept.data["kept"]) == {"train.py", "notes.txt", ".gitignore"} and kept.data["limits"]["files"]
    hashes = [sha(train), sha(notes)]
    assert caller.post("/sources/digits/missing", {"hashes": hashes}).data["missing"] == hashes
    assert caller.post("/sources/digits/blobs", **{sha(train): SimpleUploadedFile(sha(train), train)}).data == {"stored": 1}
    assert caller.post("/sources/digits/missing", {"hashes": hashes}).data["missing"] == [sha(notes)]
    caller.post("/sources/digits/blobs", **{sha(notes): SimpleUploadedFile(sha(notes), notes)})
    files = {"train.py": {"sha": sha(train), "mode": "100755"}, "docs/notes.txt": {"sha": sha(notes)}}
    made = caller.post("/sources/digits/snapshots", {"files": files})
    assert made.status_code == 201 and (made.data["number"], made.data["files"]) == (1, 2)
    again = caller.post("/sources/digits/snapshots", {"files": files})
    assert again.data["number"] == 1 and Snapshot.objects.count() == 1


def test_a_content_that_is_not_what_was_announced_is_refused(call, contributor, source):
    caller, train = call(contributor), unheard_of()
    answer = caller.post("/sources/digits/blobs", **{sha(train): SimpleUploadedFile("x", b"another")})
    assert answer.status_code == 422 and "announced" in answer.data["detail"]
    assert caller.post("/sources/digits/missing", {"hashes": [sha(train)]}).data["missing"] == [sha(train)]


@pytest.mark.parametrize("path", ["../out.py", "/etc/passwd", ".git/config", "a/../b", "a\\..\\b"])
def test_a_path_that_leads_out_is_refused(call, contributor, source, path):
    caller = call(contributor)
    caller.post("/sources/digits/blobs", **{sha(TRAIN): SimpleUploadedFile("x", TRAIN)})
    answer = caller.post("/sources/digits/snapshots", {"files": {path: {"sha": sha(TRAIN)}}})
    assert answer.status_code == 422 and answer.data["detail"] and not Snapshot.objects.exists()


@pytest.mark.parametrize("hash", ["", "HEAD", "--all", "x" * 40, "0" * 39])
def test_a_hash_that_is_none_is_refused(call, contributor, source, hash):
    assert call(contributor).post("/sources/digits/missing", {"hashes": [hash]}).status_code == 422


def test_an_archive_is_the_next_snapshot(call, contributor, source):
    caller = call(contributor)
    made = caller.post("/sources/digits/archives", archive=zipped({"train.py": TRAIN, "lib/a.py": b"x"}))
    assert (made.status_code, made.data["number"], made.data["files"]) == (201, 1, 2)
    assert caller.get("/sources/digits/snapshots").data["items"][0]["commit"] == made.data["commit"]


def test_an_archive_that_is_none_is_refused(call, contributor, source):
    answer = call(contributor).post("/sources/digits/archives", archive=SimpleUploadedFile("code.zip", b"rubbish"))
    assert answer.status_code == 422 and answer.data["detail"].endswith(".")


def test_files_of_a_snapshot_are_listed_in_pages_and_read(call, reader, a_snapshot):
    a_snapshot({"a.py": b"1", "b.py": b"2", "lib/c.py": b"3"})
    caller = call(reader)
    first = caller.get("/sources/digits/snapshots/1/files", limit=2).data
    rest = caller.get("/sources/digits/snapshots/1/files", limit=2, after=first["next"]).data
    assert [file["path"] for file in first["items"] + rest["items"]] == ["a.py", "b.py", "lib/c.py"] and rest["next"] is None
    assert content(caller.get("/sources/digits/snapshots/1/files/lib/c.py")) == b"3"
    assert caller.get("/sources/digits/snapshots/1/files/none.py").status_code == 422


def test_a_repository_is_linked_and_its_secrets_are_never_told(call, contributor):
    caller = call(contributor)
    made = caller.post("/sources", {"name": "linked", "git_url": "https://example.org/team/code.git", "git_ref": "main", "token": "hush"})
    assert made.status_code == 201 and made.data["kind"] == "git" and "hush" not in made.content.decode()
    assert Source.objects.get().token == "hush"
    asked = caller.post("/sources/linked/fetches", {"ref": "develop"})
    assert asked.status_code == 202 and asked.data["under_way"] and Fetch.objects.get().ref == "develop"
    Fetch.objects.get().end(trouble="The repository does not answer.")
    fetched = caller.get(f"/sources/linked/fetches/{asked.data['id']}").data
    assert (fetched["under_way"], fetched["trouble"]) == (False, "The repository does not answer.")


@pytest.mark.parametrize("url", ["ext::sh -c id", "file:///etc", "-u", "--upload-pack=id"])
def test_a_dangerous_repository_is_refused(call, contributor, url):
    answer = call(contributor).post("/sources", {"name": "linked", "git_url": url})
    assert answer.status_code == 422 and not Source.objects.exists()


def test_a_linked_source_takes_no_uploads(call, contributor, workspace):
    Source.objects.create(workspace=workspace, name="linked", kind="git", git_url="https://example.org/a.git")
    assert call(contributor).post("/sources/linked/missing", {"hashes": []}).status_code == 404


def test_lists_of_sources_and_snapshots_cost_the_same_however_long(call, reader, a_snapshot, django_assert_num_queries):
    caller = call(reader)
    for round in range(2):
        for number in range(3):
            a_snapshot({"a.py": b"%d %d" % (round, number)}, source=f"source-{round}-{number}")
            a_snapshot({"a.py": b"%d %d" % (round, number)}, source="digits")
        for path in ("/sources", "/sources/digits/snapshots"):
            caller.get(path)
            with django_assert_num_queries(2):
                caller.get(path)
