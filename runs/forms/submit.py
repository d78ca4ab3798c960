import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from computes.models import Mode, Target
from runs import resources, submission
from runs.choosing import Choice
from runs.forms.configurations import MONO
from runs.forms.fields import ArgumentsField, PairsField, ResourceField
from runs.models import Configuration, Run, Snapshot, Source
from runs.models.experiment import validate_name
from studio.models import Member

SNAPSHOTS_OFFERED = 100


class SnapshotField(forms.ModelChoiceField):
    """Snapshots by their number within the source."""

    def label_from_instance(self, snapshot: Snapshot) -> str:
        ref = snapshot.facts.get("branch") or snapshot.facts.get("tag") or ""
        return " · ".join(
            part for part in (f"#{snapshot.number}", ref, snapshot.short, f"{timezone.localtime(snapshot.created):%d %b %H:%M}") if part
        )


class SubmitForm(forms.Form):
    """What to run, as a choice stands; `submit()` makes it a run."""

    submission = forms.CharField(max_length=64, widget=forms.HiddenInput)
    source = forms.ModelChoiceField(Source.objects.none(), empty_label=None)
    snapshot = SnapshotField(Snapshot.objects.none(), to_field_name="number", empty_label=None)
    configuration = forms.ModelChoiceField(Configuration.objects.none(), empty_label=None)
    experiment = forms.CharField(
        max_length=255,
        validators=[validate_name],
        widget=forms.TextInput(
            {"list": "experiments", "autocomplete": "off", "pattern": r"[a-zA-Z0-9][a-zA-Z0-9_\-]{0,254}", "spellcheck": "false"}
        ),
        help_text="A new name makes a new experiment.",
    )
    name = forms.CharField(max_length=100, required=False, help_text="What you would call this one run.")
    arguments = ArgumentsField(
        required=False, widget=forms.TextInput(MONO), help_text="For this run alone; the configuration stays as it is."
    )
    target = forms.ModelChoiceField(Target.objects.none(), required=False, label="Compute target", help_text="Where this run is sent.")
    script = forms.CharField(max_length=500, required=False, widget=forms.TextInput(MONO), help_text="Another file of the same source.")
    environment = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(MONO | {"list": "environments", "placeholder": "as the configuration says"}),
        help_text="A registered one, as name or name:version.",
    )
    priority = forms.IntegerField(required=False, min_value=-1000, max_value=1000, help_text="Higher leaves the queue first; 0 is usual.")
    cpus = ResourceField("cpus", required=False, label="Processors", help_text="How many are kept for this run.")
    memory = ResourceField("memory", required=False, label="Memory", help_text="Such as 512m or 8g.")
    gpus = ResourceField("gpus", required=False, label="GPUs", help_text="How many are this run’s alone; 0 hides all.")
    tags = PairsField(
        required=False,
        widget=forms.Textarea(MONO | {"rows": 2, "placeholder": "purpose=baseline"}),
        help_text="One name=value a line.",
    )

    def __init__(self, member: Member, choice: Choice, data=None):
        self.member, self.choice = member, choice
        super().__init__(data, initial=_initial(choice))
        self.fields["source"].queryset = member.workspace.sources.all()
        self.fields["configuration"].queryset = member.workspace.configurations.all()
        usable = Target.objects.usable_by(member).exclude(mode=Mode.DRAINING)
        self.fields["target"].queryset = usable
        self.fields["target"].empty_label = None if choice.target in usable else "Choose one"
        for name, amount in (choice.version.resources if choice.version else {}).items():
            self.fields[name].widget.attrs["placeholder"] = resources.shown({name: amount})[name]
        if choice.source:
            self._offer_snapshots(choice.source)

    def submit(self) -> Run | None:
        """The run, or None with the reasons among the form's errors. The same `submission` key gives the same run."""
        data = self.cleaned_data
        try:
            return submission.submit(
                self.member,
                data["experiment"],
                data["snapshot"],
                self.choice.version,
                data["submission"],
                arguments=self.choice.arguments,
                name=data["name"],
                script=self.choice.overrides.script,
                target=self.choice.overrides.target,
                environment=self.choice.overrides.environment,
                tags=data["tags"],
                priority=data["priority"],
                resources=self.choice.resources,
            )
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None

    def _offer_snapshots(self, source: Source) -> None:
        """Any snapshot of the source may be sent; the newest are listed, and the one chosen."""
        field, snapshots = self.fields["snapshot"], source.snapshots.order_by("-number")
        field.queryset = snapshots
        listed = list(snapshots[:SNAPSHOTS_OFFERED])
        chosen = [self.choice.snapshot] if self.choice.snapshot and self.choice.snapshot not in listed else []
        field.widget.choices = [(snapshot.number, field.label_from_instance(snapshot)) for snapshot in chosen + listed]


def _initial(choice: Choice) -> dict:
    return {
        "submission": secrets.token_urlsafe(16),
        "source": choice.source,
        "snapshot": choice.snapshot and choice.snapshot.number,
        "configuration": choice.configuration,
        "experiment": choice.experiment,
        "name": choice.name,
        "arguments": choice.arguments,
        "target": choice.target,
        "script": choice.script,
        "environment": choice.environment,
        "priority": choice.priority,
        **choice.resources,
        "tags": "\n".join(f"{name}={value}" for name, value in choice.tags.items()),
    }
