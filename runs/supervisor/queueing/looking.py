"""What a target has and who is on it, from its row and the runs that hold its slots: into the values that are decided on."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from computes.instances.operations import UP
from computes.models import Instance, Mode, Target
from runs.capacity import Capacity
from runs.models import Run
from runs.models.state import FINAL, State

from .line import asker
from .values import Holder, Room, Told

MODES = {
    Mode.DRAFT: "it is being set up",
    Mode.PAUSED: "it is paused",
    Mode.DRAINING: "it is being drained",
    Mode.RETIRED: "it was retired",
}
NOTE = 200  # characters of a maintenance note that stand in a sentence


def room(target: Target, held: Iterable[Run], on_gpus: Mapping[int, str]) -> Room:
    """`on_gpus`: who is on GPUs that were not given to them, as `strangers` says."""
    capacity = Capacity.of(target)
    holders = [Holder(asker(run.pk, run.submitted_by_id, run.resources), tuple(run.gpus or ())) for run in held]
    return Room(
        target.slots,
        capacity.cpus,
        capacity.memory,
        capacity.gpus,
        busy=frozenset(on_gpus),
        holders=tuple(holders),
        user_runs=target.user_runs,
        user_gpus=target.user_gpus,
        closed=closed(target),
    )


def closed(target: Target) -> str:
    """Why nothing starts on it now; empty when it may."""
    if target.other_host_key:
        return f"Nothing starts on {target}: it showed another host key than the one that was pinned, and an owner has to look at it"
    if target.mode != Mode.OPEN:
        note = " ".join(target.note.split()).rstrip(".")[:NOTE]
        return f"Nothing starts on {target}: {_off(target) or MODES[Mode(target.mode)]}{f' ({note})' if note else ''}"
    if target.unreachable:
        return f"Nothing starts on {target}: it does not answer since {timezone.localtime(target.unreachable):%H:%M}"
    return ""


def _off(target: Target) -> str:
    """What keeps a compute instance from being up; empty when nothing does, and of other targets."""
    instance = Instance.objects.filter(target=target).first() if target.owner_id else None
    return f"the compute instance is {instance.get_state_display().lower()}" if instance and instance.state not in UP else ""


def told(target: Target, held: Iterable[Run], on_gpus: Mapping[int, str], people: Mapping[int, str]) -> Told:
    given = {index: owned(run) for run in held for index in run.gpus or ()}
    return Told(target.name, people, {**on_gpus, **given})


def strangers(target: Target, held: Iterable[Run]) -> dict[int, str]:
    """Who is on GPUs that were not given to them, by index: processes that are not ours, runs that did not ask, and compute instances,
    whose GPUs are theirs also while nothing computes on them."""
    gpus = {gpu["index"]: gpu.get("processes", []) for gpu in target.health.get("gpus", [])}
    found = {int(index): _stranger(gpus.get(int(index), [])) for index in target.gpus_taken}
    jobs = {run.job_id: run for run in held}
    for index, processes in gpus.items():
        for job in {process["job"] for process in processes if process.get("job")}:
            if job in jobs and index not in (jobs[job].gpus or ()):
                found.setdefault(index, f"{owned(jobs[job])}, which did not ask for it")
            elif job not in jobs and not _over(job):
                found.setdefault(index, "JupyterLab" if job.startswith("lab-") else f"job {job} of another studio")
    return {**found, **_of_instances(target)}


def _of_instances(target: Target) -> dict[int, str]:
    up = target.instances.filter(state__in=UP).select_related("target__owner")
    return {index: f"{each.target.owner}’s compute instance {each}" for each in up for index in each.gpus}


def owned(run: Run) -> str:
    """`Ada's run digits #12`"""
    return f"{run.submitted_by}’s run {run}" if run.submitted_by else f"run {run}"


def _stranger(processes: list[dict]) -> str:
    foreign = next((process for process in processes if not process.get("job")), None)
    if foreign is None:
        return "somebody else until a moment ago"
    name = str(foreign.get("name") or "").rpartition("/")[2]
    facts = [f"pid {foreign.get('pid')}", name, foreign.get("user") or ""]
    return f"a process that is not ours ({', '.join(fact for fact in facts if fact)})"


def _over(job: str) -> bool:
    """Whether it is a run of ours whose processes have ended: the probe saw them a moment before."""
    number = job.partition("-")[0]
    runs = (
        Run.objects.filter(pk=int(number), state__in=(*FINAL, State.FINALIZING)).only("pk", "key")
        if number.isdigit() and len(number) < 18
        else []
    )
    return any(run.job_id == job for run in runs)
