"""Brings a run to its target: code, then the job. Every step may be done twice."""

from django.conf import settings

from computes.errors import ComputeError
from computes.values import Job
from runs import containers, data, environments, sourcing
from runs.models import Run, State
from runs.snapshots import SnapshotError

from . import builds, of_sweeps, run_facts
from .fence import Fence
from .journal import closing

SENT = "sent"  # the kind of the event that is written before a job is started


def stage(run: Run, workdir, launcher, fence: Fence) -> None:
    """Check the snapshot out on the target, start the job there once, and keep its handle. Raises ComputeError."""
    # What was sent once is there, and its script may have changed or removed the files since.
    if not sent(run) and not _announced(run, _check_out(run, workdir), fence):
        return
    handle = launcher.submit(job_of(run))
    with fence.write():
        Run.objects.filter(pk=run.pk).update(handle=handle.to_dict())
    run.handle = handle.to_dict()


def _check_out(run: Run, workdir) -> int:
    if run.snapshot is None:  # the build of an environment
        return 0
    store = sourcing.store_of(run.workspace_id)
    commit = run.snapshot.commit
    try:
        return workdir.checkout(run.job_id, commit, lambda have: store.bundle(commit, have), lambda: store.archive(commit, "tar"))
    except SnapshotError as trouble:  # the studio's own copy is damaged
        raise ComputeError(f"The files of {run.snapshot} could not be sent: {trouble}") from trouble


def sent(run: Run) -> bool:
    """Whether this run's job may have been started."""
    return run.events.filter(kind=SENT).exists()


def _announced(run: Run, files: int, fence: Fence) -> bool:
    """Written down before it is done, so that whoever comes after us knows. False when it was cancelled meanwhile: then nothing starts."""
    with fence.write():
        run.refresh_from_db(fields=["state", "since", "reason"])
        if sent(run):
            return True
        if run.state not in (State.PREPARING, State.NOT_RESPONDING):
            return False
        key = environments.for_job(run).get("key", "")
        words = f"{files} {'file' if files == 1 else 'files'} on {run.target}; starting there"
        run.note(SENT, words, **({builds.KEY: key} if key else {}))
        return True


def call_off(run: Run, why: str, fence: Fence) -> None:
    """It is cancelled, and nothing of it was ever started."""
    with fence.write():
        reason = f"{of_sweeps.asked(run)} It had not started: {why}.".strip()
        if run.move(State.CANCELED, reason, processes_ended=0, processes_left=0):
            of_sweeps.ended(run)


def fail(run: Run, sentence: str, fence: Fence) -> None:
    """It could not be brought there, and trying again would not help."""
    with fence.write():
        run.refresh_from_db(fields=["state", "since", "reason"])
        if run.move(State.CANCELED if run.state == State.CANCEL_REQUESTED else State.FAILED, sentence):
            closing.abandon(run)  # it may have been started before somebody was killed
            of_sweeps.ended(run)


def job_of(run: Run) -> Job:
    """What the agent is asked to do. The same run always gives the same job."""
    environment, container = environments.for_job(run), containers.for_job(run)
    private = environments.secrets(run) | containers.secrets(run)
    if run.purpose == Run.Purpose.BUILD:
        grace = settings.CANCEL_GRACE_SECONDS
        return Job(id=run.job_id, argv=[], environment=environment, container=container, grace=grace, secrets=private)
    version, planned = run.configuration, data.plan(run)
    return Job(
        id=run.job_id,
        argv=argv(run),
        environment=environment,
        container=container,
        variables={**variables(run), **facts(run), **planned.variables},
        max_seconds=version.max_seconds,
        grace=settings.CANCEL_GRACE_SECONDS,
        gpus=gpus(run),
        keep=version.watched_folders,
        run=run_facts.of(run),
        data=planned.data,
        secrets=planned.secrets | private,
    )


def gpus(run: Run) -> list[int] | None:
    """Those that are its own. Who asks for none by name sees none; who says nothing of them sees what the machine shows, as in Azure ML."""
    return list(run.gpus or []) if "gpus" in run.resources else None


def argv(run: Run) -> list[str]:
    """A command line is the shell's, as it was in Azure ML; a script is started by the environment's own Python."""
    command = run.configuration.command
    if command and not run.overrides.get("script"):
        # Of a trial these are its parameters alone: a command line has its own arguments in itself.
        parameters = run.arguments if of_sweeps.tries(run) else []
        if isinstance(command, list):
            return [*command, *parameters]
        return ["/bin/sh", "-c", f'{command.rstrip()} "$@"', "sh", *parameters] if parameters else ["/bin/sh", "-c", command]
    return ["python", run.script, *run.arguments]


def variables(run: Run) -> dict[str, str]:
    """Those of its environment, and over them the configuration's; of those that it sets for its own environment none where another
    was named at submit. Runs from before environments had names have no environment."""
    version = run.configuration
    over = version.own_variables if run.overrides.get("environment") else version.variables
    return {**environments.variables(run.environment), **over}


def facts(run: Run) -> dict[str, str]:
    """What a script may want to know of its run, in its environment variables."""
    return {"TRAINSHED_RUN_ID": run.key, "TRAINSHED_RUN_NUMBER": str(run.number), "TRAINSHED_EXPERIMENT": run.experiment.name}
