"""What our folders take on a target, and what of it may go, as its agent counts. A worker asks; pages show what it wrote down."""

from collections.abc import Iterable

from django.utils import timezone

from computes.models import Target
from computes.work import on_targets
from computes.workdir import Workdir

# Counting a million files on a slow disk takes its time.
PATIENCE = 1800
PARTS = ("code", "outputs", "environments", "images", "repository", "agents")


def measure(target: Target, workdir: Workdir) -> dict:
    """Write down what each part takes. {"can_go": {part: {"bytes", "count", "kept"}}, "agents": [{"hash", "own"}]}"""
    counted = workdir.call("usage", _engine(workdir), timeout=PATIENCE)
    can_go = reclaim(target, workdir, [part for part in PARTS if part in counted["bytes"]], counted["jobs"], dry=True)
    Target.objects.filter(pk=target.pk).update(usage=counted["bytes"], usage_at=timezone.now())
    return {"can_go": can_go, "agents": counted["agents"]}


def reclaim(target: Target, workdir: Workdir, parts: Iterable[str], jobs: Iterable[str], dry: bool) -> dict:
    """Remove these parts, save what somebody uses; with `dry` only say what would go. {part: {"bytes", "count", "kept"}}"""
    over = sorted(on_targets().over(target, jobs))
    return workdir.call("reclaim", {"what": list(parts), "jobs": over, "dry": dry, **_engine(workdir)}, timeout=PATIENCE)


def purge(target: Target, workdir: Workdir) -> dict:
    """Leave the machine as it was found. {"bytes", "left": [names of what is not ours]}; refused while anything of it is in use."""
    ours = sorted(on_targets().known(target, jobs_there(workdir)))
    return workdir.call("purge", {"jobs": ours, **_engine(workdir)}, timeout=PATIENCE)


def jobs_there(workdir: Workdir) -> list[str]:
    """The ids of all jobs with a folder on the target, ours and others'."""
    return workdir.call("usage", {"count": False}, timeout=PATIENCE)["jobs"]


def _engine(workdir: Workdir) -> dict:
    """Where the container engine listens there, if the way to the target knows."""
    return {"docker_socket": getattr(workdir.transport, "docker_socket", None)}
