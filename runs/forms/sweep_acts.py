"""What people say when they change a sweep that is there already."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from runs.models import Sweep
from runs.models.source import validate_name
from runs.runconfig import RunconfigError, emit
from runs.sweeps.acting import MOST_CONCURRENT, MOST_MINUTES, MOST_TRIALS
from runs.sweeps.definition import Document, read_values, tree
from runs.sweeps.definition.limits import LIMITS
from runs.sweeps.values import Definition, Parameter, space_from

SPACE = "parameter_space"
LONGEST = 1_000_000


class ConcurrencyForm(forms.Form):
    """How many trials go on at a time from now on."""

    trials = forms.IntegerField(
        min_value=1,
        max_value=MOST_CONCURRENT,
        label="Trials at a time",
        help_text="None of those that go on is ended when you lower it. The target's slots are a limit of their own.",
    )


class ExtensionForm(forms.Form):
    """What a sweep is given more of. Empty fields leave it as it is."""

    trials = forms.IntegerField(required=False, min_value=1, max_value=MOST_TRIALS, label="Further trials")
    minutes = forms.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES, label="Further minutes")
    space = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Space",
        help_text="The parameters as the definition has them: give them more options or wider bounds. Trials that were made stay as they are.",
        widget=forms.Textarea(attrs={"class": "mono", "rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, sweep: Sweep, data=None):
        self.sweep = sweep
        self.now = replace(Definition.from_dict(sweep.definition), space=space_from(sweep.space))
        super().__init__(data, initial={"space": _written(self.now)})
        if sweep.deadline is None:
            del self.fields["minutes"]

    def clean_space(self) -> tuple[Parameter, ...] | None:
        """None where nothing was changed."""
        text = self.cleaned_data["space"]
        if not text.strip() or text.split() == self.initial["space"].split():
            return None
        space = self._read(text)
        return None if space == self.now.space else space

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in self.fields):
            raise ValidationError("Say by how many trials or minutes it is extended, or give it a larger space.")
        return data

    def _read(self, text: str) -> tuple[Parameter, ...]:
        try:
            said = Document(text).written
        except RunconfigError as refusal:
            raise ValidationError(str(refusal)) from None
        listed = said.get(SPACE) if isinstance(said, dict) else said
        whole = tree(replace(self.now, max_total_runs=min(self.now.max_total_runs, LIMITS.total)))
        reading = read_values(whole | {"sampling": whole["sampling"] | {SPACE: listed}})
        if reading.definition is None:
            raise ValidationError(reading.errors)
        return reading.definition.space


def _written(definition: Definition) -> str:
    """The parameters as an hdconfig.yml has them, each one's values on one line."""
    listed = tree(definition)["sampling"][SPACE]
    return emit.block({SPACE: [each | {"values": tuple(each["values"])} for each in listed]})


class RetryForm(forms.Form):
    """Which trials are tried again."""

    which = forms.ChoiceField(
        label="Try again",
        choices=[("failed", "Those that failed"), ("missing", "Those that were cancelled or never began"), ("both", "Both")],
        initial="failed",
        widget=forms.RadioSelect,
    )


class KeepForm(forms.Form):
    """Under which name a trial's parameters are kept as a run configuration."""

    name = forms.CharField(
        max_length=100,
        label="Run configuration",
        validators=[validate_name],
        help_text="A name that is there already gets another version; its earlier ones stay.",
    )
