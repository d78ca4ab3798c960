"""From what a person chose to a run. Pages, API and re-runs all submit through here."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from runs import sourcing, wake
from runs.models import ConfigurationVersion, Experiment, Run, Snapshot
from studio.models import Member


def problems(snapshot: Snapshot, version: ConfigurationVersion) -> list[str]:
    """Why this would not run, in sentences; empty when nothing is known to be in the way."""
    found = []
    if not sourcing.has_file(snapshot, version.script):
        found.append(
            f"There is no {version.script} in {snapshot}. Correct the script's name in the configuration, or add the file to the source."
        )
    if version.target.unreachable:
        found.append(
            f"The compute target {version.target} does not answer since {version.target.unreachable:%H:%M}: {version.target.trouble}"
        )
    return found


def submit(
    member: Member,
    experiment: str,
    snapshot: Snapshot,
    version: ConfigurationVersion,
    submission: str,
    arguments: list[str] | None = None,
    name: str = "",
    rerun_of: Run | None = None,
) -> Run:
    """Submit, and wake the target's supervisor. The same `submission` key again gives the run of the first time.

    ValidationError, with a sentence for each problem, when it would not run."""
    if earlier := Run.objects.filter(workspace=member.workspace, submission=submission).first():
        return earlier
    if found := problems(snapshot, version):
        raise ValidationError(found)
    try:
        with transaction.atomic():
            run = Run.create(
                Experiment.named(member.workspace, experiment),
                snapshot=snapshot,
                configuration=version,
                target=version.target,
                arguments=version.arguments if arguments is None else arguments,
                submitted_by=member.user,
                submission=submission,
                name=name,
                rerun_of=rerun_of,
            )
            wake.target_on_commit(run.target_id)
            return run
    except IntegrityError:
        return Run.objects.get(workspace=member.workspace, submission=submission)


def rerun(member: Member, run: Run, submission: str) -> Run:
    """The same code, configuration and arguments once more."""
    return submit(
        member, run.experiment.name, run.snapshot, run.configuration, submission, arguments=run.arguments, name=run.name, rerun_of=run
    )


def cancel(member: Member, run: Run) -> bool:
    """Ask for a run to be cancelled. False when it is over or was asked before; the supervisor does the rest."""
    with transaction.atomic():
        asked = run.cancel(by=member.user)
        if asked:
            wake.target_on_commit(run.target_id)
    return asked
