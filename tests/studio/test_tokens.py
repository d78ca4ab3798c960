"""API tokens: one's own, shown once, kept as a digest."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.models import Token

pytestmark = pytest.mark.django_db
URL = "/w/vision/tokens/"


def made(browser, **fields) -> str:
    """A new token's text, as its page shows it."""
    answer = browser.post(URL, {"name": "laptop", "days": "30", "scope": "all", **fields})
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'id="token">(tsd_[^<]+)<', answer.content.decode())
    assert found, "the page shows no token"
    return found[1]


@pytest.mark.parametrize("who", ["reader", "contributor", "owner"])
def test_every_member_makes_tokens_that_are_who_they_are(request, browse, who):
    member = request.getfixturevalue(who)
    assert Token.holder(made(browse(member))) == member


def test_the_text_is_shown_once_and_not_kept(browse, reader):
    text = made(browse(reader))
    page = browse(reader).get(URL).content.decode()
    assert text not in page
    assert text[:8] in page
    assert not Token.objects.filter(digest__contains=text).exists()


def test_a_revoked_token_opens_nothing(browse, reader):
    text = made(browse(reader))
    browse(reader).post(reverse("token", args=["vision", Token.objects.get().pk]))
    assert Token.holder(text) is None


def test_an_expired_token_opens_nothing_and_says_so(browse, reader):
    text = made(browse(reader))
    Token.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert Token.holder(text) is None
    assert "Expired" in browse(reader).get(URL).content.decode()


def test_a_token_may_be_good_until_it_is_revoked(browse, reader):
    made(browse(reader), days="0")
    assert Token.objects.get().expires is None


@pytest.mark.parametrize("fields", [{"name": ""}, {"days": "100000"}, {"days": "-1"}, {"days": ""}, {"scope": "root"}, {"scope": ""}])
def test_what_is_missing_is_said(browse, reader, fields):
    assert browse(reader).post(URL, {"name": "laptop", "days": "30", "scope": "all", **fields}).status_code == 422
    assert not Token.objects.exists()


def test_somebody_elses_token_is_not_seen_and_not_revoked(browse, reader, owner):
    made(browse(reader), name="readers own")
    assert "readers own" not in browse(owner).get(URL).content.decode()
    assert browse(owner).post(reverse("token", args=["vision", Token.objects.get().pk])).status_code == 404
    assert Token.objects.exists()


def test_a_strangers_page_is_not_here(browse, stranger):
    assert browse(stranger).get(URL).status_code == 404
    assert browse(stranger).post(URL, {"name": "x"}).status_code == 404


def test_who_is_taken_out_loses_the_tokens(browse, reader, owner):
    text = made(browse(reader))
    browse(owner).post(reverse("member_removal", args=["vision", reader.pk]))
    assert Token.holder(text) is None
