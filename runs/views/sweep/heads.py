"""What the head of a run's page says of a sweep, and of a trial: on each of its tabs."""

from typing import Any

from runs.models import Run, Sweep, Trial


def of_sweep(run: Run) -> dict[str, Any]:
    """The sweep's row, and how many of its trials a stop would end."""
    return {"sweep": Sweep.objects.get(pk=run.pk), "going": 0 if run.final else run.children.active().count()}


def of_trial(run: Run) -> dict[str, Any]:
    """The trial whose attempt this run is, with those before and after it; nothing where it is gone."""
    index = _index(run)
    near = Trial.objects.filter(sweep=run.parent_id, index__in=[index - 1, index, index + 1]).select_related("run")
    found = {trial.index: trial for trial in near.defer("reported")}
    trial = found.get(index)
    if trial is None:
        return {}
    around = {"previous": found.get(index - 1), "following": found.get(index + 1)}
    return {"trial": trial, "primary": _primary(run), "newer": trial.run if trial.run_id != run.pk else None, **around}


def _index(run: Run) -> int:
    """An earlier attempt has no row that points to it any more: its key says which trial it was."""
    number = run.key.removeprefix(f"{run.parent.key}_").split("_")[0] if run.parent else ""
    return int(number) if number.isdigit() else -1


def _primary(run: Run) -> str:
    defined = Sweep.objects.values_list("definition", flat=True).get(pk=run.parent_id)
    return defined["objectives"][0]["metric"]
