"""The tab that says how a run was run: its frozen version, and what was said at submit instead."""

from uuid import uuid4

import pytest

from runs import environments, submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browse, reader, contributor, a_snapshot, a_configuration):
    """`page(arguments=["--fast"])`: the tab of a run that was submitted with this."""

    def act(**said) -> str:
        version = a_configuration("train", arguments=["--epochs", "3"], by=contributor.user)
        run = submission.submit(contributor, "digits", a_snapshot(), version, uuid4().hex, **said)
        return browse(reader).get(f"/w/vision/runs/{run.key}/configuration/").content.decode()

    return act


def test_each_value_says_where_it_came_from(page):
    text = page(priority=4)
    assert "v1 · form, by Carl" in text and text.count("said at submit") == 1 and "<code>4</code>" in text


def test_an_override_stands_in_the_place_of_what_the_configuration_says(page):
    text = page(arguments=["--fast"])
    assert "<code>--fast</code>" in text and "<code>--epochs 3</code>" not in text and "said at submit" in text


def test_an_environment_that_was_said_takes_the_place_of_the_whole_section(page, workspace, contributor):
    environments.register(workspace, "mine", {"python": {"userManagedDependencies": True}}, contributor.user)
    text = page(environment="mine")
    assert "<code>mine</code>" in text and "Managed by you" not in text and "mine v1" in text


def test_the_text_is_there_to_be_read(page):
    assert "script: train.py" in page()
