"""What the arranger can do with sweeps."""

from django.db import transaction

from runs.models import Run, Sweep, Trial
from runs.sweeps.values import Definition
from studio.models import Workspace
from tests import sweeps
from tests.browser import acts


def sweep(count: int, state: str = "Running", definition: dict | None = None, **words) -> str:
    """See tests.sweeps.arrange; the key."""
    workspace = Workspace.objects.get()
    version = acts._version(workspace)
    words["silent"] = tuple(words.get("silent", ()))
    defined = Definition.from_dict(definition) if definition else None
    by = workspace.members.earliest("pk").user
    run = sweeps.arrange(version, acts._snapshot(workspace), count, state=state, defined=defined, by=by, **words)
    run.sweep.take_lease(86_400)  # so that the studio's own worker leaves it as the tests arrange it
    return run.key


def more_trials(key: str, count: int, running: int = 0) -> None:
    """So many further trials; who looks at the sweep hears of it."""
    found = Sweep.objects.select_related("run").get(run__key=key)
    with transaction.atomic():
        sweeps.add(found, count, running)
        found.run.note("trials")


def report(key: str, index: int, values: list[float]) -> None:
    """A trial logged these values of the primary metric."""
    sweeps.report(Trial.objects.select_related("run").get(sweep__run__key=key, index=index), *values)


def change_sweep(key: str, **fields) -> None:
    """Fields of the sweep's row."""
    Sweep.objects.filter(run__key=key).update(**fields)
    Run.objects.get(key=key).note("changed")
