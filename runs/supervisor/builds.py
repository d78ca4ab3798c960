"""What is known of built environments: fed by what the agents of runs tell, in the transaction that takes their words.

An agent's journal lies within its script's reach: only the key that the studio itself asked for counts, and a run is counted once."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from runs.models import EnvironmentBuild, Run

State = EnvironmentBuild.State
KEY = "environment_key"  # in the data of the event that a job was sent


def begun(run: Run, fact: dict) -> None:
    """The agent began to build what this run asked for."""
    if (key := _asked(run, fact)) and not _told(run):
        _write(run, key, {"state": State.BUILDING, "run": run, "reason": "", "seconds": None})


def ready(run: Run, fact: dict, at: datetime | None) -> None:
    """The run's environment is there: built for it just now, or reused."""
    if not (key := _asked(run, fact)) or _told(run):
        return
    at = at or timezone.now()
    found: dict[str, Any] = {"state": State.READY, "reason": "", "used": at}
    if fact.get("size"):
        found["size"] = fact["size"]
    if not fact.get("reused"):
        found |= {"run": run, "built": at, "seconds": fact.get("seconds")}
    build = _write(run, key, found)
    if run.purpose != Run.Purpose.BUILD:
        EnvironmentBuild.objects.filter(pk=build.pk).update(uses=F("uses") + 1)


def failed(run: Run, fact: dict) -> None:
    """What was asked for cannot be built; a build that was there before stays as it is on the target."""
    if (key := _asked(run, fact)) and not _told(run):
        _write(run, key, {"state": State.FAILED, "run": run, "reason": fact.get("detail", "")})


def over(run: Run) -> None:
    """The run's job is over. If it was building until then, nobody builds now."""
    mine = EnvironmentBuild.objects.filter(run=run, state=State.BUILDING)
    mine.update(state=State.FAILED, reason="The run that built it ended before it was ready.")


def listed(run: Run, packages: str) -> None:
    """The exact list of what the build holds, from the run that it was built for."""
    EnvironmentBuild.objects.filter(run=run, state=State.READY).update(packages=packages)


def _write(run: Run, key: str, values: dict) -> EnvironmentBuild:
    return EnvironmentBuild.objects.update_or_create(target_id=run.target_id, key=key, defaults=values)[0]


def _asked(run: Run, fact: dict) -> str:
    """The key that this run asked for, if it is the one told of; else empty."""
    sent = run.events.filter(kind="sent").last()
    key = sent.data.get(KEY, "") if sent else ""
    return key if key and fact.get("key") == key else ""


def _told(run: Run) -> bool:
    """Whether this run's environment was told of before: what comes after it is not the agent's."""
    return run.events.filter(kind="environment").exists()
