"""Opens a target that the database knows: its options and secrets into what drives it."""

from typing import Any, cast

from computes.errors import HostKeyChanged
from computes.kinds import open_target
from computes.launchers import Launcher
from computes.models import Target
from computes.transports import Machine
from computes.workdir import Workdir


def reach(target: Target) -> tuple[Workdir, Launcher]:
    """The two things that drive a target. Reaches nothing yet. ComputeError when it lacks something that its kind needs.

    HostKeyChanged while it is not known whether it is still the same machine: nothing is sent there then, by nobody."""
    if target.other_host_key:
        raise HostKeyChanged(CHANGED.format(target), target.other_host_key)
    known = {"target": target.pk, "host_key": target.host_key, **_host_of(target)}
    return open_target(target.kind, {**target.options_with_defaults(), **target.secrets, **known})


def machine(target: Target) -> Machine:
    """The transport to a target that is a whole machine."""
    return cast(Machine, reach(target)[0].transport)


def _host_of(target: Target) -> dict[str, Any]:
    """Of a compute instance that is a container: where its engine listens."""
    host = Target.objects.filter(instances__target=target.pk).first() if target.owner_id else None
    return {"engine": machine(host).engine} if host else {}


CHANGED = (
    "{} showed another host key than the one that was pinned: it was installed anew, or somebody pretends to be it. "
    "Nothing is sent there until an owner of the workspace trusts the new key on the target's page."
)
