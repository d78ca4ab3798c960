"""Sources in the browser: making one, its files, its snapshots, its settings."""

import asyncio
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs import fetching
from runs.models import Fetch, Source

pytestmark = pytest.mark.django_db
NEW = "/w/vision/sources/new/"


def a_zip(files: dict[str, bytes]) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return SimpleUploadedFile("code.zip", packed.getvalue())


async def received(answer) -> bytes:
    return b"".join([piece async for piece in answer.streaming_content])


def test_an_archive_becomes_a_source_without_any_script(browse, contributor):
    answer = browse(contributor).post(NEW, {"name": "digits", "description": "", "archive": a_zip({"train.py": b"print(1)"})})
    source = Source.objects.get()
    assert answer.url == f"/w/vision/sources/{source.pk}/"
    assert (source.latest.files, source.latest.created_by) == (1, contributor.user)


def test_a_refused_archive_makes_no_source(browse, contributor):
    answer = browse(contributor).post(NEW, {"name": "digits", "archive": a_zip({"../up.py": b"x"})})
    assert answer.status_code == 422 and "up.py" in answer.content.decode() and not Source.objects.exists()


def test_a_name_is_given_once(browse, contributor, a_snapshot):
    a_snapshot(source="digits")
    answer = browse(contributor).post(NEW, {"name": "Digits"})
    assert answer.status_code == 422 and "There is a source called Digits already" in answer.content.decode()


def test_the_next_version_is_the_next_snapshot(browse, contributor, a_snapshot):
    source = a_snapshot().source
    browse(contributor).post(f"/w/vision/sources/{source.pk}/archives/", {"archive": a_zip({"train.py": b"print(2)"})})
    assert source.latest.number == 2
    page = browse(contributor).get(f"/w/vision/sources/{source.pk}/history/").content.decode()
    assert "#2" in page and "#1" in page and "code.zip" in page


def test_files_can_be_read_now_and_as_they_were(browse, reader, a_snapshot):
    source = a_snapshot({"train.py": b"old = 1\n", "lib/deep.py": b"deep = 1\n"}).source
    a_snapshot({"train.py": b"new = 1\n"})
    browser, page = browse(reader), f"/w/vision/sources/{source.pk}/"
    assert "new = 1" in browser.get(page).content.decode()
    before = browser.get(page + "snapshots/1/").content.decode()
    assert "old = 1" in before and "The newest is" in before
    assert "deep = 1" in browser.get(page + "snapshots/1/", {"file": "lib/deep.py"}).content.decode()
    assert "deep.py" in browser.get(page + "snapshots/1/", {"file": "lib/"}).content.decode()
    assert "No such file" in browser.get(page, {"file": "gone.py"}).content.decode()
    assert browser.get(page + "snapshots/9/").status_code == 404


def test_a_file_is_shown_as_text_and_nothing_else(browse, reader, a_snapshot):
    source = a_snapshot({"<b>.py": b"<script>alert(1)</script>\n", "page.html": b"<script>alert(1)</script>"}).source
    browser, page = browse(reader), f"/w/vision/sources/{source.pk}/"
    assert "<script>alert" not in browser.get(page, {"file": "<b>.py"}).content.decode()
    raw = browser.get(page + "snapshots/1/raw/", {"file": "page.html"})
    assert raw["Content-Type"] == "application/octet-stream" and raw["Content-Disposition"].startswith("attachment")
    assert "sandbox" in raw["Content-Security-Policy"] and raw["X-Content-Type-Options"] == "nosniff"


def test_a_snapshot_can_be_taken_away_as_a_zip(browse, reader, a_snapshot):
    source = a_snapshot({"train.py": b"print(1)\n"}).source
    answer = browse(reader).get(f"/w/vision/sources/{source.pk}/snapshots/1/archive/")
    packed = zipfile.ZipFile(io.BytesIO(asyncio.run(received(answer))))
    assert packed.read("train.py") == b"print(1)\n"


def test_linking_a_repository_asks_for_its_files(browse, contributor, a_repository, django_capture_on_commit_callbacks):
    answer = browse(contributor).post(NEW + "?kind=git", {"name": "linked", "git_url": str(a_repository), "git_ref": "main"})
    source = Source.objects.get()
    assert answer.url == f"/w/vision/sources/{source.pk}/history/"
    fetching.carry_out(Fetch.objects.get().pk)
    assert (source.latest.facts["branch"], source.latest.facts["subject"]) == ("main", "First")
    page = browse(contributor).get(f"/w/vision/sources/{source.pk}/history/").content.decode()
    assert "main was fetched" in page and "First" in page


