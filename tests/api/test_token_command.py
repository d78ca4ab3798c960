"""`manage.py token`: a token without a browser."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.api.conftest import Caller


def token(*arguments: str) -> str:
    out = io.StringIO()
    call_command("token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_member_gets_a_token(reader):
    facts = Caller(token("rita", "--workspace", "vision")).get("/me").data
    assert (facts["username"], facts["role"]) == ("rita", "reader")


def test_somebody_new_is_made_a_member_in_the_role_that_is_named(workspace):
    assert Caller(token("nora", "--workspace", "vision", "--role", "owner")).get("/me").data["role"] == "owner"


def test_a_role_given_again_changes_nothing(reader):
    assert Caller(token("rita", "--workspace", "vision", "--role", "owner")).get("/me").data["role"] == "reader"


def test_somebody_unknown_needs_a_role_and_a_workspace_must_be_there(workspace):
    with pytest.raises(CommandError, match="--role"):
        token("nora", "--workspace", "vision")
    with pytest.raises(CommandError, match="no workspace nowhere"):
        token("nora", "--workspace", "nowhere")
