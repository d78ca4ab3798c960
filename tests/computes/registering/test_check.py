"""The check of a target, against a real sshd: every step, what each failure says, and the person in the middle."""

import pytest

from computes import errands, registering
from computes.models import Errand, Mode, Target
from tests.machines.sshd import PYTHON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(workspace, owner, an_sshd):
    """`register(host=…)`: the target for the shared sshd, with these options instead of the right ones."""

    def make(name="gpu-1", **others):
        where = {"host": an_sshd.host, "port": an_sshd.port, "user": an_sshd.guest.pw_name, "python": PYTHON, "auth": "key"} | others
        return registering.register(workspace, owner.user, name, "ssh", where, {"key": an_sshd.key})

    return make


def check(target) -> Errand:
    """The check that was asked for, carried out as a worker does."""
    errand = registering.last_check(target)
    errands.carry_out(errand.pk)
    errand.refresh_from_db()
    target.refresh_from_db()
    return errand


def states(errand) -> dict[str, str]:
    return {step["name"]: step["state"] for step in errand.steps}


def step(errand, name: str) -> str:
    """What a step said, and its way out."""
    found = next(step for step in errand.steps if step["name"] == name)
    return f"{found['detail']} {found['way_out']}"


def confirmed(target, owner) -> Errand:
    """Its key confirmed as a person would, and the check that follows."""
    check(target)
    registering.pin(target, owner.user, registering.offer(target).fingerprint)
    return check(target)


def test_a_machine_goes_from_its_form_to_open(register, owner, an_sshd):
    target = register()
    assert target.mode == Mode.DRAFT
    first = check(target)
    assert states(first)["host key"] == "waiting"
    assert {states(first)[name] for name in ("sign-in", "python", "agent", "gpus")} == {"skipped"}
    assert first.answer["host_key"]["fingerprint"] in step(first, "host key")
    registering.pin(target, owner.user, first.answer["host_key"]["fingerprint"])
    second = check(target)
    assert second.answer["green"], second.steps
    assert target.host_key == an_sshd.host_key
    assert target.mode == Mode.OPEN
    assert target.healthy
    assert [act.kind for act in target.acts.all()] == ["opened", "host key", "registered"]
