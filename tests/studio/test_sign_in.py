"""The sign-in page, and what it does against guessing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.models import SignInAttempt, attempt

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
WRONG = "That name and password do not go together"
TOO_MANY = "Too many failed attempts"


@pytest.fixture
def olivia(owner):
    owner.user.set_password(PASSWORD)
    owner.user.save()
    return owner.user


def attempts(browser, password: str, address: str = "10.0.0.1", username: str = "olivia"):
    return browser.post("/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address)


def test_name_and_password_lead_in(browse, olivia):
    assert attempts(browse(), PASSWORD)["Location"] == "/"


def test_after_signing_in_the_page_that_was_asked_for(browse, olivia):
    answer = browse().post("/sign-in/", {"username": "olivia", "password": PASSWORD, "next": "/w/vision/members/"})
    assert answer["Location"] == "/w/vision/members/"


def test_it_never_leads_off_the_site(browse, olivia):
    answer = browse().post("/sign-in/", {"username": "olivia", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_wrong_password_does_not_tell_whether_the_name_exists(browse, olivia):
    known, unknown = (attempts(browse(), "wrong", username=name).content.decode() for name in ("olivia", "nobody"))
    assert WRONG in known
    assert WRONG in unknown


def test_ten_failures_close_the_door_for_a_while(browse, olivia):
    for _ in range(attempt.MOST):
        assert WRONG in attempts(browse(), "wrong").content.decode()
    assert TOO_MANY in attempts(browse(), "wrong").content.decode()
    assert TOO_MANY in attempts(browse(), PASSWORD).content.decode(), "not even the right one, or guessing would go on"
    SignInAttempt.objects.update(at=timezone.now() - attempt.WITHIN - timedelta(seconds=1))
    assert attempts(browse(), PASSWORD).status_code == 302


def test_the_door_is_closed_for_that_name_from_that_address_alone(browse, olivia):
    for _ in range(attempt.MOST + 1):
        attempts(browse(), "wrong")
    assert TOO_MANY in attempts(browse(), PASSWORD, username="OLIVIA").content.decode()
    assert attempts(browse(), PASSWORD, address="10.0.0.2").status_code == 302


def test_who_knew_it_in_the_end_starts_anew(browse, olivia):
    for _ in range(attempt.MOST - 1):
        attempts(browse(), "wrong")
    attempts(browse(), PASSWORD)
    assert not SignInAttempt.objects.exists()


def test_old_attempts_are_swept_away(browse, olivia):
    attempts(browse(), "wrong", username="somebody")
    SignInAttempt.objects.update(at=timezone.now() - attempt.WITHIN * 2)
    attempts(browse(), "wrong")
    assert SignInAttempt.objects.count() == 1


def test_signing_out_takes_a_post(browse, owner):
    browser = browse(owner)
    assert browser.get("/sign-out/").status_code == 405
    browser.post("/sign-out/")
    assert browser.get("/w/vision/members/").status_code == 302


def test_who_belongs_nowhere_is_told_what_to_do(browse, owner):
    browser = browse(owner)
    owner.delete()
    answer = browser.get("/")
    assert answer.status_code == 404
    assert "You are in no workspace" in answer.content.decode()
