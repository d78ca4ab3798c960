"""The form of a sweep: what a run is submitted with, and the definition, which is edited as a draft (runs/sweeps/drafts)."""

import secrets
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError

from runs.choosing import Choice
from runs.forms.submit import SubmitForm
from runs.models import Run
from runs.sweeps import submitting
from runs.sweeps.drafts.draft import Draft
from runs.sweeps.values import Definition
from studio.models import Member

MOST_SEED = 2**31
HELPS = {
    "name": "What you would call this sweep.",
    "arguments": "Of every trial; its parameters come behind them. The configuration stays as it is.",
    "target": "Where the trials are sent.",
    "cpus": "How many are kept for each trial.",
    "gpus": "How many are each trial’s alone; 0 hides all.",
}


class SweepForm(SubmitForm):
    """`seed` is drawn with the page, so that the points of its preview are those that the trials get."""

    seed = forms.IntegerField(min_value=0, max_value=MOST_SEED, widget=forms.HiddenInput)

    def __init__(self, member: Member, choice: Choice, draft: Draft, data=None):
        super().__init__(member, choice, data)
        self.draft = draft
        self.initial["seed"] = secrets.randbelow(MOST_SEED)
        for name, words in HELPS.items():
            self.fields[name].help_text = words

    def submit(self) -> Run | None:
        """The sweep's run, or None with the reasons among the form's errors. The same `submission` key gives the same run."""
        if self.draft.definition is None:
            self.add_error(None, "Correct what the findings beside the definition call an error.")
            return None
        data, choice = self.cleaned_data, self.choice
        try:
            return submitting.submit(
                self.member,
                data["experiment"],
                data["snapshot"],
                choice.version,
                seeded(self.draft.definition, data["seed"]),
                data["submission"],
                self.draft.text,
                arguments=choice.arguments,
                name=data["name"],
                script=choice.overrides.script,
                target=choice.overrides.target,
                environment=choice.overrides.environment,
                tags=data["tags"],
                priority=data["priority"],
                resources=choice.resources,
            )
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None


def seeded(definition: Definition, seed: int) -> Definition:
    """With this seed where it says none."""
    if definition.sampling.seed is not None:
        return definition
    return replace(definition, sampling=replace(definition.sampling, seed=seed))
