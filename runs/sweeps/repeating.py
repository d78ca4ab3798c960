"""The same sweep once more."""

from dataclasses import replace

from runs.models import Run, Sweep
from runs.sweeps import submitting
from runs.sweeps.values import Definition
from studio.models import Member


def again(member: Member, run: Run, submission: str) -> Run:
    """As it was submitted: the same points where its seed decides them."""
    sweep = Sweep.objects.get(pk=run.pk)
    kept = Definition.from_dict(sweep.definition)
    definition = replace(kept, sampling=replace(kept.sampling, seed=sweep.seed))
    return submitting.submit(
        member,
        run.experiment.name,
        run.snapshot,
        run.configuration,
        definition,
        submission,
        sweep.text if definition == kept else "",
        arguments=run.arguments,
        name=run.name,
        rerun_of=run,
        script=run.overrides.get("script"),
        target=run.target,
        environment=run.overrides.get("environment"),
        tags=run.tags,
        priority=run.priority,
        resources=run.overrides.get("resources"),
    )
