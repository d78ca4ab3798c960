"""Compute instances as forms. What is refused, and why, is decided in computes.instances."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from computes import instances
from computes.forms.fields import IndexesField, SizeField
from computes.forms.targets import MONO, PLAIN
from computes.instances.words import split
from computes.models import Instance, Mode, Target
from studio.models import Member

IDLE = [
    ("", "Never"),
    (15, "After 15 minutes"),
    (30, "After 30 minutes"),
    (60, "After an hour"),
    (180, "After 3 hours"),
    (720, "After 12 hours"),
]
IDLE_HELP = "Counted while no run is on it and nobody works in JupyterLab."


def idle_field(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Stop it when idle", help_text=IDLE_HELP, choices=IDLE, coerce=int, empty_value=None, required=False, **options
    )


class Hosts(forms.ModelChoiceField):
    def label_from_instance(self, target: Target) -> str:
        has = target.health
        facts = [f"{has['cpus']} processors" if has.get("cpus") else "", f"{len(has['gpus'])} GPUs" if has.get("gpus") else ""]
        return " — ".join(filter(None, [target.name, ", ".join(filter(None, facts))]))


class ContainerForm(forms.Form):
    """A container of one's own."""

    name = forms.CharField(
        max_length=24,
        help_text="Yours alone: letters, digits and hyphens. Run configurations call it so.",
        widget=forms.TextInput(PLAIN | {"placeholder": "ada-box"}),
    )
    host = Hosts(Target.objects.none(), label="On", help_text="A machine of the team with a container engine.", empty_label=None)
    image = forms.CharField(
        max_length=500,
        initial="python:3.11-slim",
        help_text="Any image with Python 3.8 or later. It is pulled where the machine lacks it.",
        widget=forms.TextInput(MONO),
    )
    cpus = forms.FloatField(label="Processors", required=False, min_value=0.1, help_text="Such as 2. Empty: as many as the machine has.")
    memory = SizeField(label="Memory", required=False, help_text="Such as 8g. Empty: no limit of its own.")
    gpus = IndexesField(label="GPUs", required=False, help_text="Their indexes on the machine, such as 0, 1. Empty: none.")
    idle_minutes = idle_field(initial=60)

    def __init__(self, member: Member, data=None):
        super().__init__(data)
        self.member = member
        self.fields["host"].queryset = instances.hosts_for(member)

    def save(self) -> Instance | None:
        """The new instance, or None with what is refused in `errors`."""
        given = {**self.cleaned_data, "gpus": self.cleaned_data["gpus"] or []}
        return made(self, lambda: instances.create(self.member, **given))


class MachineForm(forms.Form):
    """A machine that is a target already, with commands that start and stop it."""

    target = forms.ModelChoiceField(Target.objects.none(), label="Machine", help_text="An SSH machine of this workspace.", empty_label=None)
    owner = forms.ModelChoiceField(
        Member.objects.none(), label="For", help_text="Whose it is: they alone send runs to it.", empty_label=None
    )
    start = forms.CharField(
        label="Start command",
        max_length=4_000,
        help_text="Run on the studio’s own machine, without a shell: the program’s whole path, and its arguments.",
        widget=forms.TextInput(MONO | {"placeholder": "/usr/local/bin/cloud start gpu-1"}),
    )
    stop = forms.CharField(
        label="Stop command", max_length=4_000, widget=forms.TextInput(MONO | {"placeholder": "/usr/local/bin/cloud stop gpu-1"})
    )
    idle_minutes = idle_field(initial=60)

    def __init__(self, member: Member, data=None):
        super().__init__(data)
        self.member = member
        self.fields["target"].queryset = machines_for(member)
        people = member.workspace.members.exclude(role="reader").select_related("user")
        self.fields["owner"].queryset = people
        self.fields["owner"].label_from_instance = lambda person: str(person.user)

    def clean_start(self) -> list[str]:
        return split(self.cleaned_data["start"])

    def clean_stop(self) -> list[str]:
        return split(self.cleaned_data["stop"])

    def save(self) -> Instance | None:
        return made(self, lambda: instances.adopt(self.member, **self.cleaned_data))


class IdleForm(forms.Form):
    idle_minutes = idle_field()


def machines_for(member: Member) -> QuerySet[Target]:
    open_ones = Target.objects.filter(workspace=member.workspace_id, kind="ssh", instance=None)
    return open_ones.filter(mode__in=[Mode.OPEN, Mode.PAUSED])


def made(form: forms.Form, make) -> Instance | None:
    try:
        return make()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
