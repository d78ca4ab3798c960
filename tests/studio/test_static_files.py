"""What pages are made of is asked for once a version, and never mixed with another version's."""

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import AsyncClient, Client

from studio.static_files import version

NAME = "js/site.js"


def test_a_page_names_its_files_under_their_version(browse, owner):
    page = browse(owner).get("/w/vision/").content.decode()
    assert f'src="{static(NAME)}"' in page
    assert static(NAME) == f"/static/{version()}/{NAME}"
    assert 'src="/static/js' not in page and 'href="/static/css' not in page


def test_under_its_version_a_file_is_kept_for_ever():
    answer = Client().get(static(NAME))
    with open(finders.find(NAME), "rb") as file:
        assert b"".join(answer.streaming_content) == file.read()
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("address", [f"/static/{NAME}", f"/static/v-000000000000/{NAME}"], ids=["none", "another"])
def test_under_none_and_under_another_it_is_asked_for_again(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "max-age=0" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["js/nowhere.js", "../studio/settings.py", "v-000000000000/js/site.js"])
def test_what_is_not_there_is_not_kept(db, name):
    answer = Client().get(f"/static/{version()}/{name}")
    assert answer.status_code == 404
    assert "immutable" not in answer.get("Cache-Control", "")


async def test_the_same_in_an_async_chain():
    answer = await AsyncClient().get(static(NAME))
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]


def test_a_file_that_changed_makes_another_version(settings, tmp_path):
    before = version()
    (tmp_path / "new.js").write_text("1")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]
    finders.get_finder.cache_clear()
    version.cache_clear()
    try:
        assert version() != before
    finally:
        settings.STATICFILES_DIRS.pop()
        finders.get_finder.cache_clear()
        version.cache_clear()
    assert version() == before
