"""Tells computes what is known of the jobs on a target."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from computes.models import Target
from computes.work import Task
from runs.models import EnvironmentBuild, Run, State
from studio import celery
from studio.keys import key
from studio.models import User

GIVEN_UP = "{} was detached while it did not answer: nobody knows whether this run went on there."

GOES_DOWN = "The compute instance {} goes down"


class RunsAtWork:
    def tasks(self, target: Target, jobs: Iterable[str]) -> dict[str, Task]:
        found = _named(target, jobs).select_related("workspace", "experiment", "submitted_by")
        return {run.job_id: Task(str(run), _url(run), str(run.submitted_by or "somebody who left")) for run in found}

    def known(self, target: Target, jobs: Iterable[str]) -> set[str]:
        wanted = set(jobs)
        return {run.job_id for run in _named(target, wanted).only("pk", "key")} & wanted

    def over(self, target: Target, jobs: Iterable[str]) -> set[str]:
        wanted = set(jobs)
        return {run.job_id for run in _named(target, wanted).only("pk", "key", "state") if run.final} & wanted

    def give_up(self, target: Target, by: User | None) -> int:
        runs = list(Run.objects.filter(target=target).active().jobs())
        return sum(_give_up(run, GIVEN_UP.format(target), by) for run in runs)

    def cancel(self, target: Target, waiting: bool) -> int:
        runs = [run for run in _not_over(target, waiting) if run.cancellable]
        return sum(run.insist(State.CANCEL_REQUESTED, GOES_DOWN.format(target)) for run in runs)

    def ended(self, target: Target, why: str, waiting: bool) -> int:
        return sum(_give_up(run, why) for run in _not_over(target, waiting))

    def any(self, target: Target) -> bool:
        return Run.objects.filter(target=target).exists()

    def environments_went(self, target: Target) -> None:
        celery.ask("runs.tasks.take_stock", target.pk)

    def nothing_left(self, target: Target) -> None:
        gone = {"state": EnvironmentBuild.State.REMOVED, "reason": f"{target} was detached and cleaned up.", "size": None, "packages": ""}
        EnvironmentBuild.objects.filter(target=target).update(**gone)


def _named(target: Target, jobs: Iterable[str]) -> QuerySet[Run]:
    numbers = [key(job.partition("-")[0]) for job in jobs]
    return Run.objects.filter(target=target, pk__in=[number for number in numbers if number is not None])


def _url(run: Run) -> str:
    if run.purpose == Run.Purpose.BUILD:
        return ""  # an environment's build has no page of a run
    return reverse("run", args=[run.workspace.slug, run.key])


def _not_over(target: Target, waiting: bool) -> list[Run]:
    active = Run.objects.filter(target=target).active().jobs()
    return list(active if waiting else active.on_target())


def _give_up(run: Run, why: str, by: User | None = None) -> bool:
    from runs.supervisor.journal import closing  # in a worker; pages that load this module drive no machine

    with transaction.atomic():
        if not run.insist(State.CANCELED, why, by=by):
            return False
        closing.abandon(run)
    return True
