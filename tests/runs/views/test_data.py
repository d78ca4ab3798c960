"""The pages of datastores and data sets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.data import looking, registering, stores
from runs.models import Dataset, Datastore
from tests.computes.data.s3 import SECRET

pytestmark = pytest.mark.django_db

BASE = "/w/vision/data/"
S3 = {"name": "team", "url": "s3://team/base", "key": "AKIA", "secret": SECRET, "endpoint_url": "https://minio.example.org"}


@pytest.fixture
def raw(workspace, owner, tmp_path):
    return stores.make(workspace, "raw", str(tmp_path), {}, owner.user)


@pytest.fixture
def team(workspace, owner):
    return stores.make(workspace, "team", "s3://team/base", {"key": "AKIA", "secret": SECRET}, owner.user)


@pytest.fixture
def mnist(workspace, owner, raw):
    return registering.register(workspace, owner.user, "mnist", "raw", "mnist", "file")


def test_a_contributor_makes_a_bucket_a_datastore_and_its_secret_is_never_shown(browse, contributor, workspace):
    page = browse(contributor)
    answer = page.post(f"{BASE}stores/new/?kind=s3", S3)
    store = Datastore.objects.get(workspace=workspace, name="team")

    assert answer.headers["Location"] == f"{BASE}stores/{store.pk}/"
    assert store.secrets == {"key": "AKIA", "secret": SECRET, "endpoint_url": "https://minio.example.org"}
    for path in (f"stores/{store.pk}/", f"stores/{store.pk}/edit/", ""):
        shown = page.get(BASE + path).content.decode()
        assert SECRET not in shown
        assert "AKIA" not in shown
    assert store.is_default


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("folder", {"name": "x", "url": "relative"}, "absolute path"),
        ("folder", {"name": "a b", "url": "/data"}, "letters, digits, underscores"),
        ("s3", {"name": "x", "url": "file:///etc"}, "is not opened here"),
        ("s3", {"name": "x", "url": "s3://k:s@team"}, "user name or a password"),
        ("web", {"name": "x", "url": "gs://team"}, "is not opened here"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_kept_as_typed(browse, contributor, kind, fields, words):
    answer = browse(contributor).post(f"{BASE}stores/new/?kind={kind}", fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields["url"] in answer.content.decode()


def test_two_datastores_of_one_name_are_refused(browse, contributor, raw):
    answer = browse(contributor).post(f"{BASE}stores/new/", {"name": "raw", "url": "/data"})

    assert "called raw already" in answer.content.decode()


def test_a_reader_sees_and_changes_nothing(browse, reader, raw, mnist):
    page = browse(reader)
    for path in ("", f"stores/{raw.pk}/", "sets/", "sets/mnist/"):
        assert page.get(BASE + path).status_code == 200
    for path in ("stores/new/", f"stores/{raw.pk}/edit/", "sets/new/"):
        assert page.get(BASE + path).status_code == 403
    for act in ("looks", "default", "removal"):
        assert page.post(f"{BASE}stores/{raw.pk}/{act}/").status_code == 403


def test_a_stranger_finds_nothing(browse, stranger, raw, mnist):
    page = browse(stranger)
    for path in ("", f"stores/{raw.pk}/", "sets/mnist/"):
        assert page.get(BASE + path).status_code == 404
    assert page.get(f"/w/speech/data/stores/{raw.pk}/").status_code == 404
    assert page.get("/w/speech/data/sets/mnist/").status_code == 404


def test_an_empty_secret_stays_and_another_endpoint_forgets_it(browse, contributor, team):
    page = browse(contributor)
    page.post(f"{BASE}stores/{team.pk}/edit/", {"url": "s3://team/other"})
    team.refresh_from_db()
    assert (team.url, team.secrets["secret"]) == ("s3://team/other", SECRET)

    page.post(f"{BASE}stores/{team.pk}/edit/", {"url": "s3://team/other", "endpoint_url": "https://elsewhere.example.org"})
    team.refresh_from_db()
    assert team.secrets == {"endpoint_url": "https://elsewhere.example.org"}


def test_secrets_are_forgotten_when_that_is_asked_for(browse, contributor, team):
    browse(contributor).post(f"{BASE}stores/{team.pk}/edit/", {"url": "s3://team/base", "forget": "on"})
    team.refresh_from_db()

    assert team.secrets == {}


def test_a_look_is_asked_for_and_what_was_seen_stands_on_the_page(browse, contributor, raw, target, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.csv").write_text("123")
    page = browse(contributor)
    answer = page.post(f"{BASE}stores/{raw.pk}/looks/", {"path": "", "target": "local"})
    check = raw.checks.get()
    assert answer.headers["Location"] == f"{BASE}stores/{raw.pk}/?look={check.pk}#look"
    assert 'hx-trigger="every 1s"' in page.get(f"{BASE}stores/{raw.pk}/").content.decode()

    looking.carry_out(check.pk)
    part = page.get(f"{BASE}stores/{raw.pk}/?look={check.pk}", headers={"HX-Request": "true", "HX-Target": "look"}).content.decode()
    assert "a.csv" in part
    assert "Look into deep" in part
    assert "every 1s" not in part
    assert "<html" not in part


def test_a_look_that_leaves_the_datastore_is_refused(browse, contributor, raw, target):
    answer = browse(contributor).post(f"{BASE}stores/{raw.pk}/looks/", {"path": "../etc"}, follow=True)

    assert "leaves the datastore" in answer.content.decode()
    assert not raw.checks.exists()


def test_trouble_is_told(browse, contributor, reader, raw, target):
    raw.url = "/nowhere"
    raw.save()
    browse(contributor).post(f"{BASE}stores/{raw.pk}/looks/", {"target": "local"})
    looking.carry_out(raw.checks.get().pk)

    assert "There is no folder /nowhere on this target" in browse(reader).get(f"{BASE}stores/{raw.pk}/").content.decode()


def test_another_one_becomes_the_default(browse, contributor, raw, team):
    browse(contributor).post(f"{BASE}stores/{team.pk}/default/")

    assert list(Datastore.objects.filter(is_default=True)) == [team]


def test_a_datastore_is_forgotten_unless_data_sets_lie_in_it(browse, contributor, team, raw, mnist):
    page = browse(contributor)
    page.post(f"{BASE}stores/{team.pk}/removal/")
    assert "so it stays" in page.post(f"{BASE}stores/{raw.pk}/removal/", follow=True).content.decode()

    assert list(Datastore.objects.all()) == [raw]


def test_a_data_set_is_registered_and_gets_versions(browse, contributor, raw, mnist):
    page = browse(contributor)
    answer = page.post(f"{BASE}sets/new/", {"name": "mnist", "datastore": raw.pk, "path": "/mnist/2/", "kind": "file"})
    assert answer.headers["Location"] == f"{BASE}sets/mnist/"

    assert Dataset.objects.get(name="mnist", number=2).path == "mnist/2"
    assert "This is version 1" in page.get(f"{BASE}sets/mnist/?version=1").content.decode()
    assert page.get(f"{BASE}sets/mnist/?version=9").status_code == 404


def test_a_data_set_shows_the_runs_that_read_it(browse, reader, mnist, a_run):
    run = a_run()
    run.datasets.add(mnist)

    assert run.key in browse(reader).get(f"{BASE}sets/mnist/").content.decode()


def test_data_sets_are_found_by_name(browse, reader, workspace, owner, mnist):
    registering.register(workspace, owner.user, "cifar", "raw", "cifar", "file")

    found = browse(reader).get(f"{BASE}sets/?name=cif").content.decode()
    assert "cifar" in found
    assert "mnist" not in found


@pytest.mark.parametrize("path", ["", "sets/"])
def test_a_list_costs_the_same_however_long_it_is(browse, contributor, workspace, owner, raw, mnist, path):
    page = browse(contributor)
    page.get(BASE + path)
    with CaptureQueriesContext(connection) as few:
        page.get(BASE + path)
    for number in range(10):
        stores.make(workspace, f"more{number}", "/data", {}, owner.user)
        registering.register(workspace, owner.user, f"set{number}", f"more{number}", "x", "file")
    with CaptureQueriesContext(connection) as many:
        page.get(BASE + path)

    assert len(few) == len(many) <= 6


def test_a_run_shows_what_it_reads_and_writes(browse, reader, mnist, a_run):
    known = {"id": str(mnist.key), "name": "mnist", "version": 1, "kind": "file"}
    read = {"mode": "mount", "datastore": "raw", "path": "mnist", "dataset": known}
    run = a_run(data={"inputs": {"x": read}, "outputs": {"model": read | {"mode": "upload", "path": "models/{run-id}", "dataset": None}}})

    page = browse(reader).get(f"/w/vision/runs/{run.key}/").content.decode()

    assert f'href="{BASE}sets/mnist/?version=1"' in page
    assert "written by upload" in page


def test_any_option_of_an_unknown_kind_forgets_the_secrets(workspace, owner, settings):
    settings.DATASTORE_PROTOCOLS = ["gs"]
    store = stores.make(workspace, "cloud", "gs://team/base", {"token": SECRET}, owner.user)
    stores.change(store, "gs://team/other", {})
    assert store.secrets == {"token": SECRET}
    stores.change(store, "gs://team/other", {"endpoint": "https://elsewhere.example.org"})
    assert store.secrets == {"endpoint": "https://elsewhere.example.org"}
