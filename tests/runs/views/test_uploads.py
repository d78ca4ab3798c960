"""A folder from the browser: what upload.js asks and sends, step by step."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs import sourcing
from runs.models import Source

pytestmark = pytest.mark.django_db
# The stores of tests outlive their databases: what is to be missing must be new.
NEW = uuid4().bytes
FILES = {"train.py": b"print(1)\n" + NEW, "lib/net.py": NEW, ".amlignore": b"*.bin\n# " + NEW.hex().encode()}


def sha(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Uploader:
    """What upload.js does, without its browser."""

    def __init__(self, browser, slug="vision"):
        self.browser, self.base = browser, f"/w/{slug}/uploads/"

    def tell(self, step: str, value):
        return self.browser.post(self.base + step, json.dumps(value), content_type="application/json")

    def contents(self, files: dict[str, bytes]):
        return self.browser.post(self.base + "contents/", {"content": [SimpleUploadedFile(name, data) for name, data in files.items()]})

    def manifest(self, files: dict[str, bytes]) -> dict:
        return {path: ["100644", sha(content)] for path, content in files.items()}


@pytest.fixture
def upload(browse, contributor):
    return Uploader(browse(contributor))


def test_a_folder_becomes_a_source_in_four_steps(upload, contributor):
    paths = [*FILES, "weights.bin", ".git/config"]
    assert set(upload.tell("chosen/", {"paths": paths, "texts": {".amlignore": "*.bin\n"}}).json()["paths"]) == set(FILES)
    hashes = [sha(content) for content in FILES.values()]
    assert set(upload.tell("missing/", {"hashes": hashes}).json()["missing"]) == set(hashes)
    assert upload.contents({sha(content): content for content in FILES.values()}).json() == {"stored": 3}
    assert upload.tell("missing/", {"hashes": hashes}).json()["missing"] == []
    answer = upload.tell("sources/", {"name": "digits", "description": "", "files": upload.manifest(FILES)})
    source = Source.objects.get()
    assert answer.json()["url"] == f"/w/vision/sources/{source.pk}/"
    assert sourcing.store_of(contributor.workspace_id).read(source.latest.commit, "train.py") == FILES["train.py"]


def test_the_next_version_sends_only_what_is_new(upload, a_snapshot):
    source = a_snapshot({"train.py": b"print(1)\n"}).source
    changed = {"train.py": b"print(2)" + NEW, "same.py": b"print(1)\n"}
    missing = upload.tell("missing/", {"hashes": [sha(content) for content in changed.values()]}).json()["missing"]
    assert missing == [sha(changed["train.py"])]
    upload.contents({missing[0]: changed["train.py"]})
    upload.tell(f"sources/{source.pk}/snapshots/", {"files": upload.manifest(changed)})
    assert (source.latest.number, source.latest.files) == (2, 2)


def test_contents_that_are_not_what_was_announced_are_refused(upload):
    answer = upload.contents({sha(b"one"): b"another"})
    assert answer.status_code == 422 and "changed while it was uploaded" in answer.json()["error"]


@pytest.mark.parametrize("path", ["../up.py", "/etc/passwd", "a\\..\\b", ".git/hooks/post-checkout", "a\nb", ""])
def test_a_path_that_leaves_the_folder_makes_nothing(upload, path):
    upload.contents({sha(b"x"): b"x"})
    answer = upload.tell("sources/", {"name": "digits", "files": {path: ["100644", sha(b"x")], "ok.py": ["100644", sha(b"x")]}})
    assert answer.status_code == 422 or ".git" in path  # what lies in .git is left out instead
    assert not any(snapshot.files != 1 for source in Source.objects.all() for snapshot in source.snapshots.all())


def test_a_file_that_was_not_sent_is_named(upload):
    answer = upload.tell("sources/", {"name": "digits", "files": upload.manifest({"train.py": b"never sent"})})
    assert answer.status_code == 422 and "train.py" in answer.json()["error"] and not Source.objects.exists()


def test_a_name_that_is_taken_is_told_in_a_sentence(upload, a_snapshot):
    a_snapshot(source="digits")
    upload.contents({sha(b"x"): b"x"})
    answer = upload.tell("sources/", {"name": "digits", "files": upload.manifest({"x.py": b"x"})})
    assert answer.status_code == 422 and "There is a source called digits already" in answer.json()["error"]


def test_limits_are_told(upload, settings):
    settings.SOURCE_FILES = 1
    upload.contents({sha(b"x"): b"x"})
    answer = upload.tell("sources/", {"name": "digits", "files": upload.manifest({"a.py": b"x", "b.py": b"x"})})
    assert answer.status_code == 422 and "2 files are more than the 1" in answer.json()["error"]


@pytest.mark.parametrize(
    "rubbish", [[], {}, {"paths": "x"}, {"paths": [1]}, {"paths": ["a"], "texts": []}, {"files": [1]}, {"files": {"a": 1}}, {"hashes": 3}]
)
@pytest.mark.parametrize("step", ["chosen/", "missing/", "sources/"])
def test_rubbish_is_answered_by_a_sentence(upload, step, rubbish):
    answer = upload.tell(step, rubbish)
    assert answer.status_code in (400, 422) and answer.json()["error"]


def test_a_reader_and_a_stranger_send_nothing(browse, reader, stranger, a_snapshot):
    source = a_snapshot().source
    for step in ("chosen/", "missing/", "contents/", "sources/", f"sources/{source.pk}/snapshots/"):
        assert Uploader(browse(reader)).tell(step, {}).status_code == 403
        assert Uploader(browse(stranger)).tell(step, {}).status_code == 404
    assert Uploader(browse(stranger), "speech").tell(f"sources/{source.pk}/snapshots/", {"files": {}}).status_code == 404


def test_what_one_workspace_holds_is_missing_in_another(browse, stranger, a_snapshot):
    a_snapshot({"train.py": b"secret recipe"})
    hashes = [sha(b"secret recipe")]
    assert Uploader(browse(stranger), "speech").tell("missing/", {"hashes": hashes}).json()["missing"] == hashes
