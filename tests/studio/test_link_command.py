"""`make link NAME=…`: the way back in when no owner can help."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_it_prints_a_link_that_sets_a_new_password(browse, owner, capsys):
    call_command("link", "olivia", url="http://studio.example/")
    address = capsys.readouterr().out.strip()
    assert address.startswith("http://studio.example/link/")
    path = address.removeprefix("http://studio.example")
    assert browse().post(path, {"password": "another long pass phrase"}).status_code == 302
    owner.user.refresh_from_db()
    assert owner.user.check_password("another long pass phrase")


def test_an_unknown_name_is_refused_and_the_owners_are_named(owner):
    with pytest.raises(CommandError, match=r"No member signs in as ada.*The owners are: olivia"):
        call_command("link", "ada")
