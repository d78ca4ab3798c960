from celery import shared_task

from runs import fetching, supervisor


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


@shared_task
def fetch(pk: int) -> None:
    fetching.carry_out(pk)


@shared_task
def fetch_left_over() -> None:
    for pk in fetching.left_over():
        fetch.delay(pk)
