"""What a compute target may be called."""

from django.core.exceptions import ValidationError

from computes.models import Mode, Target, validate_name
from studio.models import Workspace

# Azure ML keeps the first three to itself; the last is a page's address.
RESERVED = {"amlcompute", "local", "containerinstance", "new"}


def check_name(workspace: Workspace, name: str) -> None:
    """ValidationError when no new target of the workspace may be called so."""
    validate_name(name)
    if name.lower() in RESERVED:
        raise ValidationError(f"{name} is a reserved name. Choose another, such as {name}-1.")
    if other := Target.objects.filter(workspace=workspace, name__iexact=name).first():
        raise ValidationError(_taken(other))


def _taken(other: Target) -> str:
    if other.mode == Mode.RETIRED:
        return f"{other} is the name of a retired compute target, and runs in the history mean that one. Choose another name."
    if other.mode == Mode.DRAFT:
        return f"{other} is being set up already. Go on with that one, or choose another name."
    return f"There is a compute target called {other} already. Choose another name."
