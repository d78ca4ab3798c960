"""The same sweep once more."""

from dataclasses import replace

from runs.models import Run, Sweep
from runs.submission import said_of
from runs.sweeps import submitting
from runs.sweeps.values import Definition
from studio.models import Member


def again(member: Member, run: Run, submission: str) -> Run:
    """As it was submitted: the same points where its seed decides them."""
    sweep = Sweep.objects.get(pk=run.pk)
    kept = Definition.from_dict(sweep.definition)
    definition = replace(kept, sampling=replace(kept.sampling, seed=sweep.seed))
    text, of = sweep.text if definition == kept else "", run.experiment.name
    return submitting.submit(member, of, run.snapshot, run.configuration, definition, submission, text, **said_of(run))
