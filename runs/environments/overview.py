"""What the pages of environments show: where each is built, and how far."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from computes.models import Mode, Target
from runs.models import Environment, EnvironmentBuild, EnvironmentVersion, Run
from studio.models import Workspace

from . import indexes
from .definition import builds


@dataclass(frozen=True)
class Place:
    """One target, and what is known there of a version: its build (None: never asked for), and the build by hand that is under way."""

    target: Target
    build: EnvironmentBuild | None = None
    under_way: Run | None = None

    @property
    def log(self) -> Run | None:
        """Whose setup log tells of it."""
        return self.under_way or (self.build.run if self.build else None)


def places(workspace: Workspace, version: EnvironmentVersion) -> list[Place]:
    """Every target of the workspace that is in use, for this version; empty where nothing is built for it. Four queries."""
    targets = workspace.targets.exclude(mode__in=[Mode.DRAFT, Mode.RETIRED]).order_by("name")
    return _places(workspace, version, list(targets)) if builds(version.definition) else []


def place(workspace: Workspace, version: EnvironmentVersion, target: Target) -> Place:
    return _places(workspace, version, [target])[0]


def _places(workspace: Workspace, version: EnvironmentVersion, targets: list[Target]) -> list[Place]:
    key = indexes.of(workspace).key(version.key)
    found = {build.target_id: build for build in built(workspace, [key])}
    by_hand = Run.objects.active().filter(purpose=Run.Purpose.BUILD, environment=version, workspace=workspace)
    under_way = {run.target_id: run for run in by_hand}
    return [Place(target, found.get(target.pk), under_way.get(target.pk)) for target in targets]


def built(workspace: Workspace, keys: Iterable[str]):
    """The builds of these keys on the workspace's targets."""
    return EnvironmentBuild.objects.filter(target__workspace=workspace, key__in=list(keys)).select_related("target", "run")


@dataclass
class Row:
    """One environment in the list."""

    environment: Environment
    version: EnvironmentVersion | None
    builds: list[EnvironmentBuild] = field(default_factory=list)


def rows(workspace: Workspace, environments: list[Environment]) -> list[Row]:
    """With the builds of their newest versions. Two queries."""
    settings, found = indexes.of(workspace), defaultdict(list)
    keys = {each.pk: settings.key(each.newest.key) for each in environments if each.newest and each.newest.key}
    for build in built(workspace, set(keys.values())).exclude(state=EnvironmentBuild.State.REMOVED).order_by("target__name"):
        found[build.key].append(build)
    return [Row(each, each.newest, found[keys[each.pk]] if each.pk in keys else []) for each in environments]
