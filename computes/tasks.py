from celery import shared_task
from celery.signals import worker_ready

from computes import errands, health
from computes.instances import looking


@shared_task
def carry_out(pk: int) -> None:
    errands.carry_out(pk)


@shared_task
def carry_out_left_over() -> None:
    for pk in errands.left_over():
        carry_out.delay(pk)


@shared_task
def check_health() -> None:
    for pk, claim in health.due():
        check_target.delay(pk, claim)


@shared_task
def check_target(pk: int, claim: str) -> None:
    health.check(pk, claim)


@shared_task
def prune() -> None:
    health.prune()


@shared_task
def look_at_instances() -> None:
    for pk in looking.all_to_look_at():
        look_at_instance.delay(pk)


@shared_task
def look_at_instance(pk: int) -> None:
    looking.look(pk)


@worker_ready.connect
def begin(**_) -> None:
    """What the clock would ask for only after its first interval."""
    check_health.delay()
