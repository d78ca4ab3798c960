"""A target that is reached, limited or shared otherwise from now on."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from computes.kinds import KINDS
from computes.load import loads
from computes.models import Act, Errand, Target
from studio import doorbell
from studio.models import User

from .asking import ask_for_check
from .facts import FACTS, checked_facts, checked_users
from .making import sign_in
from .options import checked_options
from .refusals import Refusals

IN_USE = "Runs are under way in the folder that it has now, and would be lost sight of: wait for their end, or cancel them."
AGAIN = "Write the password again: the machines that it would be told to are others now."
WORDS = {
    "auth": "the way to sign in",
    "sealed": "its credentials",
    "root": "the folder",
    "everybody": "who may use it",
    "users": "who may use it",
    "jump": "the hosts on the way",
    "docker_socket": "Docker’s socket",
    "user_runs": "the limit of runs for a person",
    "user_gpus": "the limit of GPUs for a person",
}


def change(
    target: Target, by: User | None, options: Mapping[str, Any] | None = None, secrets: Mapping[str, str] | None = None, **changes: Any
) -> Errand | None:
    """Change what is given, and nothing else. The check, where the way to reach the target is another now.

    Of `options` those that are given; "" brings one back to its default. A secret that is empty stays as it is. `changes`: slots,
    limits, description, everybody and users. ValidationError by the names of what was given."""
    fresh = Target.objects.select_related("workspace").get(pk=target.pk)
    people = changes.pop("users", None)
    refusals = Refusals()
    fields: dict[str, Any] = {}
    with refusals.gather():
        fields |= _way(fresh, options or {}, secrets or {})
    with refusals.gather():
        fields |= checked_facts(fresh, changes)
    with refusals.gather():
        if people is not None or "everybody" in changes:
            people = checked_users(fresh, list(fresh.users.all()) if people is None else people)
    refusals.tell()
    return _write(target, by, fields, people)


def _way(target: Target, options: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """How it is reached, as fields of its row."""
    if not options and not any(secrets.values()):
        return {}
    before = target.options
    folder = _folder(target)
    target.options = checked_options(target.kind, {**before, **options})
    if folder != _folder(target) and loads([target.pk])[target.pk].running:
        raise ValidationError({"root": IN_USE})
    sign_in(target, target.options.get("auth", "key"), secrets)
    elsewhere = any(before.get(name) != target.options.get(name) for name in ("host", "port"))
    target.options |= _jumps(before, target.options)
    if elsewhere:  # a key says which machine it is: at another address it may rightly be another
        target.host_key = ""
    if elsewhere or before.get("jump") != target.options.get("jump"):
        target.other_host_key = ""  # whoever raised an alarm may not be on the way any more
        if target.options.get("auth") == "password" and not secrets.get("password"):
            raise ValidationError({"password": AGAIN})  # else whoever edits it reads it, on a machine of their own
    return {name: getattr(target, name) for name in ("options", "sealed", "public_key", "host_key", "other_host_key")}


def _folder(target: Target) -> str:
    """The one that is written down, or the kind's."""
    default = next(field.default for field in KINDS[target.kind].fields if field.name == "root")
    return target.options_with_defaults().get("root") or default


def _jumps(before: dict, now: dict) -> dict[str, Any]:
    """The hosts on the way, each with the key that was pinned for it."""
    pinned = {(hop["host"], hop["port"]): hop["host_key"] for hop in before.get("jump", []) if hop.get("host_key")}
    jumps = [hop | {"host_key": pinned.get((hop["host"], hop["port"]), "")} for hop in now.get("jump", [])]
    return {"jump": jumps} if jumps else {}


def _write(target: Target, by: User | None, fields: dict[str, Any], people: list[User] | None) -> Errand | None:
    with transaction.atomic():
        old = Target.objects.select_for_update().get(pk=target.pk)
        changed = _names(old, fields, people)
        if not changed:
            return None
        # These fields and no others: the lease and the health are written by workers meanwhile.
        Target.objects.filter(pk=target.pk).update(**fields)
        if people is not None:
            old.users.set(people)
        Act.note(old, "edited", f"changed {_listed(changed)}", by)
        doorbell.ring_on_commit(doorbell.work(target.pk))
        target.refresh_from_db()
        return ask_for_check(target, by) if {"options", "sealed"} & changed.keys() else None


def _names(old: Target, fields: dict[str, Any], people: list[User] | None) -> dict[str, list[str]]:
    """What is another now: fields of the row, each with what people call it."""
    seen = {name: [WORDS.get(name, name)] for name in fields if name in FACTS and getattr(old, name) != fields[name]}
    options = fields.get("options", old.options)
    if names := [name for name in {**old.options, **options} if old.options.get(name) != options.get(name)]:
        seen["options"] = [WORDS.get(name, name) for name in names]
    if "sealed" in fields and old.secrets != Target(sealed=fields["sealed"]).secrets:
        seen["sealed"] = [WORDS["sealed"]]
    if people is not None and set(people) != set(old.users.all()):
        seen["users"] = [WORDS["users"]]
    return seen


def _listed(changed: dict[str, list[str]]) -> str:
    return ", ".join(dict.fromkeys(word for words in changed.values() for word in words))
