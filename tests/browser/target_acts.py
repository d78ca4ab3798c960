"""What the arranger can do with compute targets."""

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from computes import administering
from computes.models import Errand, Outage, Sample, Target
from computes.reach import reach
from runs.models import Run
from studio import doorbell
from studio.models import Workspace
from tests.browser import acts

GPU = {"name": "NVIDIA A100-SXM4-40GB", "memory_total": 40 * 10**9, "memory_used": 10**9, "utilization": 0, "processes": []}
OTHERS = [{"pid": 4711, "name": "/usr/bin/ipykernel_launcher", "memory": 10**9, "user": "eve", "job": None}]
HEALTH = {
    **{
        "cpus": 64,
        "cpu_load": 20.0,
        "memory_total": 512 * 10**9,
        "memory_used": 256 * 10**9,
        "disk_total": 10**13,
        "disk_free": 4 * 10**12,
    },
    **{"hostname": "bench", "python": "3.11.7", "git": "2.47", "uv": None, "time": 1.0, "agent": "0123456789abcdef"},
    "gpus": [{"index": 0, **GPU, "utilization": 97, "processes": OTHERS}, {"index": 1, **GPU}],
}


def room(name: str) -> None:
    """A target with something on each of its tabs, and a silent one. The studio's worker leaves both alone."""
    target = _target(name)
    now = timezone.now()
    _samples(target, [*range(0, 900, 15), *range(1500, 3000, 15)], memory=0.5)
    for ago in (60, 120):
        Outage.objects.create(
            target=target, began=now - timedelta(minutes=ago), ended=now - timedelta(minutes=ago - 9), reason="No route to host."
        )
    administering.set_note(target, "The room is being cooled anew on Friday.", None)
    can_go = {part: {"bytes": 5_000_000, "count": 2, "kept": [{"name": "abc", "why": "a run uses it"}]} for part in administering.PARTS}
    Target.objects.filter(pk=target.pk).update(usage=dict.fromkeys(administering.PARTS, 7_000_000), usage_at=now)
    answer = {"can_go": can_go, "freed": can_go, "agents": [{"hash": "fedcba9876543210", "own": False}]}
    Errand.objects.create(target=target, kind="clean", state="done", ended=now, answer=answer)
    _target(f"{name}-silent").silent("bench.lab did not answer within 10 seconds.")


def line(name: str, reasons: list[str]) -> list[str]:
    """A target with a run on its GPUs and others that wait for them; their keys. Nobody drives it: a day long its lease is taken."""
    target = _target(name)
    Target.objects.filter(pk=target.pk).update(lease_until=timezone.now() + timedelta(days=1))
    keys = [acts.run("Running"), *(acts.run("Queued") for _ in reasons)]
    for key, reason in zip(keys, ("", *reasons), strict=True):
        asked = {"gpus": 2, "memory": 8 * 2**30} if not reason or "GPU" in reason else {}
        Run.objects.filter(key=key).update(target=target, reason=reason, resources=asked, gpus=None if reason else [0, 1])
    return keys


def sample(name: str, memory: float, times: int) -> None:
    """So many samples of just now."""
    target = Target.objects.get(name=name)
    _samples(target, [second / 10 for second in range(times)], memory=memory)
    target.answered(HEALTH | {"time": memory})
    doorbell.ring(doorbell.target(target.pk))


def leftover(name: str) -> str:
    """What is left on a target of a run that is over; the run's key."""
    run = Run.objects.get(key=acts.run("Completed"))
    Run.objects.filter(pk=run.pk).update(target=Target.objects.get(name=name))
    run.refresh_from_db()
    workdir, _ = reach(run.target)
    code = Path(workdir.root) / "jobs" / run.job_id / "code"
    code.mkdir(parents=True)
    (code / "train.py").write_bytes(b"#" * 50_000)
    return run.key


def machine(name: str) -> str:
    """A target of this machine, in a folder of its own, which it gives."""
    folder = tempfile.mkdtemp(prefix="trainshed-tests-machine-") + "/root"
    options = {"root": folder, "python": sys.executable}
    Target.objects.create(workspace=Workspace.objects.get(), name=name, kind="local", options=options)
    return folder


def there(folder: str) -> bool:
    """Whether a folder of `machine` is there; what it lay in is gone afterwards if not."""
    if Path(folder).exists():
        return True
    shutil.rmtree(Path(folder).parent, ignore_errors=True)
    return False


def _target(name: str) -> Target:
    far = timezone.now() + timedelta(days=1)
    made = Target.objects.create(
        workspace=Workspace.objects.get(), name=name, kind="ssh", slots=4, options={"host": "bench.lab", "user": "ml"}, probed=far
    )
    made.answered(HEALTH, 12.0)
    return Target.objects.get(pk=made.pk)


def _samples(target: Target, seconds: list, memory: float) -> None:
    now = timezone.now()
    gpus = [{"index": index, "utilization": 0.97, "memory": 0.5} for index in range(2)]
    shares = {"load": 0.3, "memory": memory, "disk": 0.6, "latency": 12.0, "gpus": gpus}
    Sample.objects.bulk_create(Sample(target=target, at=now - timedelta(seconds=second), **shares) for second in seconds)
