import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from computes.errands import ask_for
from computes.models import Instance, Mode, Target
from computes.registering.names import check_name
from computes.registering.refusals import Refusals
from studio.models import Member

from . import moves
from .words import check_words

# Kinds whose machine may have an engine that the studio reaches.
HOSTS = ("local", "ssh", "docker")
LEAST_MEMORY = 64 * 2**20
LONGEST_IDLE = 7 * 24 * 60


def hosts_for(member: Member) -> QuerySet[Target]:
    """The targets that this member may have a container on: where there is an engine, unless an owner said that there are to be none."""
    allowed = Q(options__docker__isnull=True) | ~Q(options__docker="off")
    with_engine = Target.objects.usable_by(member).filter(allowed, kind__in=HOSTS, health__docker__version__isnull=False)
    return with_engine.filter(instance=None, mode=Mode.OPEN, other_host_key="")


def create(
    member: Member,
    name: str,
    host: Target,
    image: str,
    cpus: float | None = None,
    memory: int | None = None,
    gpus: Sequence[int] = (),
    idle_minutes: int | None = None,
) -> Instance:
    """A container of this member's own on `host`; a worker makes it. Bytes of memory, indexes of the host's GPUs."""
    refusals = Refusals()
    with refusals.gather("name"):
        check_name(member.workspace, name)
    with refusals.gather("host"):
        _check_host(member, host)
    with refusals.gather("image"):
        _check_image(image)
    with refusals.gather():
        _check_sizes(host, cpus, memory, gpus, idle_minutes)
    refusals.tell()
    container = f"trainshed-{name.lower()}-{secrets.token_hex(4)}"
    limits = {"cpus": cpus, "memory": memory, "slots": max(1, int(cpus or 2))}
    target = Target(kind="instance", name=name, options={"container": container}, mode=Mode.PAUSED, **limits)
    facts = {"host": host, "image": image.strip(), "container": container, "gpus": list(gpus)}
    instance = Instance(cpus=cpus, memory=memory, idle_minutes=idle_minutes, **facts)
    with _once(), transaction.atomic():
        _own(target, member)
        instance.target = target
        instance.save()
        moves.begin(instance, "create", member.user, f"created it on {host} from {instance.image}")
        ask_for(target, "instance_create", member.user)
    return instance


def adopt(member: Member, target: Target, owner: Member, start: list[str], stop: list[str], idle_minutes: int | None = None) -> Instance:
    """Make a machine that is a target already the compute instance of `owner`. The two commands run on the studio's own machine, so it is
    a workspace's owner who gives them."""
    if not member.may("owner"):
        raise ValidationError("The commands run on the studio's own machine: only an owner of the workspace may give them.")
    refusals = Refusals()
    with refusals.gather("target"):
        _check_machine(target)
    with refusals.gather("owner"):
        if not owner.may("contributor"):
            raise ValidationError(f"{owner.user} only reads in this workspace. Make them a contributor first.")
    for field, words in (("start", start), ("stop", stop)):
        with refusals.gather(field):
            check_words(words)
    refusals.tell()
    instance = Instance(target=target, start_command=start, stop_command=stop, idle_minutes=idle_minutes)
    with _once(), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(owner=owner.user, mode=Mode.PAUSED)
        instance.save()
        moves.begin(instance, "create", member.user, f"made it the compute instance of {owner.user}")
        ask_for(target, "instance_create", member.user)
    return instance


def _own(target: Target, member: Member) -> None:
    target.workspace, target.owner, target.created_by = member.workspace, member.user, member.user
    target.save()


@contextmanager
def _once() -> Iterator[None]:
    """Two forms sent at once: the database lets one of them in."""
    try:
        yield
    except IntegrityError:
        raise ValidationError({"name": "Somebody used this name a moment ago. Choose another."}) from None


def _check_host(member: Member, host: Target) -> None:
    if not hosts_for(member).filter(pk=host.pk).exists():
        raise ValidationError(f"You cannot have a container on {host}: it takes none now, or is kept to others.")


def _check_machine(target: Target) -> None:
    if target.kind != "ssh" or target.mode not in (Mode.OPEN, Mode.PAUSED):
        raise ValidationError(f"{target} is no SSH machine that is open for runs.")
    if Instance.objects.filter(target=target).exists():
        raise ValidationError(f"{target} is a compute instance already.")


def _check_image(image: str) -> None:
    if not image.strip() or len(image) > 500 or any(letter.isspace() for letter in image.strip()):
        raise ValidationError("Name an image that has Python 3.8 or later, such as python:3.11-slim.")


def _check_sizes(host: Target, cpus: float | None, memory: int | None, gpus: Sequence[int], idle_minutes: int | None) -> None:
    has = host.health
    wrong = {
        "cpus": cpus is not None and not 0.1 <= cpus <= (has.get("cpus") or cpus) and f"{host} has {has.get('cpus')} processors.",
        "memory": memory is not None and memory < LEAST_MEMORY and "Less than 64 MB is not enough for Python.",
        "gpus": _gpu_trouble(host, gpus),
        "idle_minutes": idle_minutes is not None and not 1 <= idle_minutes <= LONGEST_IDLE and "Between a minute and a week (10080).",
    }
    if found := {name: sentence for name, sentence in wrong.items() if sentence}:
        raise ValidationError(found)


def _gpu_trouble(host: Target, gpus: Sequence[int]) -> str:
    there = {gpu["index"] for gpu in host.health.get("gpus") or []}
    given = there if host.gpus is None else there & set(host.gpus)
    missing = sorted(set(gpus) - given)
    return f"{host} gives out no GPU {', '.join(map(str, missing))}." if missing else ""
