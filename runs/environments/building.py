"""Building an environment by hand: a run without code, which prepares its environment and ends."""

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from computes.models import Target
from runs import targeting, wake
from runs.models import Environment, EnvironmentBuild, EnvironmentVersion, Experiment, Run
from runs.models.experiment import BUILDS
from studio import celery, doorbell
from studio.models import Member, Role, Workspace

from . import indexes
from .definition import builds

State = EnvironmentBuild.State


def identity() -> str:
    """What makes two clicks of one button one build."""
    return secrets.token_urlsafe(16)


def build(member: Member, version: EnvironmentVersion, target: Target, submission: str, anew: bool = False) -> Run:
    """Build it on the target; `anew` although it is there. Asked for while it is under way, this gives the run that does it.

    ValidationError where nothing is built for it."""
    if not builds(version.definition):
        raise ValidationError(f"Nothing is built for {version}: its runs start with an interpreter that is on the target already.")
    if refused := targeting.refusals(member, target, {}):
        raise ValidationError(refused)
    with transaction.atomic():
        # Two who ask at once are served in turn: by this lock, and on SQLite by its one writer.
        workspace = Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
        known = Run.objects.filter(workspace=workspace, submission=submission).first()
        if run := known or under_way(version, target).filter(workspace=workspace).first():
            return run
        run = Run.create(
            Experiment.objects.get_or_create(workspace=workspace, name=BUILDS)[0],
            purpose=Run.Purpose.BUILD,
            environment=version,
            target=target,
            submitted_by=member.user,
            submission=submission,
            name=f"Build of {version}"[:100],
            overrides={"rebuild": True} if anew else {},
        )
        key = indexes.of(workspace).key(version.key)
        _announce(run, key)
        wake.target_on_commit(target.pk)
    return run


def under_way(version: EnvironmentVersion, target: Target) -> QuerySet[Run]:
    """Builds of this version on this target that are not over."""
    return Run.objects.active().filter(purpose=Run.Purpose.BUILD, environment=version, target=target)


def refuse_removal(member: Member, target: Target) -> None:
    """PermissionDenied for who may not send runs there, save owners, who administer it."""
    if not member.may(Role.OWNER) and not target.usable_by(member):
        raise PermissionDenied(f"{target} is kept for other people: what is built there is theirs. Ask one of them, or an owner.")


def remove(build: EnvironmentBuild) -> bool:
    """Ask for a build to be removed from its target. False while runs use it or a build is under way."""
    if build.state == State.BUILDING or in_use(build):
        return False
    with transaction.atomic():
        EnvironmentBuild.objects.filter(pk=build.pk).update(state=State.REMOVING)
        transaction.on_commit(lambda: celery.ask("runs.tasks.remove_builds", build.target_id))
    doorbell.ring_on_commit(doorbell.target(build.target_id))
    return True


def delete(workspace: Workspace, environment: Environment) -> bool:
    """Delete an environment with its versions, and ask for what only it has built to be removed from the targets.

    False where a run used it, or is building it: then it is part of a run's record."""
    keys = set(environment.versions.exclude(key="").values_list("key", flat=True))
    with transaction.atomic():
        # A build by hand is no use. It stays a run that took a slot, of nothing that is still known.
        by_hand = Run.objects.filter(environment__environment=environment, purpose=Run.Purpose.BUILD)
        used = Run.objects.filter(environment__environment=environment).exclude(purpose=Run.Purpose.BUILD)
        if used.exists() or by_hand.active().exists():
            return False
        by_hand.update(environment=None)
        if not environment.remove():
            return False
        _remove_unshared(workspace, keys)
    return True


def _remove_unshared(workspace: Workspace, keys: set[str]) -> None:
    shared = set(EnvironmentVersion.objects.filter(key__in=keys).values_list("key", flat=True))
    settings = indexes.of(workspace)
    alone = [settings.key(key) for key in keys - shared]
    for build in EnvironmentBuild.objects.filter(target__workspace=workspace, key__in=alone, state=State.READY).select_related("target"):
        remove(build)


def in_use(build: EnvironmentBuild) -> bool:
    """Whether a run that is not over asked for it."""
    settings = indexes.of(build.target.workspace)
    keys = Run.objects.active().filter(target=build.target).exclude(environment=None).values_list("environment__key", flat=True)
    return any(settings.key(key) == build.key for key in keys if key)


def _announce(run: Run, key: str) -> None:
    """So that its page shows it at once. A build that is there stays what it is until its agent tells otherwise."""
    row, new = EnvironmentBuild.objects.get_or_create(target=run.target, key=key, defaults={"state": State.BUILDING, "run": run})
    if not new and row.state in (State.FAILED, State.REMOVED):
        row.state, row.run, row.reason = State.BUILDING, run, ""
        row.save(update_fields=["state", "run", "reason"])
