from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from computes.models import Target
from runs import fetching, moving, sourcing, supervisor
from runs.data import looking
from runs.sweeps import advancing
from studio.models import Member


@worker_shutting_down.connect
def leave(**_) -> None:
    """A pass lasts half a minute; whoever stops the studio waits for none."""
    supervisor.stopping.set()
    advancing.stopping.set()


@shared_task
def supervise(pk: int) -> None:
    if supervisor.supervise(pk):
        supervise.delay(pk)


@shared_task
def supervise_all() -> None:
    for pk in supervisor.wake_all():
        supervise.delay(pk)


@shared_task
def advance_sweep(pk: int) -> None:
    if advancing.advance(pk):
        advance_sweep.delay(pk)


@shared_task
def advance_sweeps() -> None:
    for pk in advancing.due():
        advance_sweep.delay(pk)


@shared_task
def fetch(pk: int) -> None:
    fetching.carry_out(pk)


@shared_task
def fetch_left_over() -> None:
    for pk in fetching.left_over():
        fetch.delay(pk)


@worker_ready.connect
def begin(**_) -> None:
    """What the clock would ask for only after its first interval."""
    for task in (supervise_all, advance_sweeps, tidy_stores, clear):
        task.delay()


@shared_task
def remove_builds(pk: int) -> None:
    supervisor.remove_builds(pk)


@shared_task
def remove_builds_left_over() -> None:
    for pk in supervisor.targets_to_tidy():
        remove_builds.delay(pk)


@shared_task
def take_stock_of_builds() -> None:
    for pk in supervisor.targets_with_builds():
        take_stock.delay(pk)


@shared_task
def take_stock(pk: int) -> None:
    supervisor.take_stock(pk)


@shared_task
def move_waiting(target: int, to: int, by: int) -> None:
    moving.move_waiting(Target.objects.get(pk=target), Target.objects.get(pk=to), Member.objects.get(pk=by))


@shared_task
def cancel_waiting(target: int, by: int) -> None:
    moving.cancel_waiting(Target.objects.get(pk=target), Member.objects.get(pk=by))


@shared_task
def clear() -> None:
    supervisor.clear()


@shared_task
def tidy_stores() -> None:
    sourcing.tidy()


@shared_task
def look_into(pk: int) -> None:
    looking.carry_out(pk)
