"""What may be said of a compute target: when it is registered, and when it is changed."""

from typing import Any, Literal

from django.core.exceptions import ValidationError
from ninja import Field, Schema

from studio.models import Member


class Facts(Schema):
    """What an owner says of a target besides how it is reached. Null is no limit."""

    description: str | None = Field(None, max_length=10_000)
    slots: int | None = None
    cpus: float | None = Field(None, allow_inf_nan=False)
    memory: int | None = Field(None, description="Bytes.", le=2**62)
    gpus: list[int] | None = Field(None, description="Indexes.")
    user_runs: int | None = None
    user_gpus: int | None = None
    retries: int | None = None
    everybody: bool | None = None
    users: list[str] | None = Field(None, description="User names of those who may use it, where not everybody may.")


class NewTarget(Facts):
    """`options` and `secrets` are those of the kind: host, port, user, auth (key, password, agent, or generate: a key that the studio
    makes), jump, root, python, docker, docker_socket; key, passphrase, password. Secrets are kept sealed, and never told again."""

    name: str = Field(max_length=100)
    kind: str = Field(max_length=20)
    options: dict[str, Any] = {}
    secrets: dict[str, str] = {}


class TargetChange(Facts):
    """What is left out stays as it is, also among `options` and `secrets`; an option that is "" goes back to its default."""

    options: dict[str, Any] | None = None
    secrets: dict[str, str] | None = None
    mode: Literal["open", "paused", "draining", "retired"] | None = None
    note: str | None = Field(None, max_length=10_000, description="A maintenance note, for everybody; empty for none.")


MAY_BE_NULL = {"cpus", "memory", "gpus", "user_runs", "user_gpus"}


def said(wanted: Facts, member: Member) -> dict[str, Any]:
    """Those of its facts that were said; people as rows."""
    given = {name: value for name, value in wanted.dict(exclude_unset=True).items() if name in Facts.model_fields}
    facts = {name: value for name, value in given.items() if value is not None or name in MAY_BE_NULL}
    if "users" in facts:
        facts["users"] = _people(facts["users"], member)
    return facts


def _people(names: list[str], member: Member) -> list[int]:
    found = dict(member.workspace.members.filter(user__username__in=names).values_list("user__username", "user"))
    if unknown := sorted(set(names) - set(found)):
        raise ValidationError({"users": f"{unknown[0]} is no member of this workspace."})
    return list(found.values())
