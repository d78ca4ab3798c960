from celery import shared_task

from computes import errands


@shared_task
def carry_out(pk: int) -> None:
    errands.carry_out(pk)


@shared_task
def carry_out_left_over() -> None:
    for pk in errands.left_over():
        carry_out.delay(pk)
