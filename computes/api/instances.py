"""Compute instances: machines of one person, that are started and stopped."""

from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from computes import instances
from computes.models import Instance, Target
from studio.api.authentication import Call, contributor, owner, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page
from studio.models import Member

router = Router(auth=reader, tags=["compute instances"])

IMAGE = "python:3.11-slim"


class InstanceFacts(Schema):
    name: str
    state: str = Field(description="One of Azure ML's: Creating, Running, Stopped, …")
    since: datetime
    trouble: str
    last_operation: dict[str, Any]
    owner: str
    host: str | None = Field(description="The target whose container it is; null for a machine of its own.")
    image: str
    cpus: float | None
    memory: int | None
    gpus: list[int]
    idle_minutes: int | None
    description: str
    status: dict[str, Any] = Field(description="As Azure ML's `get_status()` told it.")
    page: str


class NewInstance(Schema):
    """A container of the caller's own on `host`, a target with Docker: the only one that they may use, where it is null."""

    name: str = Field(max_length=100)
    host: str | None = None
    image: str = Field(IMAGE, max_length=500)
    cpus: float | None = Field(None, allow_inf_nan=False)
    memory: int | None = Field(None, ge=0, le=2**62)
    gpus: list[int] = Field([], max_length=64)
    idle_minutes: int | None = None
    description: str = Field("", max_length=10_000)
    fit: bool = Field(False, description="Take less where the host has less.")


class Adoption(Schema):
    """An SSH machine that is a target already becomes somebody's instance. The commands, lists of words, run on the studio's machine."""

    target: str
    owner: str
    start: list[str]
    stop: list[str]
    idle_minutes: int | None = None


class Operation(Schema):
    operation: Literal["Start", "Stop", "Restart"]


class Change(Schema):
    idle_minutes: int | None = Field(description="Stop it by itself after so many minutes without use; null: never.", ge=1, le=10_080)


@router.get("/instances", response=Page[InstanceFacts], summary="The compute instances that the caller may see")
def listed(request: Call, asked: Query[Asked]):
    return page(_whole(request), asked, told)


@router.post("/instances", response={201: InstanceFacts}, auth=contributor, summary="Make a compute instance of one's own")
def new(request: Call, wanted: NewInstance):
    host = _host(request.auth, wanted.host)
    sizes = _fitting(host, wanted) if wanted.fit else {name: getattr(wanted, name) for name in ("cpus", "memory", "gpus")}
    made = instances.create(request.auth, wanted.name.strip(), host, wanted.image, idle_minutes=wanted.idle_minutes, **sizes)
    if wanted.description:
        Target.objects.filter(pk=made.target_id).update(description=wanted.description)
    return Status(201, told(_one(request, made.target.name)))


@router.post("/instances/adoptions", response={201: InstanceFacts}, auth=owner, summary="Make an SSH machine a person's compute instance")
def adoption(request: Call, wanted: Adoption):
    target = one(request.auth.workspace.targets.filter(name=wanted.target), f"compute target {wanted.target}")
    person = one(
        request.auth.workspace.members.select_related("user", "workspace").filter(user__username=wanted.owner), f"member {wanted.owner}"
    )
    instances.adopt(request.auth, target, person, wanted.start, wanted.stop, wanted.idle_minutes)
    return Status(201, told(_one(request, wanted.target)))


@router.get("/instances/{name}", response=InstanceFacts, summary="One compute instance")
def instance(request: Call, name: str):
    return told(_one(request, name))


@router.patch("/instances/{name}", response=InstanceFacts, auth=contributor, summary="Say when it is stopped by itself")
def change(request: Call, name: str, wanted: Change):
    instances.set_idle(_own(request, name), wanted.idle_minutes, request.auth.user)
    return told(_one(request, name))


@router.post("/instances/{name}/operations", response={202: InstanceFacts}, auth=contributor, summary="Start, stop or restart one")
def operation(request: Call, name: str, wanted: Operation):
    found = _one(request, name) if wanted.operation == "Stop" else _own(request, name)
    {"Start": instances.start, "Stop": instances.stop, "Restart": instances.restart}[wanted.operation](found, request.auth.user)
    return Status(202, told(_one(request, name)))


@router.delete(
    "/instances/{name}", response={202: InstanceFacts}, auth=contributor, summary="Delete one, with all that lies in its container"
)
def delete(request: Call, name: str):
    instances.delete(_one(request, name), request.auth.user)
    return Status(202, told(_one(request, name)))


def told(instance: Instance) -> dict:
    target = instance.target
    own = ("state", "since", "trouble", "last_operation", "image", "cpus", "memory", "gpus", "idle_minutes")
    return {
        **{name: getattr(instance, name) for name in own},
        "name": target.name,
        "owner": target.owner.username if target.owner else "",
        "host": instance.host and instance.host.name,
        "description": target.description,
        "status": instances.describe(instance),
        "page": reverse("compute_instance", args=[target.workspace.slug, target.name]),
    }


def _whole(request: Call):
    return instances.visible(request.auth).select_related("target__created_by", "target__owner", "target__workspace", "host")


def _one(request: Call, name: str) -> Instance:
    return one(_whole(request).filter(target__name=name), f"compute instance {name}")


def _own(request: Call, name: str) -> Instance:
    found = _one(request, name)
    if found.target.owner_id != request.auth.user_id:
        raise PermissionDenied(f"{name} is the compute instance of {found.target.owner}, who alone starts and changes it.")
    return found


def _host(member: Member, name: str | None) -> Target:
    hosts = instances.hosts_for(member)
    if name is not None:
        return one(hosts.filter(name=name), f"compute target {name} with Docker that you may use")
    found = list(hosts[:2])
    if len(found) != 1:
        several = "Several compute targets have Docker. Say which one as `host`."
        raise ValidationError({"host": several if found else "No compute target that you may use has Docker. Ask an owner to attach one."})
    return found[0]


def _fitting(host: Target, wanted: NewInstance) -> dict[str, Any]:
    """At most what the host has."""
    has = host.health
    cpus, memory = has.get("cpus") or wanted.cpus, has.get("memory_total") or wanted.memory
    there = [gpu["index"] for gpu in has.get("gpus") or []]
    return {
        "cpus": None if wanted.cpus is None or cpus is None else min(wanted.cpus, cpus),
        "memory": None if wanted.memory is None or memory is None else min(wanted.memory, memory),
        "gpus": [index for index in wanted.gpus if index in there],
    }