def test_a_fetch_that_fails_says_why(browse, contributor, a_repository, a_link):
    source = a_link(a_repository)
    browse(contributor).post(f"/w/vision/sources/{source.pk}/fetches/", {"ref": "gone"})
    fetching.carry_out(Fetch.objects.get().pk)
    page = browse(contributor).get(f"/w/vision/sources/{source.pk}/history/").content.decode()
    assert "could not be fetched" in page and "gone" in page and source.latest is None


def test_a_fetch_is_carried_out_once(a_repository, a_link):
    fetch = fetching.ask(a_link(a_repository))
    fetching.carry_out(fetch.pk)
    fetching.carry_out(fetch.pk)
    assert not fetching.left_over() and Source.objects.get().snapshots.count() == 1


def test_a_page_with_a_fetch_under_way_asks_again(browse, contributor, a_link):
    source = a_link()
    fetching.ask(source, "main")
    page = browse(contributor).get(f"/w/vision/sources/{source.pk}/history/").content.decode()
    assert 'hx-trigger="every 1s"' in page and "About to fetch" in page


@pytest.mark.parametrize("url", ["ext::sh -c id", "file:///etc", "-oProxyCommand=id", "/etc", "https://me:secret@example.org/a.git"])
def test_an_address_that_may_not_be_linked_is_refused(browse, contributor, url):
    answer = browse(contributor).post(NEW + "?kind=git", {"name": "linked", "git_url": url})
    assert answer.status_code == 422 and not Source.objects.exists()


def test_secrets_are_written_and_never_shown(browse, contributor, a_link):
    source = a_link(token="tell-nobody")
    browser, page = browse(contributor), f"/w/vision/sources/{source.pk}/settings/"
    text = browser.get(page).content.decode()
    assert "tell-nobody" not in text and "A secret is stored" in text
    fields = {"name": "linked", "git_url": source.git_url, "git_ref": "", "description": "", "git_user": "", "token": "", "deploy_key": ""}
    browser.post(page, fields | {"description": "Same secret"})
    assert Source.objects.get().token.reveal() == "tell-nobody"
    browser.post(page, fields | {"forget": "on"})
    assert not Source.objects.get().token


def test_another_address_forgets_the_secret(browse, contributor, a_link):
    source = a_link(token="tell-nobody")
    fields = {"name": "linked", "git_url": "https://elsewhere.example.org/a.git"}
    browse(contributor).post(f"/w/vision/sources/{source.pk}/settings/", fields)
    assert Source.objects.get().git_url.startswith("https://elsewhere") and not Source.objects.get().token


def test_a_source_goes_only_while_no_run_used_it(browse, contributor, a_snapshot, a_run):
    unused = a_snapshot(source="unused").source
    used = a_run(snapshot=a_snapshot(source="used")).snapshot.source
    for source in (unused, used):
        browse(contributor).post(f"/w/vision/sources/{source.pk}/removal/")
    assert list(Source.objects.all()) == [used]


def test_a_reader_looks_and_changes_nothing(browse, reader, a_snapshot):
    source = a_snapshot().source
    browser, page = browse(reader), f"/w/vision/sources/{source.pk}/"
    assert (
        browser.get("/w/vision/sources/").status_code == browser.get(page).status_code == browser.get(page + "history/").status_code == 200
    )
    assert browser.get(NEW).status_code == browser.get(page + "settings/").status_code == 403
    for act in ("archives", "fetches", "removal"):
        assert browser.post(f"{page}{act}/").status_code == 403
    assert "Upload a new version" not in browser.get(page).content.decode()


def test_a_stranger_sees_nothing(browse, stranger, a_snapshot):
    source = a_snapshot().source
    browser = browse(stranger)
    for rest in ("", "history/", "settings/", "snapshots/1/", "snapshots/1/raw/?file=train.py", "snapshots/1/archive/"):
        assert browser.get(f"/w/vision/sources/{source.pk}/{rest}").status_code == 404
        assert browser.get(f"/w/speech/sources/{source.pk}/{rest}").status_code == 404


def test_the_list_takes_as_many_queries_for_ten_sources_as_for_one(browse, reader, a_snapshot, django_assert_num_queries):
    browser = browse(reader)
    for count in (1, 9):
        for number in range(count):
            a_snapshot(source=f"source {count} {number}")
        with django_assert_num_queries(5):  # session, user, member; sources, newest snapshots
            browser.get("/w/vision/sources/")


def test_a_source_that_brought_configurations_of_azure_ml_leads_to_their_import(browse, contributor, a_snapshot):
    source = a_snapshot({"train.py": b"print(1)", ".azureml/old.runconfig": b"script: train.py\n"}).source
    page = browse(contributor).get(f"/w/vision/sources/{source.pk}/").content.decode()
    assert "It brought 1 run configuration of Azure ML along" in page and f"/w/vision/configurations/import/?source={source.pk}" in page
