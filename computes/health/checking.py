import time
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Outage, Sample, Target
from computes.reach import reach
from computes.readings import Reading
from computes.transports import Transport
from computes.values import Health
from studio import doorbell

PATIENCE = 15.0  # seconds for an answer that takes a machine no time at all


def check(pk: int, claim: str) -> None:
    """Ask a target how it is, and write the answer down, if this claim on it still stands."""
    target = Target.objects.filter(pk=pk, probed=datetime.fromisoformat(claim)).first()
    if target is None:
        return
    try:
        answer = _ask(target)
    except ComputeError as trouble:
        target.silent(trouble)
        Sample.objects.create(target=target, at=timezone.now())
    else:
        _answered(target, answer)
    Target.objects.filter(pk=pk, probed=target.probed).update(probed=timezone.now())
    doorbell.ring(doorbell.target(pk))


class Answer(NamedTuple):
    health: Health
    latency: float  # milliseconds that nothing but the way there and back took (and signing in, where that was due)
    began: float


def _ask(target: Target) -> Answer:
    workdir, launcher = reach(target)
    latency = _round_trip(workdir.transport)
    asked = time.time()
    return Answer(launcher.probe(), latency, asked)


def _round_trip(transport: Transport) -> float:
    """Milliseconds. A connection that was kept may have died unseen: only a second silence is the machine's."""
    try:
        return _timed(transport)
    except ComputeError as trouble:
        if not trouble.transient:
            raise
    return _timed(transport)


def _timed(transport: Transport) -> float:
    began = time.monotonic()
    transport.run(["true"], timeout=PATIENCE)
    return (time.monotonic() - began) * 1000


def _answered(target: Target, answer: Answer) -> None:
    lived, lives, since = target.health.get("boot_id"), answer.health.boot_id, target.reached
    target.answered(answer.health.to_dict(), answer.latency, answer.began)
    if lived and lives and lived != lives:
        Outage.restarted(target, since)
    target.health = answer.health.to_dict()
    reading = Reading(target)
    shares = {"load": reading.load, "memory": reading.memory, "disk": reading.disk}
    Sample.objects.create(target=target, at=timezone.now(), latency=answer.latency, gpus=reading.gpu_shares, **shares)
