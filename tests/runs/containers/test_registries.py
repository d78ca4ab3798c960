"""Passwords of registries: an owner writes them once, they are encrypted, and nobody reads them again."""

import json

from django.db import connection
from django.urls import reverse

from runs.environments.indexes import credentials_of
from runs.models import PackageIndexes

FIELDS = {"index_url": "", "extra_index_urls": "", "find_links": "", "conda_channels": ""}


def save(browse, owner, lines):
    return browse(owner).post(reverse("package_indexes", args=[owner.workspace.slug]), {**FIELDS, "registries": lines}, follow=True)


def shown(browse, owner) -> str:
    return browse(owner).get(reverse("package_indexes", args=[owner.workspace.slug])).content.decode()


def known(workspace) -> dict:
    return credentials_of(PackageIndexes.objects.get(workspace=workspace))


def test_a_registry_is_kept_with_its_password_which_is_never_shown_again(browse, owner, workspace):
    assert save(browse, owner, "ada:hunter2@registry.example.com:5000\nbob:s3cret@docker.io").status_code == 200
    assert known(workspace) == {"docker://registry.example.com:5000": "ada:hunter2", "docker://docker.io": "bob:s3cret"}
    page = shown(browse, owner)
    assert "ada:••••••••@registry.example.com:5000" in page
    assert "hunter2" not in page
    with connection.cursor() as cursor:
        cursor.execute("select credentials from runs_packageindexes")
        assert "hunter2" not in json.dumps(cursor.fetchall(), default=str)


def test_saved_again_as_it_is_shown_the_password_stays(browse, owner, workspace):
    save(browse, owner, "ada:hunter2@registry.example.com")
    save(browse, owner, "ada:••••••••@registry.example.com")
    assert known(workspace) == {"docker://registry.example.com": "ada:hunter2"}
    save(browse, owner, "")
    assert known(workspace) == {}


def test_what_is_no_registry_is_refused_without_repeating_the_password(browse, owner):
    page = save(browse, owner, "ada:hunter2@registry.example.com/team/image").content.decode()
    assert "is no registry with its user" in page
    assert "hunter2" not in page.partition("<textarea")[0]
