"""Names and versions: registered by content, so that the same definition is the same version."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from runs import sourcing
from runs.models import ConfigurationVersion, Environment, EnvironmentVersion, Snapshot
from runs.runconfig import container
from runs.runconfig.companions import REFERENCE
from studio import keys
from studio.models import User, Workspace

from . import aliases
from .definition import definition, digest, key
from .section import tree_of

RESERVED = ("Trainshed-", "AzureML-", "Microsoft")


def register(workspace: Workspace, name: str, frozen: dict, by: User | None) -> EnvironmentVersion:
    """The version of this name that says just this: the one that does already, or else the next. ValidationError for a name that cannot be."""
    check_name(name)
    environment, _ = Environment.objects.get_or_create(workspace=workspace, name=name)
    if not environment.registered:
        environment.registered = True
        environment.save(update_fields=["registered"])
    return freeze(environment, frozen, by)


def check_name(name: str) -> None:
    if name.lower().startswith(tuple(prefix.lower() for prefix in RESERVED)):
        raise ValidationError(
            f"Names that begin with {', '.join(RESERVED)} are reserved for curated environments. Choose another, as in my-{name}."
        )
    if not name.strip() or len(name) > 200 or any(letter in name for letter in "/\\:\0\n"):
        raise ValidationError("A name has 1 to 200 characters, and no slash, backslash or colon among them.")


def freeze(environment: Environment, frozen: dict, by: User | None) -> EnvironmentVersion:
    """This definition as a version of the environment. Whoever registers it twice, or at once, gets one and the same."""
    mark = digest(frozen)
    for _ in range(10):
        if known := environment.versions.filter(digest=mark).first():
            return known
        number = (environment.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                return EnvironmentVersion.objects.create(
                    environment=environment, number=number, definition=frozen, digest=mark, key=key(frozen), created_by=by
                )
        except IntegrityError:
            continue  # somebody else's registration took the number
    raise RuntimeError(f"{environment} is registered faster than its versions can be numbered.")


def find(workspace: Workspace, name: str, version: str | int | None = None) -> EnvironmentVersion:
    """The environment of this name that the workspace may use: its own, a curated one, or the one that stands for Azure ML's.

    Its newest version unless one is named. ValidationError where there is none."""
    environment = Environment.objects.visible_in(workspace).filter(name=name).order_by("workspace").last() or _stand_in(name)
    if environment is None:
        raise ValidationError(aliases.missing(name))
    versions = environment.versions.select_related("environment").order_by("-number")
    if version in (None, "") or environment.name != name:
        found = versions.first()
    else:
        wanted = keys.key(str(version))
        found = versions.filter(number=wanted).first() if wanted is not None else None
    if found is None:
        raise ValidationError(f"The environment {name} has no version {version}. Name one of its versions, or none for the newest.")
    return found


def _stand_in(name: str) -> Environment | None:
    curated = aliases.curated(name)
    return Environment.objects.filter(workspace=None, name=curated).first() if curated else None


def offered(workspace: Workspace) -> list[Environment]:
    """What a configuration may refer to by name: the workspace's own registered ones, then curated ones.

    Each with `highest`, the number of its newest version."""
    rows = Environment.objects.visible_in(workspace).filter(registered=True).annotate(highest=Max("versions__number")).exclude(highest=None)
    return sorted(rows, key=lambda each: (each.curated, each.name.lower()))


class Names:
    """Every name that `find` finds here, for a linter: `"train-env" in names`."""

    def __init__(self, workspace: Workspace):
        self.known = set(Environment.objects.visible_in(workspace).values_list("name", flat=True))

    def __contains__(self, name: object) -> bool:
        return name in self.known or aliases.curated(str(name)) in self.known


def names(workspace: Workspace) -> Names:
    return Names(workspace)


def for_run(
    workspace: Workspace, version: ConfigurationVersion, snapshot: Snapshot | None, by: User | None, override: str | None = None
) -> EnvironmentVersion:
    """The environment of a run: the one named at submit ("name" or "name:version"), else the configuration's, by reference or frozen from its text.

    ValidationError, with a sentence, when it cannot be had."""
    if override:
        name, _, number = override.partition(":")
        return find(workspace, name, number)
    read = reader(snapshot)
    tree = tree_of(version, read)
    if tree.get("name") and not {each for each, value in tree.items() if value is not None} - set(REFERENCE):
        return find(workspace, tree["name"], tree.get("version"))
    if container.for_its_run(version.document.configuration):
        tree = {**tree, "docker": {**(tree.get("docker") or {}), "enabled": True}}
    frozen = definition(tree, version.companions, read)
    return freeze(_unregistered(workspace, tree.get("name") or f"{version.configuration} environment", frozen), frozen, by)


def reader(snapshot: Snapshot | None) -> Callable[[str], str | None]:
    """Reads a text file of a snapshot by its path; None where there is none."""
    return (lambda path: sourcing.text_of(snapshot, path)) if snapshot else (lambda path: None)


def _unregistered(workspace: Workspace, name: str, frozen: dict) -> Environment:
    """Where a definition goes that a run brought along: never among the versions that somebody registered under this name."""
    name = name[:200]
    known = Environment.objects.filter(workspace=workspace, name=name).first()
    if known and (not known.registered or known.versions.filter(digest=digest(frozen)).exists()):
        return known
    if known or name.lower().startswith(tuple(prefix.lower() for prefix in RESERVED)):
        name = f"{name} (of runs)"
    return Environment.objects.get_or_create(workspace=workspace, name=name, defaults={"registered": False})[0]
