"""The safety net's clock: Celery's beat as a thread of every worker.

`celery worker -B` forks a second process for it: 30 MB more, and an orphan that goes on ticking when the worker is killed.
More workers tick more often, which harms nothing: a tick only wakes the supervisor."""

from celery import bootsteps
from celery.beat import EmbeddedService


class Clock(bootsteps.StartStopStep):
    def create(self, worker):
        # The plain scheduler keeps its times in memory: no schedule file that a kill could spoil.
        return EmbeddedService(worker.app, thread=True, scheduler_cls="celery.beat:Scheduler")
