"""Brings a run to its target: code, then the job. Every step may be done twice."""

from django.conf import settings

from computes.values import Job
from runs import environments, sourcing
from runs.models import Run

from .fence import Fence


def stage(run: Run, workdir, launcher, fence: Fence) -> None:
    """Check the snapshot out on the target, start the job there once, and keep its handle. Raises ComputeError."""
    store = sourcing.store_of(run.workspace_id)
    commit = run.snapshot.commit
    workdir.checkout(run.job_id, commit, lambda have: store.bundle(commit, have))
    handle = launcher.submit(job_of(run))
    with fence.write():
        Run.objects.filter(pk=run.pk).update(handle=handle.to_dict())
    run.handle = handle.to_dict()


def job_of(run: Run) -> Job:
    """What the agent is asked to do. The same run always gives the same job."""
    version = run.configuration
    return Job(
        id=run.job_id,
        argv=["python", version.script, *run.arguments],
        environment=environments.asked(version.environment),
        variables={**version.variables, **facts(run)},
        max_seconds=version.max_seconds,
        grace=settings.CANCEL_GRACE_SECONDS,
    )


def facts(run: Run) -> dict[str, str]:
    """What a script may want to know of its run, in its environment variables."""
    return {"TRAINSHED_RUN_ID": run.key, "TRAINSHED_RUN_NUMBER": str(run.number), "TRAINSHED_EXPERIMENT": run.experiment.name}
