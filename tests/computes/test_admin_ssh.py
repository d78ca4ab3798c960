"""The same over SSH: a machine is asked how it is, counted, cleaned up and left as it was found."""

import pytest

from computes import administering, errands, health
from computes.models import Act, Errand, Target

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(an_sshd):
    """Where nobody else's runs have been: the machine is shared by many tests."""
    return an_sshd.home / "of-the-bench"


@pytest.fixture
def target(workspace, an_sshd, folder):
    """A target that knows its machine, with a folder of its own there."""
    options = {name: value for name, value in an_sshd.options.items() if name not in ("key", "host_key")} | {"root": str(folder)}
    made = Target(workspace=workspace, name="bench", kind="ssh", options=options, host_key=an_sshd.host_key)
    made.seal({"key": an_sshd.key})
    made.save()
    return made


def look(target) -> Target:
    Target.objects.update(probed=None)
    for pk, claim in health.due():
        health.check(pk, claim)
    return Target.objects.get(pk=target.pk)


def carried_out(errand) -> Errand | None:
    errands.carry_out(errand.pk)
    return Errand.objects.filter(pk=errand.pk).first()


def test_a_machine_is_run_over_ssh_from_its_first_look_to_its_last(target, owner, an_sshd, folder):
    found = look(target)
    assert found.healthy, found.trouble
    assert found.latency > 0
    counted = carried_out(administering.ask_usage(found, owner.user))
    assert (counted.state, counted.trouble) == ("done", "")
    found.refresh_from_db()
    assert found.usage["agents"] > 0
    assert folder.exists()
    left = carried_out(administering.detach(found, owner.user, clean=True))
    assert left is None, left and left.trouble
    assert not folder.exists()
    assert an_sshd.home.exists()
    assert "removed our folder" in Act.objects.get(kind="detach").text


def test_a_machine_that_went_away_is_told_and_found_again(target, an_sshd):
    assert look(target).healthy
    an_sshd.stop()
    an_sshd.hang_up()
    found = look(target)
    assert found.unreachable
    assert found.outages.filter(ended=None).count() == 1
    an_sshd.start()
    assert look(target).healthy
    assert not found.outages.filter(ended=None).exists()


def test_a_connection_that_died_is_no_outage(target, an_sshd):
    assert look(target).healthy
    an_sshd.hang_up()
    found = look(target)
    assert found.healthy
    assert not found.outages.exists()
