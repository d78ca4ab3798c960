"""What is changed of a host after an instance was created there counts when the instance is started again."""

import pytest

from computes import instances as studio
from computes.errors import ComputeError
from computes.models import Errand, Instance, InstanceState, Target


@pytest.fixture
def stopped(workspace, contributor):
    host = Target.objects.create(workspace=workspace, name="host", kind="local")
    target = Target.objects.create(workspace=workspace, name="ada-box", kind="instance", owner=contributor.user, mode="paused")
    return Instance.objects.create(target=target, host=host, state=InstanceState.STOPPED)


@pytest.mark.parametrize("mode", ["paused", "draining", "retired"])
def test_nothing_is_started_on_a_host_that_starts_nothing(stopped, contributor, mode):
    Target.objects.filter(pk=stopped.host.pk).update(mode=mode)
    stopped.host.refresh_from_db()
    with pytest.raises(ComputeError, match="host, on which ada-box lives, is"):
        studio.start(stopped, contributor.user)
    assert not Errand.objects.exists()
    assert Instance.objects.get().state == "Stopped"


def test_nothing_is_started_on_a_host_that_is_kept_for_others(stopped, contributor, owner):
    Target.objects.filter(pk=stopped.host.pk).update(everybody=False)
    stopped.host.users.set([owner.user])
    with pytest.raises(ComputeError, match="not kept for Carl any more"):
        studio.start(stopped, contributor.user)
    stopped.host.users.add(contributor.user)
    assert studio.start(stopped, contributor.user).kind == "instance_start"


def test_who_left_the_workspace_has_no_instance_started(stopped, contributor):
    user = contributor.user
    contributor.delete()
    with pytest.raises(ComputeError, match="not kept for Carl any more"):
        studio.restart(stopped, user)
