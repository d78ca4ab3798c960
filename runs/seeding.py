"""What a new studio begins with: a workspace, this machine as a target, two examples that run as they are."""

import json
from pathlib import Path

from django.conf import settings

from computes.models import Target
from runs import examples, sourcing
from runs.drafting import drafted
from runs.models import Configuration, Source
from studio.models import Invitation, Member, Role, Workspace

EXAMPLES = Path(examples.__file__).parent


def seed() -> str | None:
    """Fill an empty studio. The secret of the first owner's sign-in link while there is no owner; None afterwards.

    May be done again: what is there stays as it is, and only the link is new."""
    workspace, new = Workspace.objects.get_or_create(slug="main", defaults={"name": "Main"})
    if new:
        target = Target.objects.create(workspace=workspace, name="local", kind="local", slots=settings.LOCAL_SLOTS)
        for manifest in sorted(EXAMPLES.glob("*/example.json")):
            add_example(target, manifest)
    if Member.objects.filter(role=Role.OWNER).exists():
        return None
    workspace.invitations.filter(accepted=None, created_by=None).delete()
    return Invitation.issue(workspace, Role.OWNER, note="first owner")[1]


def add_example(target: Target, manifest: Path) -> Configuration:
    """An example's folder as a source, and its configuration for `target`."""
    example = json.loads(manifest.read_text())
    wanted = example["configuration"]
    source = Source.objects.create(
        workspace=target.workspace, name=example["name"], kind=Source.Kind.UPLOAD, description=example["description"]
    )
    sourcing.take_folder(source, manifest.parent / "source", by=None)
    configuration = Configuration.objects.create(workspace=target.workspace, name=wanted.pop("name"), source=source)
    configuration.revise(None, drafted(target=target.name, **wanted), origin={"kind": "example"})
    return configuration
