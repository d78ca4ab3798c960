"""Celery only wakes the supervisor: what a task means is kept in the database, so a lost or doubled task harms nothing."""

import os

from celery import Celery
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

from django.conf import settings

from studio import broker
from studio.clock import Clock

app = Celery("studio", broker=broker.for_celery(settings.REDIS_URL))
app.conf.update(
    task_ignore_result=True,
    task_acks_late=False,
    task_default_expires=60,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_timeout": 10, "socket_connect_timeout": 2, "global_keyprefix": "trainshed-"},
    beat_schedule={
        "supervise every target": {"task": "runs.tasks.supervise_all", "schedule": 2.0},
        "advance every sweep": {"task": "runs.tasks.advance_sweeps", "schedule": 2.0},
        "check the health of targets": {"task": "computes.tasks.check_health", "schedule": 5.0},
        "look at compute instances": {"task": "computes.tasks.look_at_instances", "schedule": 10.0},
        "forget old samples of targets": {"task": "computes.tasks.prune", "schedule": 600.0},
        "carry out errands that were left over": {"task": "computes.tasks.carry_out_left_over", "schedule": 15.0},
        "fetch what was left over": {"task": "runs.tasks.fetch_left_over", "schedule": 15.0},
        "remove environments that were left over": {"task": "runs.tasks.remove_builds_left_over", "schedule": 30.0},
        "see which environments are still there": {"task": "runs.tasks.take_stock_of_builds", "schedule": 3600.0},
        "clear what old runs left on targets": {"task": "runs.tasks.clear", "schedule": 24 * 3600.0},
        "tidy the snapshot stores": {"task": "runs.tasks.tidy_stores", "schedule": 24 * 3600.0},
    },
)
app.autodiscover_tasks()
app.steps["worker"].add(Clock)


def ask(task: str, *args) -> None:
    """Ask the workers for a task by its name: who asks need not load what carries it out.

    A broker that is away costs the wake-up, never the act that asked: the clock asks again within seconds."""
    try:
        app.send_task(task, args=args, retry=False)
    except OperationalError:
        return
