"""Opens a target that the database knows: its options and secrets into what drives it."""

from computes.kinds import open_target
from computes.launchers import Launcher
from computes.models import Target
from computes.workdir import Workdir


def reach(target: Target) -> tuple[Workdir, Launcher]:
    """The two things that drive a target. Reaches nothing yet. ComputeError when it lacks something that its kind needs."""
    known = {"target": target.pk, "host_key": target.host_key}
    return open_target(target.kind, {**target.options_with_defaults(), **target.secrets, **known})
