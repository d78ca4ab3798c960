from celery import shared_task

from runs import supervisor


@shared_task
def supervise(pk: int) -> None:
    if supervisor.supervise(pk):
        supervise.delay(pk)


@shared_task
def supervise_all() -> None:
    for pk in supervisor.wake_all():
        supervise.delay(pk)


@shared_task
def check_health() -> None:
    supervisor.check_health()
