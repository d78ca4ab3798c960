"""Looks into datastores: what "Test connection" finds, or what it says."""

import os

import pytest

from runs.data import looking
from runs.models import DatastoreCheck
from tests.computes.data.s3 import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(contributor, target):
    """`looked(store, "path")`: a look that was carried out."""

    def look(store, path: str = "") -> DatastoreCheck:
        check = DatastoreCheck.ask(store, path, target, contributor.user)
        looking.carry_out(check.pk)
        check.refresh_from_db()
        return check

    return look


def test_it_shows_the_first_entries_of_a_bucket(looked, s3, a_datastore):
    for key in ("base/b.csv", "base/a/x.csv", "base/a/y.csv", "other/z"):
        s3.put(key, b"123")
    check = looked(a_datastore("team", "s3://team/base", s3.options))

    assert check.trouble == ""
    assert check.entries == [{"name": "a", "type": "directory", "size": None}, {"name": "b.csv", "type": "file", "size": 3}]


def test_a_single_object_shows_itself(looked, s3, a_datastore):
    s3.put("base/b.csv", b"123")

    assert looked(a_datastore("team", "s3://team", s3.options), "base/b.csv").entries == [{"name": "b.csv", "type": "file", "size": 3}]


def test_it_shows_the_first_entries_of_a_folder_on_the_target(looked, tmp_path, a_datastore):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.csv").write_text("123")
    check = looked(a_datastore("raw", str(tmp_path)), "deep")

    assert (check.trouble, check.entries) == ("", [{"name": "a.csv", "type": "file", "size": 3}])


def test_names_that_are_no_utf_8_are_spelled_out(looked, tmp_path, a_datastore):
    (tmp_path / os.fsdecode(b"\xff.csv")).write_text("123")
    assert [entry["name"] for entry in looked(a_datastore("raw", str(tmp_path))).entries] == ["\\xff.csv"]


def test_a_folder_that_is_not_there_is_told(looked, tmp_path, a_datastore):
    assert looked(a_datastore("raw", str(tmp_path / "nowhere"))).trouble.startswith("There is no folder")


def test_a_bucket_that_is_not_there_is_told(looked, s3, a_datastore):
    assert looked(a_datastore("team", "s3://nowhere", s3.options)).trouble.startswith("There is no s3://nowhere")


def test_credentials_that_are_refused_are_told_without_being_shown(looked, s3, a_datastore):
    with s3.denying():
        check = looked(a_datastore("team", "s3://team", s3.options))

    assert "refuses these credentials" in check.trouble
    assert SECRET not in check.trouble


def test_a_server_that_is_not_there_is_told(looked, s3, a_datastore):
    check = looked(a_datastore("team", "s3://team", s3.options | {"endpoint_url": "http://127.0.0.1:9"}))

    assert "answers with an error" in check.trouble


def test_the_addresses_of_machines_alone_are_not_asked(looked, a_datastore):
    """A cloud's machine would hand out its own credentials there."""
    assert "no datastore is" in looked(a_datastore("web", "http://169.254.169.254/latest/meta-data/")).trouble


def test_a_look_is_carried_out_once(looked, tmp_path, a_datastore):
    check = looked(a_datastore("raw", str(tmp_path)))
    (tmp_path / "later").write_text("")
    looking.carry_out(check.pk)
    check.refresh_from_db()

    assert check.entries == []
