"""A new compute target: it begins as a draft, and is checked at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from computes.kinds import KINDS
from computes.models import Act, Mode, Target
from studio.models import User, Workspace

from .asking import ask_for_check
from .credentials import credentials
from .facts import checked_facts, checked_users
from .names import check_name
from .options import GENERATE, checked_options
from .refusals import Refusals

ON_PAGES_OF_THEIR_OWN = {"instance": "A compute instance is created on its host, or from an SSH machine: see compute instances."}
SAME_SUBMISSION = timedelta(seconds=60)


def register(
    workspace: Workspace,
    by: User,
    name: str,
    kind: str,
    options: Mapping[str, Any],
    secrets: Mapping[str, str] | None = None,
    open_when_green: bool = True,
    **facts: Any,
) -> Target:
    """The new target, a draft, with its check asked for; the check opens it for runs unless `open_when_green` is false.

    `options` and `secrets` are those of the kind; `auth` "generate" makes a key of its own, whose public half is the target's
    `public_key`. `facts`: slots, limits, description, everybody and users. ValidationError, by the names of what was given.
    Asked twice within a minute for the very same, it is one target."""
    target = Target(workspace=workspace, name=name.strip(), kind=kind, mode=Mode.DRAFT, created_by=by)
    refusals = Refusals()
    people = _fill(target, options, secrets or {}, facts, refusals)
    generated = options.get("auth") == GENERATE
    with refusals.gather("name"):
        check_name(workspace, target.name)
    # Looked for once the name was found to be taken: its twin may have come this very moment.
    if list(refusals.found) == ["name"] and (twin := _twin(target, generated)):
        return twin
    refusals.tell()
    return _create(target, people, open_when_green) or _winner(target, generated)


def _fill(target: Target, options: Mapping, secrets: Mapping, facts: dict[str, Any], refusals: Refusals) -> list[User]:
    """Put onto the target what was given; who may use it."""
    people: list[User] = []
    given = facts.pop("users", [])
    with refusals.gather("kind"):
        if target.kind in ON_PAGES_OF_THEIR_OWN:
            raise ValidationError(ON_PAGES_OF_THEIR_OWN[target.kind])
    with refusals.gather():
        target.options = checked_options(target.kind, options)
    with refusals.gather():
        sign_in(target, str(options.get("auth") or "key"), secrets)
    with refusals.gather():
        checked_facts(target, facts)
    with refusals.gather():
        people = checked_users(target, given)
    return people


def sign_in(target: Target, auth: str, given: Mapping[str, str]) -> None:
    """Put the credentials onto the target: what was given, else what it has."""
    if target.kind not in KINDS or not any(field.secret for field in KINDS[target.kind].fields):
        return
    comment = f"trainshed:{target.workspace.slug}/{target.name}"
    found = credentials(auth, given, target.secrets, target.public_key, comment)
    target.options["auth"], target.public_key = found.auth, found.public_key
    target.seal(found.secrets)


def _create(target: Target, people: list[User], open_when_green: bool) -> Target | None:
    """The target, or None when another one of its name was first."""
    try:
        with transaction.atomic():
            target.save()
            target.users.set(people)
            Act.note(target, "registered", f"registered it: {KINDS[target.kind].title}", target.created_by)
            ask_for_check(target, target.created_by, open_when_green)
    except IntegrityError:
        return None
    return target


def _winner(target: Target, generated: bool) -> Target:
    if twin := _twin(target, generated):
        return twin
    check_name(target.workspace, target.name)
    raise ValidationError({"name": "Somebody used this name a moment ago. Choose another."})


def _twin(target: Target, generated: bool) -> Target | None:
    """The target that the same form made when it was sent before: a double click, or a page sent again."""
    recent = Target.objects.filter(created__gt=timezone.now() - SAME_SUBMISSION, mode=Mode.DRAFT, created_by=target.created_by)
    found = recent.filter(workspace=target.workspace, name=target.name, kind=target.kind).first()
    same = found and found.options == target.options and (generated or found.secrets == target.secrets)
    return found if same else None
