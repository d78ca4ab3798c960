"""What is told of a compute target."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from ninja import Field, Schema

from computes.host_keys import fingerprint
from computes.load import Load, loads
from computes.models import Mode, Target
from studio.models import Member

# Azure ML's names (`properties.computeType`) for our kinds.
TYPES = {"ssh": "VirtualMachine", "instance": "ComputeInstance"}


class TargetFacts(Schema):
    name: str
    kind: str
    compute_type: str = Field(description="The kind by Azure ML's name: VirtualMachine, ComputeInstance, …")
    description: str
    mode: str = Field(description="draft, open, paused (starts nothing), draining (takes nothing more) or retired.")
    note: str = Field(description="A maintenance note, for everybody.")
    provisioning_state: str = Field(description="Unknown, Updating, Creating, Deleting, Succeeded, Failed or Canceled, as in Azure ML.")
    usable: bool = Field(description="Whether the caller may send runs there.")
    healthy: bool
    reached: datetime | None
    unreachable: datetime | None
    trouble: str
    latency: float | None = Field(description="Milliseconds of the last round trip.")
    running: int = Field(description="Runs that hold one of its slots.")
    waiting: int = Field(description="Runs that wait for one.")
    slots: int
    cpus: float | None = Field(description="What is given out to runs; null: all that the machine has.")
    memory: int | None = Field(description="Bytes.")
    gpus: list[int] | None = Field(description="Indexes.")
    user_runs: int | None = Field(description="The most runs that one person has here at once.")
    user_gpus: int | None
    retries: int = Field(description="How often a run that ended because its machine did is submitted again by itself.")
    everybody: bool
    users: list[str] = Field(description="Who may use it, where not everybody may.")
    owner: str | None = Field(description="Whose alone it is: a compute instance's owner.")
    options: dict[str, Any] = Field(description="How it is reached.")
    secrets: list[str] = Field(description="The names of what is kept sealed; never what it is.")
    public_key: str
    host_key: str = Field(description="The fingerprint of the host key that was pinned.")
    other_host_key: str = Field(description="The fingerprint of another one that the machine showed: while there is one, all stops.")
    health: dict[str, Any]
    usage: dict[str, Any] = Field(description="Bytes that our folders take there.")
    usage_at: datetime | None
    created: datetime
    created_by: str | None
    page: str = Field(description="The path of its page.")


def whole(rows):
    """With all that `told` reads, in a number of queries that does not grow with the rows."""
    return rows.select_related("workspace", "owner", "created_by").prefetch_related("users")


def teller(targets: Iterable[Target], member: Member):
    """A function that tells of each of these targets."""
    keys = [target.pk for target in targets]
    usable = set(Target.objects.usable_by(member).filter(pk__in=keys).values_list("pk", flat=True))
    load = loads(keys)
    return lambda target: told(target, load[target.pk], target.pk in usable)


def told(target: Target, load: Load, usable: bool) -> dict:
    return {
        **{name: getattr(target, name) for name in _AS_THEY_ARE},
        **load._asdict(),
        "compute_type": TYPES.get(target.kind, target.kind),
        "provisioning_state": provisioning_state(target),
        "usable": usable,
        "users": sorted(user.username for user in target.users.all()),
        "owner": target.owner and target.owner.username,
        "secrets": sorted(target.secrets),
        "host_key": fingerprint(target.host_key) if target.host_key else "",
        "other_host_key": fingerprint(target.other_host_key) if target.other_host_key else "",
        "created_by": target.created_by and str(target.created_by),
        "page": reverse("compute", args=[target.workspace.slug, target.name]),
    }


def provisioning_state(target: Target) -> str:
    """The state by Azure ML's words: those that wait for one of Succeeded and Failed wait for an answer of the machine."""
    if target.mode == Mode.RETIRED:
        return "Deleting"
    if target.other_host_key or target.unreachable:
        return "Failed"
    if target.mode == Mode.DRAFT:
        return "Creating"
    return "Succeeded" if target.reached else "Unknown"


_AS_THEY_ARE = (
    *("name", "kind", "description", "mode", "note", "healthy", "reached", "unreachable", "trouble", "latency", "slots", "cpus"),
    *(
        "memory",
        "gpus",
        "user_runs",
        "user_gpus",
        "retries",
        "everybody",
        "options",
        "public_key",
        "health",
        "usage",
        "usage_at",
        "created",
    ),
)
