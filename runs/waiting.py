"""The line of a target as pages and programs read it."""

from computes.models import Target
from runs.models import Run
from runs.models.state import WAITING


def first(target: Target | int, count: int, *related: str) -> list[Run]:
    """The first runs in line, with these relations."""
    runs = Run.objects.jobs().filter(target=target).select_related(*related).order_by("-priority", "pk")
    # A state at a time: that is the index's order, so no database sorts all that wait.
    found = [run for state in WAITING for run in runs.filter(state=state)[:count]]
    return sorted(found, key=lambda run: (-run.priority, run.pk))[:count]


def count(target: Target | int) -> int:
    """How many wait. Without a look at their rows: the index has all that is asked."""
    return Run.objects.filter(target=target, state__in=WAITING).count()
