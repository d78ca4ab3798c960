"""SSH machines registered as a form registers them, checked as a worker checks them."""

from collections.abc import Callable

import pytest

from computes import errands, registering
from computes.models import Errand, Target
from tests.machines.sshd import PYTHON


@pytest.fixture
def register(workspace, owner, an_sshd) -> Callable[..., Target]:
    """`register(host=…)`: a draft for the shared sshd, with these options instead of the right ones."""

    def make(name="gpu-1", secrets=None, **others) -> Target:
        where = {"host": an_sshd.host, "port": an_sshd.port, "user": an_sshd.guest.pw_name, "python": PYTHON, "auth": "key"}
        return registering.register(workspace, owner.user, name, "ssh", where | others, secrets or {"key": an_sshd.key})

    return make


@pytest.fixture
def confirmed(register, owner) -> Callable[..., Target]:
    """`confirmed(…)`: such a target, its host key pinned; the check that goes on from there is asked for."""

    def make(name="gpu-1", **others) -> Target:
        target = register(name, **others)
        check(target)
        registering.pin(target, owner.user, registering.offer(target).fingerprint)
        return target

    return make


def check(target: Target) -> Errand:
    """The newest check, carried out as a worker does; the target is read anew."""
    errand = registering.last_check(target)
    errands.carry_out(errand.pk)
    errand.refresh_from_db()
    target.refresh_from_db()
    return errand


def states(errand: Errand) -> dict[str, str]:
    return {step["name"]: step["state"] for step in errand.steps}


def said(errand: Errand, name: str) -> str:
    """What a step said, and its way out."""
    found = next(step for step in errand.steps if step["name"] == name)
    return f"{found['detail']} {found['way_out']}"
