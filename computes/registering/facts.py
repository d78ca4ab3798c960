"""What an owner says of a target besides how it is reached: slots, limits, and who may use it."""

from typing import Any

from django.core.exceptions import ValidationError

from computes.models import Target
from studio.models import User

from .refusals import Refusals

NUMBERS = ("slots", "cpus", "memory", "user_runs", "user_gpus", "retries")
FACTS = ("description", *NUMBERS, "gpus", "everybody")
LEAST_MEMORY = 64 * 1024 * 1024
MOST_GPUS = 64
MOST_RETRIES = 10


def checked_facts(target: Target, given: dict[str, Any]) -> dict[str, Any]:
    """Those of `given` that are facts of a target's row, checked as its model checks them. ValidationError by their names."""
    if unknown := sorted(set(given) - set(FACTS)):
        raise ValidationError(f"A compute target has no {' or '.join(unknown)} to change.")
    for name, value in given.items():
        setattr(target, name, value)
    refusals = Refusals()
    with refusals.gather():
        _check_limits(target)
    with refusals.gather():
        target.clean_fields(exclude=[field.name for field in target._meta.fields if field.name not in given])
    refusals.tell()
    return {name: getattr(target, name) for name in given}


def checked_users(target: Target, given: list) -> list[User]:
    """Those people, who must be members of the workspace. Nobody at all is refused where not everybody may use the target."""
    wanted = {person.pk if isinstance(person, User) else int(person) for person in given}
    found = list(User.objects.filter(memberships__workspace=target.workspace_id, pk__in=wanted).distinct())
    if len(found) < len(wanted):
        raise ValidationError({"users": "Choose members of this workspace."})
    if not found and not target.everybody:
        raise ValidationError({"users": "Choose at least one person, or let every contributor use it."})
    return found


def _check_limits(target: Target) -> None:
    refused = {}
    if target.gpus is not None and not _indexes(target.gpus):
        refused["gpus"] = "Write the indexes of GPUs, such as 0, 1, each once."
    if target.memory is not None and (not isinstance(target.memory, int) or target.memory < LEAST_MEMORY):
        refused["memory"] = "Give out at least 64 MB, or leave it empty for all that the machine has."
    if target.user_runs == 0:
        refused["user_runs"] = "At least one, or empty for no limit."
    if isinstance(target.retries, int) and target.retries > MOST_RETRIES:
        refused["retries"] = f"At most {MOST_RETRIES} times."
    if refused:
        raise ValidationError(refused)


def _indexes(gpus: Any) -> bool:
    if not isinstance(gpus, list) or len(set(map(str, gpus))) < len(gpus):
        return False
    return all(isinstance(index, int) and not isinstance(index, bool) and 0 <= index < MOST_GPUS for index in gpus)
