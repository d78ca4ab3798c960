"""Where packages come from: owners say it, passwords are sealed, never shown, and never in a job's file."""

import json

import pytest

from runs import environments
from runs.environments import indexes
from runs.models import PackageIndexes

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/package-indexes/"
SECRET = "https://me:s3cr3t@index.example/simple"
MASKED = "https://me:••••••••@index.example/simple"


def test_a_password_is_sealed_and_never_shown_again(browse, owner, workspace):
    browser = browse(owner)
    assert browser.post(PAGE, {"index_url": SECRET, "extra_index_urls": "https://token@more.example/simple"}).status_code == 302
    row = PackageIndexes.objects.get()
    assert row.index_url == "https://index.example/simple" and "s3cr3t" not in str(row.__dict__)
    page = browser.get(PAGE).content.decode()
    assert MASKED in page and "s3cr3t" not in page and "token@" not in page
    browser.post(PAGE, {"index_url": MASKED})
    assert indexes.of(workspace).private_variables() == {"UV_DEFAULT_INDEX": SECRET}


def test_a_stored_password_goes_to_no_other_address(browse, owner, workspace):
    browser = browse(owner)
    browser.post(PAGE, {"index_url": SECRET})
    browser.post(PAGE, {"index_url": MASKED.replace("index.example", "elsewhere.example")})
    assert indexes.of(workspace).private_variables() == {}
    assert indexes.of(workspace).variables() == {"UV_DEFAULT_INDEX": "https://elsewhere.example/simple"}


def test_a_job_holds_the_address_and_its_secrets_the_password(browse, owner, an_environment, a_run):
    version = an_environment()
    browse(owner).post(PAGE, {"index_url": SECRET})
    run = a_run("Preparing", environment=version)
    assert "s3cr3t" not in str(environments.for_job(run))
    assert environments.secrets(run) == {"environment": {"UV_DEFAULT_INDEX": SECRET}}


def test_only_owners_see_and_change_them(browse, owner, contributor, reader, stranger):
    browse(owner).post(PAGE, {"index_url": "https://index.example/simple"})
    for member in (contributor, reader):
        page = browse(member).get(PAGE).content.decode()
        assert "index.example" not in page and "Some are set" in page
        assert browse(member).post(PAGE, {"index_url": ""}).status_code == 403
    assert browse(stranger).get(PAGE).status_code == 404
    assert PackageIndexes.objects.get().index_url == "https://index.example/simple"


@pytest.mark.parametrize("field", ["index_url", "extra_index_urls", "find_links"])
def test_what_is_no_address_is_refused(browse, owner, field):
    answer = browse(owner).post(PAGE, {field: "ftp:nonsense"})
    assert answer.status_code == 422 and "is no address" in answer.content.decode()


def test_a_channel_s_password_travels_apart_too(browse, owner, workspace):
    browse(owner).post(PAGE, {"conda_channels": "conda-forge\nhttps://me:s3cr3t@host/channel"})
    chosen = indexes.of(workspace)
    assert chosen.conda_channels == ["conda-forge", "https://host/channel"]
    assert json.loads(chosen.private_variables()["CONDA_CREDENTIALS"]) == {"https://host/channel": "me:s3cr3t"}
    assert "s3cr3t" not in browse(owner).get(PAGE).content.decode()


def test_passwords_that_the_studio_was_started_with_travel_apart_too(monkeypatch, workspace, an_environment, a_run):
    said = {"UV_INDEX_CORP_PASSWORD": "hunter2", "UV_EXTRA_INDEX_URL": "https://me:hunter2@host/simple", "UV_PUBLISH_TOKEN": "pypi-x"}
    for name, value in {**said, "UV_CACHE_DIR": "/cache"}.items():
        monkeypatch.setenv(name, value)
    run = a_run(environment=an_environment("mine"))
    assert "hunter2" not in str(environments.for_job(run)) and environments.for_job(run)["variables"]["UV_CACHE_DIR"] == "/cache"
    sent = environments.secrets(run)["environment"]
    assert sent["UV_INDEX_CORP_PASSWORD"] == "hunter2" and "UV_EXTRA_INDEX_URL" in sent and "UV_PUBLISH_TOKEN" not in sent
    PackageIndexes.objects.create(workspace=workspace, index_url="https://own.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://me:hunter2@host/simple")
    assert "UV_DEFAULT_INDEX" not in environments.secrets(run)["environment"]
    assert environments.for_job(run)["variables"]["UV_DEFAULT_INDEX"] == "https://own.example/simple"
