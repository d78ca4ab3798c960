"""Earlier sweeps whose results a new one begins with."""

from collections.abc import Iterator

from runs.models import Run, Sweep
from runs.sweeps.values import Definition
from studio.models import Workspace

MOST_SWEEPS, MOST_TRIALS = 5, 1000


def problems(workspace: Workspace, wanted: Definition) -> list[str]:
    """Why these earlier sweeps are none that it could begin with, in sentences."""
    keys = list(dict.fromkeys(wanted.resume_from))
    if len(keys) > MOST_SWEEPS:
        return [f"A sweep begins with the results of {MOST_SWEEPS} earlier ones at most, and {len(keys)} are named. Leave some out."]
    found = {sweep.run.key: sweep for sweep in Sweep.objects.filter(run__workspace=workspace, run__key__in=keys).select_related("run")}
    missing = [f"There is no sweep {key} in this workspace. Name one by its id, such as HD_…" for key in keys if key not in found]
    refused = [sentence for sweep in found.values() for sentence in _refusals(sweep, wanted)]
    return missing + refused + _too_many(list(found.values()), wanted)


def _refusals(sweep: Sweep, wanted: Definition) -> Iterator[str]:
    earlier = Definition.from_dict(sweep.definition)
    if not sweep.run.final:
        yield f"The sweep {sweep.run} goes on still: wait for its end, or stop it, to begin with its results."
    if earlier.primary != wanted.primary:
        was, now = (f"to {each.goal} {each.metric}" for each in (earlier.primary, wanted.primary))
        yield f"The sweep {sweep.run} was {was}, and this one is {now}: only results of the same metric and goal can be begun with."
    if wanted.sampling.kind == "bayesian" and _named(sweep) != {each.name for each in wanted.space}:
        yield f"The sweep {sweep.run} had other parameters: Bayesian sampling can begin with those of the same parameters alone."


def _named(sweep: Sweep) -> set[str]:
    return {each["name"] for each in sweep.space}


def _too_many(sweeps: list[Sweep], wanted: Definition) -> list[str]:
    count = Run.objects.filter(trial__sweep__in=sweeps).count() + wanted.max_total_runs
    if not sweeps or count <= MOST_TRIALS:
        return []
    return [f"With the trials of the earlier sweeps there would be {count:,}: {MOST_TRIALS:,} can be had. Lower max_total_runs."]
