"""How much each parameter of a sweep decided about an objective, worked out anew only when more trials are over."""

from functools import lru_cache
from typing import Any

from runs.models import Sweep
from runs.models.state import FINAL
from runs.sweeps import observing, sampling
from runs.sweeps.sampling.importance import ENOUGH
from runs.sweeps.values import Definition, space_from

KEPT = 64  # answers: one of 1,000 trials takes half a second to work out


def told(sweep: Sweep, objective: int) -> dict[str, Any]:
    """{method, trials, shares: [{name, share}], missing: why there are none}; `objective` is its place among the sweep's."""
    over = sweep.trials.filter(run__state__in=FINAL).order_by("index").values_list("index", "score")
    return _told(sweep.run.key, objective, len(sweep.space), tuple(over))


@lru_cache(KEPT)
def _told(key: str, objective: int, parameters: int, over: tuple[tuple[int, float | None], ...]) -> dict[str, Any]:
    sweep = Sweep.objects.get(run__key=key)
    objectives = Definition.from_dict(sweep.definition).objectives
    found = sampling.importances(space_from(sweep.space), objectives[objective], observing.observations(sweep), objective)
    shares = [{"name": name, "share": share} for name, share in found.shares.items()]
    return {"method": found.method, "trials": found.trials, "shares": shares, "missing": "" if shares else _missing(found.trials)}


def _missing(trials: int) -> str:
    if trials < ENOUGH:
        return f"Needs {ENOUGH} trials that ended with a score; there are {trials}."
    return f"All {trials} trials that ended have the same score: no parameter made a difference."
